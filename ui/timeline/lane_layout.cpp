#include "ui/timeline/lane_layout.h"

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr int kPadding = 4, kLowest = 36, kHighest = 72;
constexpr int kRowLowest = 6, kRowHighest = 22, kBarLowest = 5, kBarHighest = 14;

} // namespace

int LaneLayout::laneHeight() const
{
    const int needed = std::max(kLowest, classes * kRowLowest + 2 * kPadding);
    return std::clamp(space / std::max(1, lanes), needed, std::max(needed, kHighest));
}

Band LaneLayout::lane(int index) const
{
    return {top - scrolled + index * laneHeight(), laneHeight()};
}

int LaneLayout::laneAt(int y) const
{
    if (y < top || y >= top + space)
        return -1;
    const int index = (y - top + scrolled) / laneHeight();
    return index < lanes ? index : -1;
}

Band LaneLayout::classRow(int lane, int row) const
{
    const Band whole = this->lane(lane);
    const int height =
        std::clamp((whole.height - 2 * kPadding) / std::max(1, classes), kRowLowest, kRowHighest);
    return {whole.top + kPadding + row * height, height};
}

Band LaneLayout::bar(int lane, int row, int levels, int level) const
{
    const Band of = classRow(lane, row);
    const int space = of.height - 1; // One pixel to the next row.
    const int used = std::clamp(space / kBarLowest, 1, levels);
    const int place = std::min(level, used - 1);
    if (used == 1) {
        const int height = std::min(space, kBarHighest);
        return {of.top + (space - height) / 2, height};
    }
    const int step = space / used;
    return {of.top + place * step, step - 1};
}

int LaneLayout::rowAt(int lane, int y) const
{
    if (classes == 0)
        return -1;
    const Band first = classRow(lane, 0);
    return std::clamp((y - first.top) / first.height, 0, classes - 1);
}

} // namespace refocus::ui
