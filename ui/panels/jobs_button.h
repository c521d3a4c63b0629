// The corner of the menu bar: how much background work there is, as a ring with the mean share and
// a count. A click or Enter opens the list.
#pragma once

#include "ui/jobs/job_list.h"

#include <QToolButton>

namespace refocus::ui {

class JobsPopup;

class JobsButton : public QToolButton
{
    Q_OBJECT

public:
    explicit JobsButton(JobList &jobs, QWidget *parent = nullptr);

    JobsPopup *popup() const { return m_popup; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void showState();
    QString label() const;

    JobList &m_jobs;
    JobsPopup *m_popup;
    bool m_failed = false; // Something did since the list was opened.
};

} // namespace refocus::ui
