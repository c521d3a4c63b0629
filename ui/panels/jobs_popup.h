// All background work: what it is doing, how far it is, how it ended; each can be cancelled.
#pragma once

#include "ui/jobs/job_list.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace refocus::ui {

class JobsPopup : public QFrame
{
    Q_OBJECT

public:
    explicit JobsPopup(JobList &jobs, QWidget *parent = nullptr);

    int shownRows() const { return static_cast<int>(m_rows.size()); }
    void showBelow(const QWidget *button);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    class Row;
    void insert(int first, int last);
    void remove(int first, int last);
    void showJobs(int first, int last);
    void showWhole();

    JobList &m_jobs;
    std::vector<Row *> m_rows; // As in the list.
    QVBoxLayout *m_list;
    QScrollArea *m_area;
    QLabel *m_empty;
    QPushButton *m_clear;
};

} // namespace refocus::ui
