#include "ui/timeline/strips.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace refocus::ui {

namespace {

// Those of one class in one column.
struct Cell
{
    int count = 0, live = 0, there = 0; // Live: not rejected. There: not gone.
    int id = -1;
    bool accepted = false, starred = false, selected = false, appeared = false;
};

} // namespace

std::vector<Strip> stripsOf(const LaneBars &lane, const std::vector<Mark> &marks,
                            const TimeScale &scale, AxisTime laneBegin)
{
    const double perPixel = scale.perPixel();
    const double perColumn = perPixel * kColumn;
    const AxisTime viewBegin = scale.range.begin - laneBegin;
    const double left = scale.left, right = scale.left + scale.width;
    const auto slack = static_cast<AxisTime>(perColumn); // A column reaches beyond its sightings.
    const auto [first, last] = lane.touching(viewBegin - slack, viewBegin + scale.range.length());

    const auto columnOf = [&](std::int64_t time) {
        return static_cast<std::int64_t>(std::floor(static_cast<double>(time) / perColumn));
    };
    const std::int64_t firstColumn = columnOf(viewBegin);
    const auto columns = static_cast<std::int64_t>(scale.width / kColumn) + 2;
    std::vector<std::vector<Cell>> cells(lane.levels.size());
    std::vector<Strip> bars;
    for (std::size_t i = first; i < last; ++i) {
        const Bar &bar = lane.bars[i];
        const Mark &mark = marks[static_cast<std::size_t>(bar.id)];
        const bool rejected = mark.decision == store::Decision::Reject;
        const bool accepted =
            mark.decision == store::Decision::Accept || mark.decision == store::Decision::Label;
        const double width = static_cast<double>(bar.end - bar.begin) / perPixel;
        if (width >= kWide) {
            const double x = left + static_cast<double>(bar.begin - viewBegin) / perPixel;
            if (x + width > left && x < right)
                bars.push_back({x, width, mark.classId, bar.level, 1, bar.id, false, rejected,
                                accepted, mark.starred, mark.selected,
                                mark.change == Change::Appeared, mark.change == Change::Gone});
            continue;
        }
        std::vector<Cell> &row = cells[mark.classId];
        if (row.empty())
            row.resize(static_cast<std::size_t>(columns));
        const std::int64_t from = std::max<std::int64_t>(0, columnOf(bar.begin) - firstColumn);
        const std::int64_t to = std::min(columns - 1, columnOf(bar.end) - firstColumn);
        for (std::int64_t at = from; at <= to; ++at) {
            Cell &cell = row[static_cast<std::size_t>(at)];
            ++cell.count;
            cell.live += rejected ? 0 : 1;
            cell.there += mark.change == Change::Gone ? 0 : 1;
            cell.appeared |= mark.change == Change::Appeared;
            cell.id = bar.id;
            cell.accepted |= accepted;
            cell.starred |= mark.starred;
            cell.selected |= mark.selected;
        }
    }

    std::vector<Strip> strips;
    for (std::size_t classId = 0; classId < cells.size(); ++classId)
        for (std::size_t at = 0; at < cells[classId].size(); ++at) {
            const Cell &cell = cells[classId][at];
            if (cell.count == 0)
                continue;
            const double begin =
                static_cast<double>(firstColumn + static_cast<std::int64_t>(at)) * perColumn;
            strips.push_back({left + (begin - static_cast<double>(viewBegin)) / perPixel, kColumn,
                              static_cast<std::uint16_t>(classId), 0, cell.count,
                              cell.count == 1 ? cell.id : -1, true, cell.live == 0, cell.accepted,
                              cell.starred, cell.selected, cell.appeared, cell.there == 0});
        }
    const auto rank = [](const Strip &strip) { return strip.selected; };
    std::ranges::stable_sort(strips, {}, rank);
    std::ranges::stable_sort(bars, {}, rank);
    strips.insert(strips.end(), bars.begin(), bars.end());
    return strips;
}

Hit hitAt(const SightingIndex &index, const std::string &video, const LaneLayout &layout, int lane,
          const TimeScale &scale, AxisTime laneBegin, double x, int y, double reach)
{
    const LaneBars &bars = index.lane(video);
    const AxisTime from = scale.pixelToTime(x - reach) - laneBegin;
    const AxisTime to = scale.pixelToTime(x + reach) - laneBegin;
    const AxisTime at = scale.pixelToTime(x) - laneBegin;
    const int row = layout.rowAt(lane, y);
    const auto [first, last] = bars.touching(from, to);

    using Rank = std::tuple<bool, AxisTime, AxisTime>; // Other level, distance, length.
    Hit hit;
    Rank best;
    for (std::size_t i = first; i < last; ++i) {
        const Bar &bar = bars.bars[i];
        const Mark &mark = index.mark(bar.id);
        if (bar.end < from || index.classes()[mark.classId].row != row)
            continue;
        const Band band = layout.bar(lane, row, bars.levels[mark.classId], bar.level);
        const AxisTime away = std::max<AxisTime>({0, bar.begin - at, at - bar.end});
        const Rank rank{!band.contains(y), away, bar.end - bar.begin};
        if (hit.count++ == 0 || rank < best) {
            best = rank;
            hit.id = bar.id;
        }
    }
    const Band under = layout.classRow(lane, std::max(row, 0));
    if (hit.id >= 0 && !under.contains(y))
        return {};
    return hit;
}

} // namespace refocus::ui
