// The compare workspace: what is compared, the table of depths, pictures of it, the disagreements,
// and the reuse slider. GUI thread only.
#pragma once

#include "ui/compare/compare_bar.h"
#include "ui/compare/depth_table.h"
#include "ui/compare/disagreement_view.h"

#include <QWidget>

class QButtonGroup;
class QLabel;
class QProgressBar;
class QStackedWidget;
class QToolButton;

namespace refocus::ui {

class Chart;

class ComparePanel : public QWidget
{
    Q_OBJECT

public:
    explicit ComparePanel(Workbench &workbench, QWidget *parent = nullptr);

    void start();
    void cancel();
    void startPaperTable();
    void saveAs(); // CSV, Markdown or JSON of the table, by a dialog.
    // As its ending says: .csv, .md or .json. Returns what went wrong; empty: nothing.
    QString save(const QString &file) const;

    CompareBar &bar() { return *m_bar; }
    DepthTable &table() { return *m_table; }
    DisagreementView &disagreements() { return *m_disagreements; }
    const std::vector<Chart *> &charts() const { return m_charts; }
    int chosen() const { return m_chosen; }

Q_SIGNALS:
    void playRequested(); // The playhead has been moved; the other workspace is wanted.
    void failed(const QString &sentence);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override; // Esc cancels.

private:
    QWidget *makeCharts();
    QWidget *makeDisagreements();
    void showCompared();
    void showSentences();
    void showProgress();
    void choose(int depth);
    void showCharts(); // As many as there is room for.

    Workbench &m_bench;
    CompareBar *m_bar;
    QProgressBar *m_progress;
    QLabel *m_sentence, *m_advice, *m_empty, *m_count;
    DepthTable *m_table;
    std::vector<Chart *> m_charts;
    QButtonGroup *m_third; // Which chart is the last one shown in a narrow window.
    std::vector<QToolButton *> m_thirdButtons;
    DisagreementView *m_disagreements;
    QStackedWidget *m_body;
    int m_chosen = -1; // Depth; -1: none.
    QString m_error;
};

} // namespace refocus::ui
