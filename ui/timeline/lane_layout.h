// What is where in the lanes, from top to bottom, in pixels. Values and pure functions.
#pragma once

namespace refocus::ui {

struct Band
{
    int top = 0, height = 0;
    int bottom() const { return top + height; } // Does not belong to it.
    bool contains(int y) const { return top <= y && y < bottom(); }
    friend bool operator==(const Band &, const Band &) = default;
};

struct LaneLayout
{
    int lanes = 0, classes = 0; // Classes have a row each, the same in every lane.
    int top = 0;                // Of the first lane: below the ruler.
    int space = 0;              // Height left for lanes.
    int scrolled = 0;           // By how much the lanes are moved up.

    // Lanes share the space, within what can be read and what is worth it.
    int laneHeight() const;
    int contentHeight() const { return lanes * laneHeight(); }
    Band lane(int index) const;
    int laneAt(int y) const; // -1: none, or the ruler.

    // Of a class in a lane, and of one of the levels in which overlapping sightings of it lie;
    // levels that do not fit fall together. Requires: levels >= 1.
    Band classRow(int lane, int row) const;
    Band bar(int lane, int row, int levels, int level) const;
    int rowAt(int lane, int y) const; // The nearest; -1 where there are no classes.
};

} // namespace refocus::ui
