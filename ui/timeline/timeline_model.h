// What the timeline's widgets draw: lanes, sightings by time, activity. GUI thread only.
#pragma once

#include "ui/timeline/activity_cache.h"
#include "ui/timeline/frame_times.h"
#include "ui/timeline/lane_rows.h"
#include "ui/timeline/sighting_index.h"

#include <QTimeZone>
#include <QTimer>

namespace refocus::ui {

class TimelineModel : public QObject
{
    Q_OBJECT

public:
    explicit TimelineModel(Workbench &workbench, QObject *parent = nullptr);

    const std::vector<LaneRow> &rows() const { return m_rows; }
    const LaneRow *row(const std::string &video) const; // Null where there is none.
    const SightingIndex &index() const { return m_index; }
    const ActivityProfile &activity(const std::string &video) const
    {
        return m_activity.profile(video);
    }
    FrameTimes &frames() { return m_frames; }

    // Of the ruler: the zone of the source under the playhead, else of the first; none where the
    // sources have no clock.
    std::optional<QTimeZone> zone() const;

    // The source that a moment of the axis belongs to when no lane was pointed at: the one under
    // the playhead, if it covers it, else the first that does, else the nearest one. Null where
    // nothing is indexed.
    const LaneRow *sourceAt(AxisTime time) const;
    // Moves the playhead there, to the nearest end where the source does not reach so far.
    void moveTo(const LaneRow &row, AxisTime time);

Q_SIGNALS:
    void rowsChanged();
    void sightingsChanged(); // Their number, times, classes or decisions.
    void selectionChanged();
    void activityChanged();
    void framesChanged();

private:
    void readRows();

    Workbench &m_workbench;
    std::vector<LaneRow> m_rows;
    SightingIndex m_index;
    ActivityCache m_activity;
    FrameTimes m_frames;
    QTimer m_soon; // Progress of ingest, not more often than a person can read.
};

} // namespace refocus::ui
