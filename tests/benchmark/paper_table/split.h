// The patches of the paper and how they are split into training and test. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::benchmark {

struct LabelledPatch
{
    std::string name; // "frame_120_patch_0.jpg"
    int frame = 0, patch = 0;
    int label = 0;
};

// Lines of "name,label", in any order; the result is by frame, then patch. Throws Error naming the
// line where one is something else.
std::vector<LabelledPatch> parseLabels(std::string_view text);

struct Split
{
    std::vector<LabelledPatch> train, test;
};

constexpr int kFolds = 5; // Of equal size, so that training has four fifths as in the paper.

// Four fifths at random for training, as in the paper: neighbouring pictures of one object come to
// both sides. The same seed gives the same order on every machine; the fold, 1 to kFolds, says
// which fifth of it is for testing, so that over all folds every patch is tested once. Requires:
// sorted.
Split randomSplit(std::vector<LabelledPatch> patches, std::uint64_t seed, int fold = 1);

// The first four fifths of the frames (distinct numbers) for training, the rest for testing.
// Requires: sorted.
Split splitByTime(const std::vector<LabelledPatch> &patches);

} // namespace refocus::benchmark
