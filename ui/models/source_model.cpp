#include "ui/models/source_model.h"

#include "ui/state/time_text.h"

#include <QLocale>

#include <algorithm>

namespace refocus::ui {

namespace fs = std::filesystem;
using State = SourceRow::State;

namespace {

bool sameRow(const SourceRow &a, const SourceRow &b)
{
    return (!a.video.empty() && a.video == b.video) || a.path == b.path;
}

// "6.2x · 3 min left", "reading gate3.mp4" while the file is hashed.
QString progressText(const ingest::IngestStatus &status)
{
    if (status.replaying)
        return SourceModel::tr("going back to where it stopped");
    QStringList parts;
    if (status.timesRealtime > 0)
        parts << SourceModel::tr("%1x").arg(
            QLocale().toString(status.timesRealtime, 'f', status.timesRealtime < 100 ? 1 : 0));
    if (status.report.secondsLeft >= 0)
        parts << SourceModel::tr("%1 left").arg(spanText(status.report.secondsLeft));
    if (parts.isEmpty())
        return status.report.what.empty() ? SourceModel::tr("starting")
                                          : QString::fromStdString(status.report.what);
    return parts.join(QStringLiteral(" · "));
}

QString stoppedText(const SourceInfo &source)
{
    return source.indexed
               ? SourceModel::tr("stopped, %1 can be searched").arg(shortTimeText(source.duration))
               : SourceModel::tr("not indexed");
}

// Of a file that is cut off there is less than it says; a little less is usual.
bool endsEarly(Timestamp indexed, Timestamp said)
{
    return said - indexed > std::max<Timestamp>(std::chrono::seconds(2), said / 50);
}

QString doneText(const SourceInfo &source)
{
    QStringList parts{SourceModel::tr("done")};
    if (source.bytes > 0)
        parts << bytesText(static_cast<double>(source.bytes));
    if (source.coverage.framesFailed > 0)
        parts << SourceModel::tr("%n picture(s) failed", nullptr,
                                 static_cast<int>(source.coverage.framesFailed));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

SourceModel::SourceModel(CaseSession &session, IngestQueue &queue, QObject *parent)
    : QAbstractListModel(parent), m_session(session), m_queue(queue)
{
    connect(&session, &CaseSession::sourcesChanged, this, &SourceModel::update);
    connect(&session, &CaseSession::closed, this, [this] { m_looks.clear(); });
    connect(&queue, &IngestQueue::changed, this, &SourceModel::update);
    connect(&queue, &IngestQueue::progressed, this, &SourceModel::updateProgress);
    m_rows = merged();
}

int SourceModel::rowOfVideo(std::string_view video) const
{
    const auto found = std::ranges::find(m_rows, video, &SourceRow::video);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int SourceModel::rowOfPath(const fs::path &path) const
{
    const auto found = std::ranges::find(m_rows, path, &SourceRow::path);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

const QImage *SourceModel::picture(const fs::path &path) const
{
    const auto found = m_looks.find(path);
    return found == m_looks.end() || found->second.picture.isNull() ? nullptr
                                                                    : &found->second.picture;
}

void SourceModel::setLook(const fs::path &path, FileLook look)
{
    m_looks[path] = std::move(look);
    const int row = rowOfPath(path);
    if (row < 0)
        return;
    complete(m_rows[static_cast<std::size_t>(row)]);
    Q_EMIT dataChanged(index(row), index(row));
}

int SourceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SourceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SourceRow &of = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return of.name;
    case Qt::DecorationRole:
        if (const QImage *image = picture(of.path))
            return *image;
        return {};
    case Qt::ToolTipRole:
        return tr("%1\n%2").arg(QString::fromStdString(of.path.string()), of.detail);
    case Qt::AccessibleTextRole: {
        QStringList parts{of.name, of.detail};
        for (const ClassTotal &total : of.classes)
            parts << tr("%1 %2").arg(countText(total.patches), QString::fromStdString(total.name));
        return parts.join(QStringLiteral(", "));
    }
    case VideoRole:
        return QString::fromStdString(of.video);
    case PathRole:
        return QString::fromStdString(of.path.string());
    case StateRole:
        return static_cast<int>(of.state);
    case DetailRole:
        return of.detail;
    case FractionRole:
        return of.fraction;
    default:
        return {};
    }
}

// Sources as the case has them; then what waits and is none yet, in its order.
std::vector<SourceRow> SourceModel::merged() const
{
    std::vector<SourceRow> rows;
    const std::vector<IngestItem> &items = m_queue.items();
    const auto itemOf = [&](const SourceInfo &source) {
        const auto found = std::ranges::find_if(items, [&](const IngestItem &item) {
            return item.path == source.record.path ||
                   (!item.video.empty() && item.video == source.id());
        });
        return found == items.end() ? nullptr : &*found;
    };
    std::vector<const IngestItem *> shown;
    for (const SourceInfo &source : m_session.sources()) {
        const IngestItem *item = itemOf(source);
        shown.push_back(item);
        rows.push_back(rowOf(source, item));
    }
    for (const IngestItem &item : items)
        if (std::ranges::find(shown, &item) == shown.end())
            rows.push_back(rowOf(item));
    for (SourceRow &row : rows)
        complete(row);
    return rows;
}

SourceRow SourceModel::rowOf(const SourceInfo &source, const IngestItem *item) const
{
    SourceRow row = item ? rowOf(*item) : SourceRow{};
    row.video = source.id();
    row.path = source.record.path;
    row.name = QString::fromStdString(source.name());
    row.indexed = source.indexed;
    row.duration = source.duration;
    row.width = source.width;
    row.height = source.height;
    row.classes = source.classes;
    // The queue knows better as long as it has something to do with it.
    if (item && (item->state == IngestItem::State::Running ||
                 (item->state == IngestItem::State::Failed &&
                  source.record.state != store::SourceState::Done)))
        return row;
    if (source.offline) {
        row.state = State::Offline;
        row.detail = tr("offline");
        return row;
    }
    if (item &&
        (item->state == IngestItem::State::Queued || item->state == IngestItem::State::Paused))
        return row;
    if (source.beingIndexed) { // Not by the queue, or it would have said so.
        row.state = State::Elsewhere;
        row.detail = tr("at %1, by another program").arg(shortTimeText(source.duration));
        return row;
    }
    switch (source.record.state) {
    case store::SourceState::Done:
        row.state = State::Done;
        row.detail = doneText(source);
        break;
    case store::SourceState::Failed:
        row.state = State::Failed;
        row.detail = QString::fromStdString(source.record.error);
        break;
    case store::SourceState::Unfinished:
        row.state = State::Stopped;
        row.detail = stoppedText(source);
        break;
    case store::SourceState::Added:
        row.state = source.indexed ? State::Stopped : State::Added;
        row.detail = stoppedText(source);
        break;
    }
    return row;
}

SourceRow SourceModel::rowOf(const IngestItem &item) const
{
    SourceRow row;
    row.video = item.video;
    row.path = item.path;
    row.name = QString::fromStdString(item.path.stem().string());
    row.fraction = item.status.report.fraction;
    switch (item.state) {
    case IngestItem::State::Queued:
        row.state = m_queue.isPaused() ? State::Paused : State::Queued;
        row.detail = m_queue.isPaused() ? tr("paused") : tr("queued");
        break;
    case IngestItem::State::Running:
        row.state = State::Ingesting;
        row.detail = progressText(item.status);
        break;
    case IngestItem::State::Paused:
        row.state = State::Paused;
        row.detail = tr("paused at %1").arg(percentText(row.fraction));
        break;
    case IngestItem::State::Done:
        row.state = State::Done;
        row.detail = tr("done");
        break;
    case IngestItem::State::Failed:
        row.state = State::Failed;
        row.detail = item.sentence;
        break;
    case IngestItem::State::Stopped:
        row.state = State::Stopped;
        row.detail = item.sentence;
        break;
    }
    return row;
}

void SourceModel::complete(SourceRow &row) const
{
    const auto found = m_looks.find(row.path);
    if (found == m_looks.end())
        return;
    const FileLook &look = found->second;
    if (row.width == 0) {
        row.width = look.width;
        row.height = look.height;
    }
    if (row.state != State::Done || !row.indexed) // An unfinished index knows only a part.
        row.duration = std::max(row.duration, look.duration);
    else if (endsEarly(row.duration, look.duration))
        row.detail =
            tr("ends early: %1 of %2 · %3")
                .arg(shortTimeText(row.duration), shortTimeText(look.duration), row.detail);
}

// Turns the rows into the wanted ones by removals, then moves and insertions from the top.
void SourceModel::update()
{
    const std::vector<SourceRow> wanted = merged();
    const auto at = [&](int row) { return m_rows.begin() + row; };
    for (int row = rowCount() - 1; row >= 0; --row) {
        const bool stays = std::ranges::any_of(
            wanted, [&](const SourceRow &other) { return sameRow(other, *at(row)); });
        if (stays)
            continue;
        beginRemoveRows({}, row, row);
        m_rows.erase(at(row));
        endRemoveRows();
    }
    for (int row = 0; row < static_cast<int>(wanted.size()); ++row) {
        const SourceRow &want = wanted[static_cast<std::size_t>(row)];
        const auto found = std::find_if(
            at(row), m_rows.end(), [&](const SourceRow &other) { return sameRow(other, want); });
        if (found == m_rows.end()) {
            beginInsertRows({}, row, row);
            m_rows.insert(at(row), want);
            endInsertRows();
            continue;
        }
        const int from = static_cast<int>(found - m_rows.begin());
        if (from != row) {
            beginMoveRows({}, from, from, {}, row);
            std::rotate(at(row), at(from), at(from + 1));
            endMoveRows();
        }
        if (*at(row) != want) {
            *at(row) = want;
            Q_EMIT dataChanged(index(row), index(row));
        }
    }
    while (rowCount() > static_cast<int>(wanted.size())) { // Two rows became one.
        const int last = rowCount() - 1;
        beginRemoveRows({}, last, last);
        m_rows.pop_back();
        endRemoveRows();
    }
}

void SourceModel::updateProgress(int item)
{
    const IngestItem &of = m_queue.items()[static_cast<std::size_t>(item)];
    const int row = rowOfPath(of.path);
    if (row < 0)
        return;
    SourceRow &shown = m_rows[static_cast<std::size_t>(row)];
    if (shown.state != State::Ingesting)
        return;
    shown.fraction = of.status.report.fraction;
    shown.detail = progressText(of.status);
    Q_EMIT dataChanged(index(row), index(row), {DetailRole, FractionRole, Qt::ToolTipRole});
}

} // namespace refocus::ui
