// Draws the timeline's ruler and lanes from plain values. GUI thread only.
#pragma once

#include "ui/timeline/activity_profile.h"
#include "ui/timeline/lane_rows.h"
#include "ui/timeline/strips.h"
#include "ui/timeline/ticks.h"

#include <QPainter>

namespace refocus::ui {

inline constexpr int kGutter = 132, kRuler = 24; // Pixels: names at the left, times on top.

struct LaneScene
{
    TimeScale scale;
    LaneLayout layout;
    const std::vector<LaneRow> &rows;
    const SightingIndex &index;
    std::optional<QTimeZone> zone; // None: each source from its beginning.
    std::string current;           // The video under the playhead.
};

// Fonts of figures and secondary text beside the widget's own.
QFont smallFont(const QFont &font);

void paintRuler(QPainter &painter, const LaneScene &scene, const std::vector<Tick> &ticks);
void paintGrid(QPainter &painter, const LaneScene &scene, const std::vector<Tick> &ticks);
// `frames`: times of its pictures, drawn where they are far enough apart.
void paintLane(QPainter &painter, const LaneScene &scene, int lane, const ActivityProfile &activity,
               const std::vector<std::int64_t> &frames);
void paintLaneName(QPainter &painter, const LaneScene &scene, int lane);

// Diagonal lines over a box.
void paintHatch(QPainter &painter, const QRectF &box, const QColor &colour);

} // namespace refocus::ui
