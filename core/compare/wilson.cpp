#include "compare/wilson.h"

#include <algorithm>
#include <cmath>

namespace refocus::compare {

Interval wilson(double share, double n)
{
    if (n <= 0)
        return {};
    constexpr double z = 1.959963984540054; // 97.5 % of the normal distribution lie below.
    const double scale = 1 / (1 + z * z / n);
    const double centre = scale * (share + z * z / (2 * n));
    const double half = scale * z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

double effectiveCount(std::span<const std::size_t> counts)
{
    double sum = 0, squares = 0;
    for (const std::size_t count : counts) {
        const auto n = static_cast<double>(count);
        sum += n;
        squares += n * n;
    }
    return squares > 0 ? sum * sum / squares : 0;
}

} // namespace refocus::compare
