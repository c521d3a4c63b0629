#include "ui/timeline/activity_profile.h"

#include <algorithm>
#include <cmath>

namespace refocus::ui {

ActivityProfile::ActivityProfile(const std::vector<std::uint32_t> &counts, Timestamp bin)
    : m_sums(counts.size() + 1), m_bin(static_cast<double>(std::max<std::int64_t>(1, bin.count())))
{
    for (std::size_t i = 0; i < counts.size(); ++i)
        m_sums[i + 1] = m_sums[i] + counts[i];
}

double ActivityProfile::within(double begin, double end) const
{
    if (empty() || end <= begin)
        return 0;
    const auto before = [&](double time) {
        const double place = std::clamp(time / m_bin, 0.0, static_cast<double>(m_sums.size() - 1));
        const auto bin = std::min(static_cast<std::size_t>(place), m_sums.size() - 2);
        const double part = place - static_cast<double>(bin);
        return m_sums[bin] + part * (m_sums[bin + 1] - m_sums[bin]);
    };
    return before(end) - before(begin);
}

double ActivityProfile::busiest(double length) const
{
    double most = 0;
    if (empty() || length <= 0)
        return most;
    const double end = m_bin * static_cast<double>(m_sums.size() - 1);
    for (double begin = 0; begin < end; begin += length)
        most = std::max(most, within(begin, begin + length));
    return most;
}

std::vector<Column> ActivityProfile::columns(const TimeScale &scale, AxisTime laneBegin,
                                             int pixels) const
{
    std::vector<Column> columns;
    const double length = std::max(m_bin, scale.perPixel() * pixels);
    const double most = busiest(length);
    if (most <= 0)
        return columns;
    const auto viewBegin = static_cast<double>(scale.range.begin - laneBegin);
    const double viewEnd = viewBegin + static_cast<double>(scale.range.length());
    const double end = std::min(viewEnd, m_bin * static_cast<double>(m_sums.size() - 1));
    for (double at = std::max(0.0, std::floor(viewBegin / length)); at * length < end; ++at) {
        const double count = within(at * length, (at + 1) * length);
        if (count > 0)
            columns.push_back({scale.left + (at * length - viewBegin) / scale.perPixel(),
                               length / scale.perPixel(), std::min(1.0, std::sqrt(count / most))});
    }
    return columns;
}

} // namespace refocus::ui
