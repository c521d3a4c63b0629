// Who passes through the street and when. Planned from the seed so that figures rarely hide one
// another. Values only; any thread.
#pragma once

#include "demo/actors.h"
#include "demo/street.h"

namespace refocus::demo {

// From time on: travelled + speed t + acceleration t²/2, until the next leg of the way.
struct Leg
{
    double time, travelled, speed, acceleration = 0;
};

struct Trip
{
    int id = 0;
    Look look;
    Placement start;
    std::vector<Leg> legs;
    double end = 0; // The time when it has left.

    struct Position
    {
        Placement place;
        double travelled;
        bool still;
    };
    bool under(double time) const { return !legs.empty() && legs[0].time <= time && time < end; }
    Position at(double time) const; // Requires: under(time).
};

// Sorted by distance, the farthest first; ids are in the order of their start.
std::vector<Trip> planTraffic(const Street &street, const SceneOptions &options);

} // namespace refocus::demo
