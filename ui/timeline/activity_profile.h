// How much was seen when in a source: patches a bin, and the same at any zoom. Values only.
#pragma once

#include "ui/timeline/time_scale.h"

#include <cstdint>
#include <vector>

namespace refocus::ui {

struct Column
{
    double x = 0, width = 0; // Pixels.
    double height = 0;       // 0 to 1.
    friend bool operator==(const Column &, const Column &) = default;
};

class ActivityProfile
{
public:
    ActivityProfile() = default;
    // `counts[i]` patches in the time from i * bin on.
    ActivityProfile(const std::vector<std::uint32_t> &counts, Timestamp bin);

    bool empty() const { return m_sums.size() < 2; }
    // Patches in a span of the source's time; a bin is taken as even.
    double within(double begin, double end) const;
    // Of spans of that length, one behind the other from zero on, the one with the most: how many.
    // Requires: length above 0.
    double busiest(double length) const;

    // What to draw, from left to right, without the empty ones. Columns are `pixels` wide, or a bin
    // where that is wider, and begin at multiples of their length; their height is the square root
    // of their share of the busiest.
    std::vector<Column> columns(const TimeScale &scale, AxisTime laneBegin, int pixels) const;

private:
    std::vector<double> m_sums; // Patches before bin i.
    double m_bin = 1;
};

} // namespace refocus::ui
