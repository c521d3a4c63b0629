// How much time one depth takes of another's, from batches that both answered one right after the
// other. Pure; any thread.
#pragma once

#include "compare/comparison.h"

namespace refocus::compare {

struct PairedRatio
{
    double median = 1;    // Of the batches' ratios: what disturbs some batches does not count.
    double halfWidth = 0; // Half of its 95 % interval; infinite before the second run.
};

// The interval is the larger of two: that of the median of all pairs, from the order of their
// ratios where there are six or more (which supposes nothing about how they are distributed), and
// that of the runs' medians (Student's t), which is wider where runs differ as a whole.
PairedRatio pairedRatio(const ComparedDepth &of, const ComparedDepth &to);

} // namespace refocus::compare
