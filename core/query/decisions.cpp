#include "query/decisions.h"

#include "query/sightings.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace refocus::query {

using store::Decision;

namespace {

// The newest decision that `counts`; nullptr if there is none.
template <typename Counts>
const TrackDecision *newest(std::span<const TrackDecision> decisions, const Counts &counts)
{
    const TrackDecision *found = nullptr;
    for (const TrackDecision &decision : decisions)
        if (counts(decision) && (!found || decision.review.time > found->review.time))
            found = &decision;
    return found;
}

bool isLabel(const TrackDecision &decision) { return decision.review.decision == Decision::Label; }

} // namespace

void decide(Sighting &sighting, std::span<const TrackDecision> decisions)
{
    const TrackDecision *decision = newest(decisions, [&](const TrackDecision &d) {
        return isLabel(d) || d.judged.empty() || d.judged == sighting.className;
    });
    if (!decision)
        return;
    sighting.decision = decision->review.decision;
    sighting.decidedBy = decision->patch;
    if (isLabel(*decision)) {
        sighting.foundClass = sighting.className;
        sighting.className = decision->review.label;
    }
}

bool stands(const Sighting &sighting, std::span<const std::string> classes)
{
    return sighting.decision != Decision::Reject &&
           (sighting.decision != Decision::Label ||
            std::ranges::find(classes, sighting.className) != classes.end());
}

std::optional<Sighting> labelledSighting(std::span<const TrackDecision> decisions,
                                         std::span<const store::PatchRecord> patches)
{
    const TrackDecision *label = newest(decisions, isLabel);
    if (!label || patches.empty())
        return {};
    const TrackDecision *last = newest(decisions, [&](const TrackDecision &d) {
        return isLabel(d) || d.judged.empty() || d.judged == label->review.label;
    });
    if (last->review.decision == Decision::Reject)
        return {};
    const Stay stay = stayOf(patches);
    auto best = std::ranges::find(patches, label->patch, &store::PatchRecord::id);
    if (best == patches.end())
        best = std::ranges::max_element(patches, {}, [](const auto &p) { return p.box.area(); });
    Sighting sighting;
    sighting.className = label->review.label;
    sighting.track = stay.track;
    sighting.startFrame = stay.firstFrame;
    sighting.endFrame = stay.lastFrame;
    sighting.start = stay.first;
    sighting.end = stay.last;
    sighting.score = 1;
    sighting.best = {best->id, best->frame, best->time, best->box, 1, best->cluster};
    sighting.decision = Decision::Label;
    sighting.decidedBy = label->patch;
    return sighting;
}

void joinSameTrack(std::vector<Sighting> &sightings)
{
    std::map<std::tuple<std::string, TrackId, std::string>, std::size_t> places;
    std::vector<Sighting> joined;
    for (Sighting &sighting : sightings) {
        const auto [place, isNew] =
            places.try_emplace({sighting.video, sighting.track, sighting.className}, joined.size());
        if (isNew) {
            joined.push_back(std::move(sighting));
            continue;
        }
        Sighting &first = joined[place->second];
        if (sighting.startFrame < first.startFrame)
            std::tie(first.startFrame, first.start) = std::tie(sighting.startFrame, sighting.start);
        if (sighting.endFrame > first.endFrame)
            std::tie(first.endFrame, first.end) = std::tie(sighting.endFrame, sighting.end);
    }
    sightings = std::move(joined);
}

} // namespace refocus::query
