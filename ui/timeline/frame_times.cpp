#include "ui/timeline/frame_times.h"

namespace refocus::ui {

FrameTimes::FrameTimes(CaseSession &session, QObject *parent)
    : QObject(parent), m_session(session), m_job(tr("Reading picture times"))
{
    connect(&m_job, &Job::ended, this, &FrameTimes::next);
    connect(&session, &CaseSession::closed, this, [this] {
        m_job.cancel();
        m_wanted.clear();
        m_times.clear();
    });
}

const std::vector<std::int64_t> &FrameTimes::of(const std::string &video)
{
    static const std::vector<std::int64_t> kNone;
    const SourceInfo *source = m_session.source(video);
    if (!source || source->record.state != store::SourceState::Done)
        return kNone;
    const auto [known, isNew] = m_times.try_emplace(video);
    if (isNew) {
        m_wanted.insert(video);
        next();
    }
    return known->second;
}

void FrameTimes::next()
{
    const EnginePtr engine = m_session.engine();
    if (!engine || m_job.isRunning() || m_wanted.empty())
        return;
    const std::string video = *m_wanted.begin();
    m_wanted.erase(m_wanted.begin());
    m_job.start([this, engine, video](const Delivery &delivery) {
        const media::FrameTable table = engine->frameTable(video);
        std::vector<std::int64_t> times;
        times.reserve(static_cast<std::size_t>(table.size()));
        for (const media::FrameEntry &entry : table.entries())
            times.push_back(entry.time.count());
        delivery.post([this, video, times = std::move(times)]() mutable {
            m_times[video] = std::move(times);
            Q_EMIT changed();
        });
    });
}

} // namespace refocus::ui
