#include "evidence/clip_plan.h"

#include "base/error.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace refocus::evidence {

namespace {

Timestamp durationOf(const std::string &video, const std::map<std::string, Timestamp> &durations)
{
    const auto duration = durations.find(video);
    if (duration == durations.end())
        throw Error("the length of video " + video + " is not known");
    return duration->second;
}

// The places of the sightings by start, of all videos or of one.
std::vector<std::size_t> orderOf(std::span<const query::Sighting> sightings)
{
    std::vector<std::size_t> order(sightings.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(
        order, {}, [&](std::size_t i) { return std::tie(sightings[i].video, sightings[i].start); });
    return order;
}

} // namespace

std::vector<PlannedClip> planClips(std::span<const query::Sighting> sightings,
                                   const std::map<std::string, Timestamp> &durations,
                                   const PlanOptions &options)
{
    if (options.pad < Timestamp::zero())
        throw Error("the time shown around a sighting cannot be negative");
    std::vector<PlannedClip> clips;
    for (const std::size_t i : orderOf(sightings)) {
        const query::Sighting &sighting = sightings[i];
        const Timestamp duration = durationOf(sighting.video, durations);
        const Timestamp begin = std::max(sighting.start - options.pad, Timestamp::zero());
        const Timestamp end = std::min(sighting.end + options.pad, duration);
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

std::vector<PlannedClip> planSpans(std::span<const ClipSpan> spans,
                                   std::span<const query::Sighting> sightings,
                                   const std::map<std::string, Timestamp> &durations)
{
    const std::vector<std::size_t> order = orderOf(sightings);
    std::vector<PlannedClip> clips;
    for (const ClipSpan &span : spans) {
        const Timestamp duration = durationOf(span.video, durations);
        if (span.end < span.begin)
            throw Error("the stretch marked in video " + span.video + " ends before it begins");
        if (span.end < Timestamp::zero() || span.begin >= duration)
            throw Error("the stretch marked in video " + span.video + " lies outside the video");
        PlannedClip clip{
            span.video, std::max(span.begin, Timestamp::zero()), std::min(span.end, duration), {}};
        for (const std::size_t i : order)
            if (sightings[i].video == span.video && sightings[i].start <= clip.end &&
                clip.begin <= sightings[i].end)
                clip.sightings.push_back(i);
        clips.push_back(std::move(clip));
    }
    return clips;
}

} // namespace refocus::evidence
