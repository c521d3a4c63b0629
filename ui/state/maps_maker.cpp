#include "ui/state/maps_maker.h"

namespace refocus::ui {

MapsMaker::MapsMaker(CaseSession &session, QObject *parent)
    : QObject(parent), m_session(session), m_job(tr("Making maps"))
{
    connect(&session, &CaseSession::closed, &m_job, &Job::cancel);
    connect(&m_job, &Job::failed, this, &MapsMaker::failed);
    connect(&m_job, &Job::ended, &session, &CaseSession::refresh); // Also of a part.
}

void MapsMaker::make(const std::vector<std::string> &videos)
{
    const EnginePtr engine = m_session.engine();
    if (!engine || !m_session.writable() || videos.empty())
        return;
    m_job.start([this, engine, videos](const Delivery &delivery) {
        const Progress report = delivery.progress();
        std::uint64_t maps = 0;
        for (std::size_t i = 0; i < videos.size() && !delivery.cancelled(); ++i)
            maps += engine
                        ->deriveMaps(videos[i],
                                     [&](ProgressReport of) {
                                         of.fraction = (static_cast<double>(i) + of.fraction) /
                                                       static_cast<double>(videos.size());
                                         return report(of);
                                     })
                        .maps;
        delivery.post([this, maps] { Q_EMIT made(maps); });
    });
}

} // namespace refocus::ui
