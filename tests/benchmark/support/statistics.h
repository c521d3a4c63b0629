// Of a handful of measured values. Pure functions.
#pragma once

#include "compare/mean_sd.h"

#include <vector>

namespace refocus::benchmark {

using compare::MeanSd;
using compare::meanSd;

double median(std::vector<double> values); // 0 where there are none.

} // namespace refocus::benchmark
