// The common axis on which the sources of a case lie side by side, in microseconds: Unix time where
// every source has a clock, else each source from zero. Values and pure functions.
#pragma once

#include "ui/engine/engine.h"

namespace refocus::ui {

using AxisTime = std::int64_t; // Microseconds on the axis.

struct AxisRange
{
    AxisTime begin = 0, end = 0;
    AxisTime length() const { return end - begin; }
    friend bool operator==(const AxisRange &, const AxisRange &) = default;
};

struct Lane
{
    std::string video, name;
    AxisTime begin = 0;    // Of its first picture.
    Timestamp duration{0}; // Of what is indexed.
    std::string timeZone;
    AxisTime end() const { return begin + duration.count(); }
    friend bool operator==(const Lane &, const Lane &) = default;
};

class TimeAxis
{
public:
    TimeAxis() = default;
    explicit TimeAxis(const std::vector<SourceInfo> &sources); // Those that are indexed.

    bool isWallClock() const { return m_wallClock; }
    const std::vector<Lane> &lanes() const { return m_lanes; }
    const Lane *lane(std::string_view video) const; // Null where there is none.
    int laneIndex(std::string_view video) const;    // -1 where there is none.
    AxisRange whole() const { return m_whole; }     // Around all lanes.

    // 0 for a video without a lane.
    AxisTime toAxis(std::string_view video, Timestamp time) const;
    Timestamp fromAxis(std::string_view video, AxisTime time) const; // May lie outside the video.

    friend bool operator==(const TimeAxis &, const TimeAxis &) = default;

private:
    bool m_wallClock = false;
    std::vector<Lane> m_lanes;
    AxisRange m_whole;
};

// Unix time of a source's picture in microseconds, its offset applied; none without a clock.
std::optional<std::int64_t> wallClockOf(const store::SourceRecord &source, Timestamp time);

} // namespace refocus::ui
