// What is compared, and how often: the first line of the compare workspace. GUI thread only.
#pragma once

#include "compare/comparison.h"
#include "ui/state/workbench.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace refocus::ui {

class CompareBar : public QWidget
{
    Q_OBJECT

public:
    explicit CompareBar(Workbench &workbench, QWidget *parent = nullptr);

    // As it stands: the question that was asked last, else the draft.
    compare::CompareOptions options() const;
    QString whyNot() const;  // Nothing can be compared; empty where it can.
    void choosePaperTable(); // None, the shallow and the deep cut, un-retrained too.

Q_SIGNALS:
    void startRequested();
    void cancelRequested();

private:
    query::QueryOptions question() const;
    void showDepths();
    void showState();

    Workbench &m_bench;
    QComboBox *m_scope;
    QLabel *m_classes;
    QHBoxLayout *m_depths;
    std::vector<std::pair<compare::Depth, QToolButton *>> m_buttons; // Without none.
    QCheckBox *m_unretrained;
    QSpinBox *m_patches, *m_runs;
    QPushButton *m_start;
};

} // namespace refocus::ui
