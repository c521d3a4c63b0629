#include "evidence/clip_plan.h"

#include "base/error.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace refocus::evidence {

std::vector<PlannedClip> planClips(std::span<const query::Sighting> sightings,
                                   const std::map<std::string, Timestamp> &durations,
                                   const PlanOptions &options)
{
    if (options.pad < Timestamp::zero())
        throw Error("the time shown around a sighting cannot be negative");
    std::vector<std::size_t> order(sightings.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(
        order, {}, [&](std::size_t i) { return std::tie(sightings[i].video, sightings[i].start); });

    std::vector<PlannedClip> clips;
    for (const std::size_t i : order) {
        const query::Sighting &sighting = sightings[i];
        const auto duration = durations.find(sighting.video);
        if (duration == durations.end())
            throw Error("the length of video " + sighting.video + " is not known");
        const Timestamp begin = std::max(sighting.start - options.pad, Timestamp::zero());
        const Timestamp end = std::min(sighting.end + options.pad, duration->second);
        if (!clips.empty() && clips.back().video == sighting.video &&
            options.mergeGap >= Timestamp::zero() && begin - clips.back().end <= options.mergeGap) {
            clips.back().end = std::max(clips.back().end, end);
            clips.back().sightings.push_back(i);
        } else {
            clips.push_back({sighting.video, begin, end, {i}});
        }
    }
    return clips;
}

} // namespace refocus::evidence
