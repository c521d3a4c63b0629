// What is drawn of a lane's sightings: single bars where there is room, and where there is not, the
// small ones of a class together in narrow columns. Also what lies under a point. Pure functions.
#pragma once

#include "ui/timeline/lane_layout.h"
#include "ui/timeline/sighting_index.h"

namespace refocus::ui {

inline constexpr int kColumn = 3; // Pixels of a column.
inline constexpr int kWide = 8;   // A bar of at least so many is drawn by itself.

struct Strip
{
    double x = 0, width = 0; // Pixels.
    std::uint16_t classId = 0;
    std::uint8_t level = 0;
    int count = 1; // Sightings in it.
    int id = -1;   // Of a single one, also alone in a column.
    bool column = false;
    // Of a single one; of a column: all of them are rejected or gone, one at least is the others.
    bool rejected = false, accepted = false, starred = false, selected = false;
    bool appeared = false, gone = false; // See Change.
    friend bool operator==(const Strip &, const Strip &) = default;
};

// Of a lane that begins at `laneBegin` on the axis. Columns begin at multiples of their length from
// there, so that they stay what they are while the view is panned. Columns come first, then bars;
// within each, those that are selected last.
std::vector<Strip> stripsOf(const LaneBars &lane, const std::vector<Mark> &marks,
                            const TimeScale &scale, AxisTime laneBegin);

struct Hit
{
    int id = -1;   // -1: nothing is there.
    int count = 0; // So many are within reach in the same class row.
};

// The sighting at a pixel of a lane, at most `reach` pixels away; of several the one in the row and
// level under the pointer that lies nearest to it, and of these the shortest.
Hit hitAt(const SightingIndex &index, const std::string &video, const LaneLayout &layout, int lane,
          const TimeScale &scale, AxisTime laneBegin, double x, int y, double reach = 3);

} // namespace refocus::ui
