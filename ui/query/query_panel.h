// The question: what, when, where and how it is verified; and what came of it. GUI thread only.
//
// Enter runs it from everywhere in the panel, Esc cancels; the line for classes has its own keys.
#pragma once

#include "ui/controls/depth_text.h"
#include "ui/query/suggestions.h"
#include "ui/state/workbench.h"

#include <QWidget>

class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QListWidget;
class QPushButton;
class QScrollArea;
class QSpinBox;
class QToolButton;

namespace refocus::ui {

class AnswerView;
class ClassChooser;
class Fold;
class Note;
class QuestionBook;
class QuestionList;
class RegionRow;
class ReuseControl;
class WhenEditor;

class QueryPanel : public QWidget
{
    Q_OBJECT

public:
    explicit QueryPanel(Workbench &workbench, QWidget *parent = nullptr);

    void focusClassSearch(); // With the list of classes open.
    void run();              // The draft; says what is missing where it is no question yet.
    void cancel();
    void setReuse(const query::Reuse &reuse);
    void cycleReuse(int by = 1);
    void saveQuestion(); // Under a name that can be edited at once.
    void setHistoryShown(bool shown);

    QSize sizeHint() const override { return {300, 560}; }

Q_SIGNALS:
    void regionRequested(); // To be drawn in the player, into the draft.

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeWhere();
    QWidget *makeLimits();
    void addRow(QGridLayout *form, const QString &label, QWidget *control);
    void connectState();
    void change(const std::function<void(query::QueryOptions &)> &what);
    void showDraft();
    void showClasses();
    void showSources();
    void showCost();
    void showState();
    void showRunning();
    void showAnswer();
    void takeSources();
    void ask(const query::QueryOptions &options, const When &when);
    Expected expected() const;
    QSize pictureSize() const;
    std::string zone() const;
    int indexedSources() const;

    Workbench &m_bench;
    QuestionBook *m_book;
    ClassChooser *m_classes;
    Fold *m_when, *m_sources, *m_limits;
    WhenEditor *m_whenEditor;
    QListWidget *m_sourceList;
    RegionRow *m_region;
    QSpinBox *m_minSide, *m_k;
    QDoubleSpinBox *m_minScore;
    ReuseControl *m_reuse;
    Note *m_depth, *m_cost, *m_depthWarning;
    QPushButton *m_run;
    QToolButton *m_save, *m_history;
    QuestionList *m_questions;
    AnswerView *m_answer;
    QScrollArea *m_scroll;
    bool m_showsRunning = false; // A rerun that is over at once is not shown as running.
    bool m_showing = false;      // The controls are being set; they do not speak.
    bool m_editingWhen = false;  // The editor speaks; it is not told of it again.
};

} // namespace refocus::ui
