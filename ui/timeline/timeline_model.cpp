#include "ui/timeline/timeline_model.h"

#include "ui/timeline/ticks.h"

#include <algorithm>

namespace refocus::ui {

TimelineModel::TimelineModel(Workbench &workbench, QObject *parent)
    : QObject(parent), m_workbench(workbench), m_activity(workbench.session),
      m_frames(workbench.session)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(500);
    connect(&m_soon, &QTimer::timeout, this, &TimelineModel::readRows);
    connect(&workbench.session, &CaseSession::sourcesChanged, this, &TimelineModel::readRows);
    connect(&workbench.ingest, &IngestQueue::changed, this, &TimelineModel::readRows);
    connect(&workbench.ingest, &IngestQueue::progressed, this, [this] {
        if (!m_soon.isActive())
            m_soon.start();
    });
    connect(&workbench.query, &QuerySession::started, this, &TimelineModel::readRows);
    connect(&workbench.query, &QuerySession::draftChanged, this, [this] {
        if (!m_workbench.query.hasRun()) // It was reset.
            readRows();
    });

    const auto update = [this](int first, int last) {
        m_index.update(m_workbench.sightings.items(), first, last);
        Q_EMIT sightingsChanged();
    };
    connect(&workbench.sightings, &Sightings::added, this, update);
    connect(&workbench.sightings, &Sightings::changed, this, update);
    connect(&workbench.sightings, &Sightings::reset, this, [this] {
        m_index.clear();
        m_index.update(m_workbench.sightings.items(), 0, m_workbench.sightings.count() - 1);
        Q_EMIT sightingsChanged();
    });
    connect(&workbench.selection, &Selection::changed, this, [this] {
        m_index.select(m_workbench.selection.ids());
        Q_EMIT selectionChanged();
    });
    connect(&m_activity, &ActivityCache::changed, this, &TimelineModel::activityChanged);
    connect(&m_frames, &FrameTimes::changed, this, &TimelineModel::framesChanged);

    m_index.update(workbench.sightings.items(), 0, workbench.sightings.count() - 1);
    m_index.select(workbench.selection.ids());
    readRows();
}

void TimelineModel::readRows()
{
    m_rows = laneRows(m_workbench);
    Q_EMIT rowsChanged();
}

const LaneRow *TimelineModel::row(const std::string &video) const
{
    const auto found = std::ranges::find(m_rows, video, &LaneRow::video);
    return found == m_rows.end() || video.empty() ? nullptr : &*found;
}

std::optional<QTimeZone> TimelineModel::zone() const
{
    const TimeAxis &axis = m_workbench.session.axis();
    if (!axis.isWallClock())
        return {};
    const Lane *lane = axis.lane(m_workbench.playhead.video());
    return zoneOf((lane ? *lane : axis.lanes().front()).timeZone);
}

const LaneRow *TimelineModel::sourceAt(AxisTime time) const
{
    const LaneRow *nearest = nullptr;
    AxisTime away = 0;
    const auto consider = [&](const LaneRow &row) {
        if (!row.indexed)
            return;
        const AxisTime distance = std::max<AxisTime>({0, row.begin - time, time - row.end()});
        if (!nearest || distance < away) {
            nearest = &row;
            away = distance;
        }
    };
    if (const LaneRow *current = row(m_workbench.playhead.video()))
        consider(*current);
    for (const LaneRow &row : m_rows)
        consider(row);
    return nearest;
}

void TimelineModel::moveTo(const LaneRow &row, AxisTime time)
{
    if (!row.indexed)
        return;
    m_workbench.playhead.moveTo(
        row.video, Timestamp(std::clamp<AxisTime>(time - row.begin, 0, row.duration.count())));
}

} // namespace refocus::ui
