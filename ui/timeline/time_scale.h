// Between times of the axis and pixels of a widget. Values and pure functions.
#pragma once

#include "ui/state/time_axis.h"

namespace refocus::ui {

struct TimeScale
{
    AxisRange range;            // What is shown,
    double left = 0, width = 1; // and where: pixels.

    double perPixel() const; // Microseconds; above 0.
    double timeToPixel(AxisTime time) const;
    AxisTime pixelToTime(double x) const; // To the nearest microsecond.
};

} // namespace refocus::ui
