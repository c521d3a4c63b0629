// The marks of a time ruler, from days to milliseconds. Values and pure functions.
#pragma once

#include "ui/timeline/time_scale.h"

#include <QString>
#include <QTimeZone>

#include <optional>
#include <vector>

namespace refocus::ui {

struct Tick
{
    AxisTime time = 0;
    QString label;       // Empty for the small ones between.
    bool isDate = false; // The first of a day, labelled with it.
    friend bool operator==(const Tick &, const Tick &) = default;
};

struct TickSteps
{
    AxisTime labelled = 0, between = 0; // `between` divides `labelled`.
    friend bool operator==(const TickSteps &, const TickSteps &) = default;
};

// The closest steps that leave labels this many pixels, and small ticks at least 7.
TickSteps tickSteps(const TimeScale &scale, double labelWidth);

// By time. With a zone the times are Unix times and ticks fall on its full hours and midnights,
// also across a change of its clocks; without one they are counted from zero, and none is below it.
std::vector<Tick> ticksOf(const TimeScale &scale, TickSteps steps,
                          const std::optional<QTimeZone> &zone);

// "2026-11-23 +01:00", "2026-11-23 to 24 +01:00" of what is shown.
QString datesText(AxisRange range, const QTimeZone &zone);

// The zone of that name; UTC where it is unknown or empty.
QTimeZone zoneOf(const std::string &name);

} // namespace refocus::ui
