#include "ui/timeline/activity_cache.h"

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr std::int64_t kFinest = 200'000, kBins = 20'000; // Microseconds; of a source, at most.

} // namespace

ActivityCache::ActivityCache(CaseSession &session, QObject *parent)
    : QObject(parent), m_session(session), m_job(tr("Reading activity"))
{
    connect(&session, &CaseSession::sourcesChanged, this, &ActivityCache::refresh);
    // What came up meanwhile: another case too, for which the reading of the last one was ended.
    connect(&m_job, &Job::ended, this, &ActivityCache::refresh);
    connect(&session, &CaseSession::closed, this, [this] {
        m_job.cancel();
        m_entries.clear();
        Q_EMIT changed();
    });
    refresh();
}

const ActivityProfile &ActivityCache::profile(const std::string &video) const
{
    static const ActivityProfile kNone;
    const auto known = m_entries.find(video);
    return known == m_entries.end() ? kNone : known->second.profile;
}

void ActivityCache::refresh()
{
    const EnginePtr engine = m_session.engine();
    if (!engine || m_job.isRunning())
        return;
    struct Wanted
    {
        std::string video;
        std::uint64_t patches;
        Timestamp bin;
    };
    std::vector<Wanted> wanted;
    for (const SourceInfo &source : m_session.sources()) {
        const auto known = m_entries.find(source.id());
        if (source.indexed &&
            (known == m_entries.end() || known->second.patches != source.counts.patches))
            wanted.push_back({source.id(), source.counts.patches,
                              Timestamp(std::max(kFinest, source.duration.count() / kBins))});
    }
    if (wanted.empty())
        return;
    m_job.start([this, engine, wanted](const Delivery &delivery) {
        for (const Wanted &want : wanted) {
            if (delivery.cancelled())
                return;
            ActivityProfile profile;
            try {
                profile = ActivityProfile(engine->activity(want.video, want.bin), want.bin);
            } catch (const std::exception &) {
                // Without it the lane is plainer; the source's state says what is wrong with it.
            }
            delivery.post([this, want, profile = std::move(profile)]() mutable {
                m_entries[want.video] = {want.patches, std::move(profile)};
                Q_EMIT changed();
            });
        }
    });
}

} // namespace refocus::ui
