// Times are counted from the first displayed picture of a video, in microseconds. Values only.
#pragma once

#include <chrono>
#include <cmath>

namespace refocus {

using Timestamp = std::chrono::microseconds;

constexpr double toSeconds(Timestamp time) { return static_cast<double>(time.count()) / 1e6; }

inline Timestamp fromSeconds(double seconds) { return Timestamp(std::llround(seconds * 1e6)); }

// A half-open span of time: begin belongs to it, end does not.
struct TimeRange
{
    Timestamp begin{0};
    Timestamp end = Timestamp::max();

    bool contains(Timestamp time) const { return begin <= time && time < end; }
    bool overlaps(const TimeRange &other) const { return begin < other.end && other.begin < end; }
    friend bool operator==(const TimeRange &, const TimeRange &) = default;
};

} // namespace refocus
