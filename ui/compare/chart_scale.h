// Axes of the charts: between values and pixels, and which values are labelled. Values and pure
// functions.
#pragma once

#include <QString>

#include <vector>

namespace refocus::ui {

struct ChartScale
{
    double from = 0, to = 1;    // Values; from < to.
    double first = 0, last = 1; // Where these are: pixels. Upwards where last < first.

    double pixel(double value) const
    {
        return first + (value - from) / (to - from) * (last - first);
    }
    friend bool operator==(const ChartScale &, const ChartScale &) = default;
};

struct ChartTick
{
    double value = 0;
    QString label; // By the locale.
    friend bool operator==(const ChartTick &, const ChartTick &) = default;
};

// 1, 2 or 5 times a power of ten: the least of these that makes at most `most` steps of the length.
double niceStep(double length, int most);

struct ValueRange
{
    double from = 0, to = 1;
    friend bool operator==(const ValueRange &, const ValueRange &) = default;
};
// The range widened to full steps. Of no length: by a step on both sides.
ValueRange niceRange(double from, double to, int mostSteps);

// Those values of the scale that are multiples of a nice step, at least `apart` pixels from each
// other.
std::vector<ChartTick> chartTicks(const ChartScale &scale, double apart);

} // namespace refocus::ui
