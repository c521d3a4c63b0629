// Figures of an index against the truth. Pure functions.
#pragma once

#include "statistics.h"
#include "store/video_snapshot.h"
#include "truth.h"

#include <span>

namespace refocus::benchmark {

// Joins what overlaps; sorted.
std::vector<Span> unionOf(std::vector<Span> spans);
double lengthOf(std::span<const Span> joined);
// Seconds of `span` that lie in the joined spans.
double commonLength(const Span &span, std::span<const Span> joined);

// Patches of frames first to last against the truth: pairs of at least minIou, one to one, best
// first. Recall counts truth of at least minArea; a patch is right whatever the area it matches.
struct BoxScore
{
    int wanted = 0, found = 0, patches = 0, right = 0;
    double recall() const { return wanted ? double(found) / wanted : 0; }
    double precision() const { return patches ? double(right) / patches : 0; }
};
BoxScore scoreBoxes(std::span<const store::PatchRecord> patches, const BoxesByFrame &truth,
                    FrameIndex first, FrameIndex last, double minIou, int minArea);

double largestBoxShare(std::span<const store::PatchRecord> patches, const store::VideoMeta &meta);
// Different clusters among a track's patches, on average.
double clustersPerTrack(std::span<const store::PatchRecord> patches);

} // namespace refocus::benchmark
