// How much disk the feature maps of a case may take: where they take more after something was
// indexed, those of the sources that were added first are deleted. Maps only save time, so nothing
// but time is lost. Kept in the case. GUI thread only.
#pragma once

#include "ui/jobs/job.h"
#include "ui/state/ingest_queue.h"

#include <QObject>

namespace refocus::ui {

// Sources whose maps go, in that order, so that the others' fit. sources: by time added. Those that
// are not done are left alone. Pure.
std::vector<std::string> beyondBudget(const std::vector<SourceInfo> &sources,
                                      std::uint64_t budgetBytes);

class MapsBudget : public QObject
{
    Q_OBJECT

public:
    MapsBudget(CaseSession &session, IngestQueue &ingest, QObject *parent = nullptr);

    std::uint64_t bytes() const { return m_bytes; } // 0: no limit.
    void setBytes(std::uint64_t bytes);             // And sees to it at once.
    Job &job() { return m_job; }

Q_SIGNALS:
    void changed();
    void removed(int sources); // Their maps are gone.
    void failed(const QString &sentence);

private:
    void restore();
    void enforce();

    CaseSession &m_session;
    IngestQueue &m_ingest;
    std::uint64_t m_bytes = 0;
    Job m_job, m_restoreJob;
};

} // namespace refocus::ui
