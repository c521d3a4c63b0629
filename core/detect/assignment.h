// The cheapest pairing of rows with columns: the Hungarian method (Kuhn 1955). Any thread.
#pragma once

#include <vector>

namespace refocus::detect {

// A cost this high or higher is never paired.
inline constexpr double kNeverPair = 1e6;

// For each row the column it is paired with, or -1. `costs` is rows x columns, row-major; costs are
// finite and not negative. O(n³).
std::vector<int> cheapestPairs(const std::vector<double> &costs, int rows, int columns);

} // namespace refocus::detect
