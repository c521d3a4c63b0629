// The lanes of the timeline: a source each, those that wait to be ingested too. GUI thread only.
#pragma once

#include "ui/state/workbench.h"
#include "ui/timeline/lane_spans.h"

namespace refocus::ui {

struct LaneRow
{
    std::string video;  // Empty while a file only waits.
    QString name, note; // Note: "ingesting, 42 %", "offline"; empty where all is well.
    bool indexed = false, offline = false, failed = false;
    AxisTime begin = 0;
    Timestamp duration{0}; // Of what is indexed.
    LaneFacts facts;

    AxisTime end() const { return begin + duration.count(); }
};

QString sightingsText(int count); // "1 sighting", "1,000 sightings"
std::vector<LaneRow> laneRows(const Workbench &workbench);

} // namespace refocus::ui
