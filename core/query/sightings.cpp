#include "query/sightings.h"

#include <algorithm>

namespace refocus::query {

std::optional<Sighting> sightingOf(const TrackHits &hits, const TimeRange &asked)
{
    if (hits.hits.empty() || hits.patches == 0)
        return {};
    const double share = static_cast<double>(hits.hits.size()) / static_cast<double>(hits.patches);
    if (share < kLeastShare)
        return {};
    const auto [first, last] =
        std::ranges::minmax_element(hits.hits, {}, [](const Hit &hit) { return hit.patch.frame; });
    Sighting sighting;
    sighting.track = hits.track.id;
    sighting.startFrame = first->patch.frame;
    sighting.start = first->patch.time;
    sighting.endFrame = last->patch.frame;
    sighting.end = last->patch.time;
    if (share >= 0.5) {
        if (asked.contains(hits.track.firstTime)) {
            sighting.startFrame = hits.track.firstFrame;
            sighting.start = hits.track.firstTime;
        }
        if (asked.contains(hits.track.lastTime)) {
            sighting.endFrame = hits.track.lastFrame;
            sighting.end = hits.track.lastTime;
        }
    }
    double sum = 0;
    for (const Hit &hit : hits.hits)
        sum += hit.score;
    sighting.score = static_cast<float>(sum / static_cast<double>(hits.hits.size()));

    const auto rank = [](const Hit &hit) {
        return std::tuple(!hit.patch.touchesBorder, hit.score, hit.patch.box.area());
    };
    const auto best = std::ranges::max_element(hits.hits, {}, rank);
    sighting.best = {best->patch.id, best->patch.frame, best->patch.time, best->patch.box,
                     best->score};
    return sighting;
}

} // namespace refocus::query
