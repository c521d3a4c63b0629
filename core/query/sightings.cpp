#include "query/sightings.h"

#include <algorithm>

namespace refocus::query {

Stay stayOf(std::span<const store::PatchRecord> patches)
{
    int largest = 0;
    for (const store::PatchRecord &patch : patches)
        largest = std::max(largest, patch.box.area());
    const auto inView = [&](const store::PatchRecord &patch) {
        return !patch.touchesBorder || patch.box.area() >= kLeastView * largest;
    };
    // The largest patch is always in view, so both are found.
    const auto first = std::ranges::find_if(patches, inView);
    auto last = patches.end() - 1;
    while (!inView(*last))
        --last;
    return {first->track, patches.size(), first->frame, last->frame, first->time, last->time};
}

double weightOf(const cv::Rect &box, int inputSize)
{
    const double side = std::max(box.width, box.height) / static_cast<double>(inputSize);
    return std::min(1.0, side * side);
}

std::optional<Sighting> sightingOf(const TrackHits &hits, int inputSize)
{
    if (hits.hits.empty())
        return {};
    double hit = 0;
    for (const Hit &each : hits.hits)
        hit += weightOf(each.patch.box, inputSize);
    const double share = hit / hits.weight;
    if (share < kLeastShare)
        return {};
    Sighting sighting;
    sighting.track = hits.stay.track;
    sighting.startFrame = hits.stay.firstFrame;
    sighting.start = hits.stay.first;
    sighting.endFrame = hits.stay.lastFrame;
    sighting.end = hits.stay.last;
    if (share < 0.5) {
        const auto [first, last] = std::ranges::minmax_element(
            hits.hits, {}, [](const Hit &hit) { return hit.patch.frame; });
        sighting.startFrame = first->patch.frame;
        sighting.start = first->patch.time;
        sighting.endFrame = last->patch.frame;
        sighting.end = last->patch.time;
    }
    double sum = 0;
    for (const Hit &hit : hits.hits)
        sum += hit.score;
    sighting.score = static_cast<float>(sum / static_cast<double>(hits.hits.size()));

    const auto rank = [](const Hit &hit) {
        return std::tuple(!hit.patch.touchesBorder, hit.score, hit.patch.box.area());
    };
    const auto best = std::ranges::max_element(hits.hits, {}, rank);
    sighting.best = {best->patch.id,  best->patch.frame, best->patch.time,
                     best->patch.box, best->score,       best->patch.cluster};
    return sighting;
}

} // namespace refocus::query
