// Where a source's lane has nothing to find, and why. Values and pure functions.
#pragma once

#include "ui/state/time_axis.h"

#include <QString>

#include <vector>

namespace refocus::ui {

enum class Missing {
    NotRecorded, // On the wall clock, before or after the source.
    Gap,         // Pictures are missing in the file or could not be decoded.
    NotIngested, // Recorded, but not indexed yet.
    Failed,      // Its index is damaged, or was not finished: LaneFacts::fault.
    NotAsked     // Indexed, but left out of the question, or only after it.
};

struct LaneSpan
{
    AxisRange range;
    Missing why = Missing::NotRecorded;
    friend bool operator==(const LaneSpan &, const LaneSpan &) = default;
};

struct LaneFacts
{
    AxisTime begin = 0;          // Of the first picture.
    Timestamp indexed{0};        // From there on.
    Timestamp expected{0};       // Length of the source as far as known; not below `indexed`.
    std::vector<TimeRange> gaps; // Of the source's coverage.
    // What the question covered of it, in order; all where there is no question.
    std::optional<std::vector<TimeRange>> asked;
    bool wallClock = false;
    QString fault; // Why the rest of it, or all, cannot be searched; empty: not ingested yet.
};

// In the order in which they are to be drawn; `shown` bounds them.
std::vector<LaneSpan> missingSpans(const LaneFacts &facts, AxisRange shown);
// The one at a moment: the last that contains it.
std::optional<Missing> missingAt(const std::vector<LaneSpan> &spans, AxisTime time);
QString missingText(Missing why, const LaneFacts &of); // "not recorded"

} // namespace refocus::ui
