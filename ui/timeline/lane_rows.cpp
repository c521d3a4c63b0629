#include "ui/timeline/lane_rows.h"

#include "ui/state/asked_span.h"
#include "ui/state/time_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace refocus::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("refocus::ui::lane", text); }

constexpr AxisTime kFar = std::numeric_limits<AxisTime>::max() / 4;

// Nothing of it can be searched, wherever one looks.
LaneRow waiting(QString name, QString note)
{
    LaneRow row;
    row.name = std::move(name);
    row.note = std::move(note);
    row.begin = row.facts.begin = -kFar;
    row.facts.expected = Timestamp(2 * kFar);
    return row;
}

QString noteOf(const IngestItem &item)
{
    switch (item.state) {
    case IngestItem::State::Queued:
        return tr("queued");
    case IngestItem::State::Running:
        return tr("ingesting, %1").arg(percentText(item.status.report.fraction));
    case IngestItem::State::Paused:
        return tr("paused");
    case IngestItem::State::Stopped:
    case IngestItem::State::Failed:
        return tr("not finished");
    case IngestItem::State::Done:
        break;
    }
    return {};
}

// What the question covered of a source, which may have grown since.
std::vector<TimeRange> askedThen(const QuerySession &query, const std::string &id)
{
    const SourceInfo *source = query.askedSource(id);
    const bool asked = source && source->indexed && isAsked(*source, query.asked());
    return asked ? askedOf(*source, query.asked()) : std::vector<TimeRange>();
}

// What is wrong with a source may soon be so no more.
bool isAtWork(const IngestItem *item)
{
    return item &&
           (item->state == IngestItem::State::Queued || item->state == IngestItem::State::Running ||
            item->state == IngestItem::State::Paused);
}

} // namespace

QString sightingsText(int count)
{
    return count == 1 ? tr("1 sighting")
                      : tr("%1 sightings").arg(countText(static_cast<std::uint64_t>(count)));
}

std::vector<LaneRow> laneRows(const Workbench &workbench)
{
    const std::vector<IngestItem> &items = workbench.ingest.items();
    const auto itemOf = [&](const std::string &path) {
        const auto found =
            std::ranges::find_if(items, [&](const IngestItem &item) { return item.path == path; });
        return found == items.end() ? nullptr : &*found;
    };
    std::vector<LaneRow> rows;
    for (const SourceInfo &source : workbench.session.sources()) {
        const IngestItem *item = itemOf(source.record.path);
        const QString name = QString::fromStdString(source.name());
        QString note = item ? noteOf(*item) : QString();
        const bool failed = source.record.state == store::SourceState::Failed;
        if (note.isEmpty() && failed)
            note = tr("failed");
        if (note.isEmpty() && source.offline)
            note = tr("offline");
        if (note.isEmpty() && source.record.state == store::SourceState::Unfinished)
            note = source.beingIndexed ? tr("being indexed") : tr("not finished");
        const QString fault =
            failed && !isAtWork(item) ? QString::fromStdString(source.record.error) : QString();
        if (!source.indexed) {
            rows.push_back(waiting(name, note.isEmpty() ? tr("not ingested yet") : note));
            rows.back().video = source.id();
            rows.back().failed = failed;
            rows.back().offline = source.offline;
            rows.back().facts.fault = fault;
            continue;
        }
        const Lane *lane = workbench.session.axis().lane(source.id());
        LaneRow row{source.id(), name,        note,           true, source.offline,
                    failed,      lane->begin, lane->duration, {}};
        row.facts.begin = lane->begin;
        row.facts.indexed = row.facts.expected = lane->duration;
        row.facts.fault = fault;
        row.facts.gaps = source.coverage.gaps;
        row.facts.wallClock = workbench.session.axis().isWallClock();
        if (item && item->state != IngestItem::State::Done && item->status.report.fraction > 0.01 &&
            source.record.state != store::SourceState::Done)
            row.facts.expected =
                std::max(lane->duration,
                         fromSeconds(toSeconds(lane->duration) / item->status.report.fraction));
        if (workbench.query.hasRun())
            row.facts.asked = askedThen(workbench.query, source.id());
        rows.push_back(std::move(row));
    }
    for (const IngestItem &item : items) {
        const bool known =
            std::ranges::any_of(workbench.session.sources(), [&](const SourceInfo &source) {
                return item.path == source.record.path;
            });
        if (known || item.state == IngestItem::State::Done)
            continue;
        rows.push_back(waiting(QString::fromStdString(item.path.stem().string()), noteOf(item)));
        rows.back().failed = item.state == IngestItem::State::Failed;
    }
    return rows;
}

} // namespace refocus::ui
