#include "ui/state/time_axis.h"

#include "evidence/source.h"

#include <algorithm>

namespace refocus::ui {

std::optional<std::int64_t> wallClockOf(const store::SourceRecord &source, Timestamp time)
{
    return evidence::wallClock(source, time);
}

TimeAxis::TimeAxis(const std::vector<SourceInfo> &sources)
{
    const auto indexed = [](const SourceInfo &source) { return source.indexed; };
    m_wallClock = std::ranges::any_of(sources, indexed) &&
                  std::ranges::all_of(sources, [&](const SourceInfo &source) {
                      return !indexed(source) || source.record.wallClockStart;
                  });
    for (const SourceInfo &source : sources) {
        if (!source.indexed)
            continue;
        const AxisTime begin =
            m_wallClock ? *wallClockOf(source.record, Timestamp{0}) : AxisTime{0};
        m_lanes.push_back(
            {source.id(), source.name(), begin, source.duration, source.record.timeZone});
        const Lane &lane = m_lanes.back();
        if (m_lanes.size() == 1)
            m_whole = {lane.begin, lane.end()};
        m_whole.begin = std::min(m_whole.begin, lane.begin);
        m_whole.end = std::max(m_whole.end, lane.end());
    }
}

int TimeAxis::laneIndex(std::string_view video) const
{
    const auto found = std::ranges::find(m_lanes, video, &Lane::video);
    return found == m_lanes.end() ? -1 : static_cast<int>(found - m_lanes.begin());
}

const Lane *TimeAxis::lane(std::string_view video) const
{
    const int index = laneIndex(video);
    return index < 0 ? nullptr : &m_lanes[static_cast<std::size_t>(index)];
}

AxisTime TimeAxis::toAxis(std::string_view video, Timestamp time) const
{
    const Lane *of = lane(video);
    return of ? of->begin + time.count() : 0;
}

Timestamp TimeAxis::fromAxis(std::string_view video, AxisTime time) const
{
    const Lane *of = lane(video);
    return Timestamp(of ? time - of->begin : time);
}

} // namespace refocus::ui
