// The bounds that the paper's table must hold, against what was measured.
#pragma once

#include "dataset_table.h"
#include "latency_table.h"

namespace refocus::benchmark {

// A bound of which nothing was measured is left out. holds is false where a bound does not hold.
Table targetTable(std::span<const Latency> latencies, std::span<const DatasetResult> datasets);

} // namespace refocus::benchmark
