// Of a handful of measured values. Pure functions.
#pragma once

#include <span>
#include <vector>

namespace refocus::benchmark {

struct MeanSd
{
    double mean = 0, sd = 0; // Of the sample: n - 1.
};
MeanSd meanSd(std::span<const double> values);

double median(std::vector<double> values); // 0 where there are none.

} // namespace refocus::benchmark
