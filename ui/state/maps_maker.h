// Makes the feature maps of sources anew that lack some: deleted to save room, or never kept. Maps
// only save time, so it can be stopped at any moment. GUI thread only.
#pragma once

#include "ui/jobs/job.h"
#include "ui/state/case_session.h"

#include <QObject>

namespace refocus::ui {

class MapsMaker : public QObject
{
    Q_OBJECT

public:
    explicit MapsMaker(CaseSession &session, QObject *parent = nullptr);

    // One source after the other; in place of what runs.
    void make(const std::vector<std::string> &videos);
    Job &job() { return m_job; }

Q_SIGNALS:
    void made(qulonglong maps); // 0: all were there.
    void failed(const QString &sentence);

private:
    CaseSession &m_session;
    Job m_job;
};

} // namespace refocus::ui
