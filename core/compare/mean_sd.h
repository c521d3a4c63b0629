// Mean and standard deviation of repeated measurements. Pure; any thread.
#pragma once

#include <cmath>
#include <numeric>
#include <span>

namespace refocus::compare {

struct MeanSd
{
    double mean = 0, sd = 0; // Of the sample: n - 1.
};

inline MeanSd meanSd(std::span<const double> values)
{
    if (values.empty())
        return {};
    const auto count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return {mean, count > 1 ? std::sqrt(squares / (count - 1)) : 0};
}

} // namespace refocus::compare
