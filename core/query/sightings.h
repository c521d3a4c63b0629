// From patches that hit to sightings, one a track and class. Values and pure functions.
#pragma once

#include "query/query.h"
#include "store/records.h"

#include <span>

namespace refocus::query {

struct Hit
{
    store::PatchRecord patch;
    float score = 0; // The verdict's probability of the class.
};

// One track's patches that a question covers, summed up.
struct Stay
{
    TrackId track = 0;
    std::size_t patches = 0;
    FrameIndex firstFrame = 0, lastFrame = 0;
    Timestamp first{0}, last{0};
};

// From the first picture to the last in which more than a slice of the object is in view: at both
// ends, patches that the picture's edge cuts down below kLeastView of the largest do not count.
// Requires: patches of one track in the order of frames, at least one.
inline constexpr double kLeastView = 0.15;
Stay stayOf(std::span<const store::PatchRecord> patches);

// What a patch says of its object: 1 where the longer side of its box has as many pixels as the
// network's input, or more, and less as its area is less. A lorry is told from a car while it is
// near, and most of its patches may be of its way into the distance.
double weightOf(const cv::Rect &box, int inputSize);

// One track's hits of one class, as they come in.
struct TrackHits
{
    Stay stay;
    double weight = 0; // Of all of the track's patches that the question covers.
    std::vector<Hit> hits;
};

// The sighting of a track, or none where too few of its patches, by weight, are of the class:
// 1. Where at least half hit, it is the object's whole stay in view: a few patches taken for
//    something else do not interrupt it.
// 2. Where fewer do, the track may have changed its object: the sighting runs from the first hit to
//    the last.
// 3. Below kLeastShare the hits are taken for mistakes.
// The best patch is the likeliest, whole views before those cut off by the picture's edge. The
// caller fills in video, path and class.
inline constexpr double kLeastShare = 0.125;
std::optional<Sighting> sightingOf(const TrackHits &hits, int inputSize);

} // namespace refocus::query
