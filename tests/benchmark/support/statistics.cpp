#include "statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace refocus::benchmark {

MeanSd meanSd(std::span<const double> values)
{
    MeanSd result;
    if (values.empty())
        return result;
    const auto count = static_cast<double>(values.size());
    result.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : values)
        squares += (value - result.mean) * (value - result.mean);
    if (values.size() > 1)
        result.sd = std::sqrt(squares / (count - 1));
    return result;
}

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace refocus::benchmark
