// What was done to the case (its audit log) and what the program said, to read, filter and copy.
#pragma once

#include "ui/panels/log_model.h"
#include "ui/state/workbench.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace refocus::ui {

class LogFilter;

class LogPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LogPanel(Workbench &bench, QWidget *parent = nullptr);

    LogModel &model() { return m_model; }
    void addMessage(LogRow::Kind kind, const QString &sentence);

public Q_SLOTS:
    void copy(); // The selected rows, else all that are shown.
    void reload();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void showCount();

    Workbench &m_bench;
    LogModel m_model;
    LogFilter *m_filter;
    QLineEdit *m_text;
    QComboBox *m_kinds;
    QTableView *m_view;
    QStackedWidget *m_stack;
    QLabel *m_empty;
    QPushButton *m_copy;
    Job m_job;
    QTimer m_timer;
};

} // namespace refocus::ui
