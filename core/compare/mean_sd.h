// Mean and standard deviation of repeated measurements. Pure; any thread.
#pragma once

#include <array>
#include <cmath>
#include <limits>
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

// Half of the 95 % interval of the mean of `count` measurements (Student's t); infinite for one.
inline double halfWidth(const MeanSd &of, std::size_t count)
{
    constexpr std::array kT{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                            2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086};
    if (count < 2)
        return std::numeric_limits<double>::infinity();
    const double t = count - 2 < kT.size() ? kT[count - 2] : 2.0;
    return t * of.sd / std::sqrt(static_cast<double>(count));
}

} // namespace refocus::compare
