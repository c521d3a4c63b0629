// What a patch costs at query time at several depths, measured side by side. One thread at a
// time.
#pragma once

#include "base/progress.h"
#include "compare/depth.h"
#include "compare/mean_sd.h"
#include "store/video_snapshot.h"

#include <span>
#include <vector>

namespace refocus::compare {

struct DepthTime
{
    MeanSd read, decode, infer, total; // Milliseconds a patch, over the rounds.
    MeanSd ratio;                      // Of the total to that of the first depth in the same round.
};

// Reads, decodes and classifies the same patches at each depth, `rounds` times after one that does
// not count. The depths take turns batch by batch (compare/interleaving.h), so that what else the
// machine does falls on all of them alike. Maps are decoded on `threads` threads. Throws Error
// where a patch has no map behind a splice, or no pixels for none; Cancelled.
std::vector<DepthTime> timeDepths(std::span<const DepthNetwork> depths,
                                  const store::VideoSnapshot &video,
                                  std::span<const PatchId> patches, int threads, int rounds,
                                  const Progress &progress = {});

} // namespace refocus::compare
