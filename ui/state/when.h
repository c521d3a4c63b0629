// When a question asks on the clock: from and to, a time of day, or both. Values and pure
// functions.
#pragma once

#include "ui/engine/engine.h"

#include <QString>

class QTimeZone;

namespace refocus::ui {

struct When
{
    std::optional<std::int64_t> from, to; // Unix time, microseconds; `to` does not belong to it.
    bool daily = false;
    int dayFrom = 0, dayTo = 0; // With daily: seconds of the day where the source is. A dayTo that
                                // is not later than dayFrom is on the next day.
    bool isWhole() const { return !from && !to && !daily; }
    friend bool operator==(const When &, const When &) = default;
};

// The stretches of a source in order, from its first picture; none where it has no clock. With a
// time of day, of all the days that the source touches.
std::vector<TimeRange> spansOf(const When &when, const SourceInfo &source);
// As query::QueryOptions::spans; every source is named.
std::map<std::string, std::vector<TimeRange>> spansOf(const When &when,
                                                      const std::vector<SourceInfo> &sources);

QTimeZone zoneNamed(const std::string &name); // UTC for one that is not known.
// "2026-11-23 02:00 to 04:00, every day 02:00 to 04:00"; empty for the whole time.
QString whenText(const When &when, const std::string &timeZone);

} // namespace refocus::ui
