// From patches that hit to sightings, one a track and class. Values and pure functions.
#pragma once

#include "query/query.h"
#include "store/records.h"

namespace refocus::query {

struct Hit
{
    store::PatchRecord patch;
    float score = 0; // The verdict's probability of the class.
};

// One track's hits of one class, as they come in.
struct TrackHits
{
    store::TrackRecord track;
    std::size_t patches = 0; // Of the track that the question covers, hit or not.
    std::vector<Hit> hits;
};

// The sighting of a track, or none where too few of its patches are of the class:
// 1. Where at least half of the track's patches hit, it is the object's whole stay in view: a few
//    patches taken for something else do not interrupt it.
// 2. Where fewer do, the track may have changed its object: the sighting runs from the first hit to
//    the last.
// 3. Below kLeastShare the hits are taken for mistakes.
// The best patch is the likeliest, whole views before those cut off by the picture's edge. The
// caller fills in video, path and class.
inline constexpr double kLeastShare = 0.2;
std::optional<Sighting> sightingOf(const TrackHits &hits, const TimeRange &asked);

} // namespace refocus::query
