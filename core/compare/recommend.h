// Which operating points are worth having (Focus, OSDI 2018, section 4.4). Pure; any thread.
#pragma once

#include "compare/operating_point.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace refocus::compare {

// Sets OperatingPoint::pareto. Of the points that meet the target: over query time, ingest cost and
// bytes. Where none does: of the retrained ones over the lesser of precision and recall, query time
// and bytes.
void markPareto(std::vector<OperatingPoint> &points);

// Places of points; none where no point meets the target.
struct Recommendation
{
    std::optional<std::size_t> ingestCheap; // The least ingest cost, then the least query time.
    std::optional<std::size_t> balanced;    // The least sum of both, over the whole case.
    std::optional<std::size_t> queryFast;   // The least query time, then the least ingest cost.
    std::optional<std::size_t> asIngested;  // The least query time without ingesting again.
    std::optional<std::size_t> closest;     // Where none meets the target: the nearest to it.
};

// Un-retrained splices are never recommended. currentThreshold breaks ties; inferred: patches of
// the case that the ingest network runs on, each at a point's ingestMs; usableNow: whether the case
// as it is gives what the point says.
Recommendation recommend(std::span<const OperatingPoint> points, float currentThreshold,
                         double inferred,
                         const std::function<bool(const OperatingPoint &)> &usableNow);

} // namespace refocus::compare
