#include "ui/models/sighting_model.h"

#include "ui/models/stable_order.h"
#include "ui/state/time_text.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace refocus::ui {

namespace {

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::size_t kManyRuns = 64; // More separate pieces than this are one reset.

std::int64_t floorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

} // namespace

SightingModel::SightingModel(Workbench &workbench, QObject *parent)
    : QAbstractListModel(parent), m_workbench(workbench), m_sightings(workbench.sightings),
      m_axis(workbench.session.axis())
{
    connect(&m_sightings, &Sightings::reset, this, &SightingModel::clear);
    connect(&m_sightings, &Sightings::added, this, &SightingModel::add);
    connect(&m_sightings, &Sightings::changed, this, &SightingModel::change);
    connect(&workbench.session, &CaseSession::sourcesChanged, this, &SightingModel::takeAxis);
    if (m_sightings.count() > 0)
        add(0, m_sightings.count() - 1);
}

void SightingModel::setSort(Sort sort)
{
    setSort(sort,
            sort == Sort::Score || sort == Sort::Size ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void SightingModel::setSort(Sort sort, Qt::SortOrder order)
{
    if (sort == m_sort && order == m_direction)
        return;
    m_sort = sort;
    m_direction = order;
    rebuild();
    Q_EMIT arranged();
}

void SightingModel::setGroup(Group group)
{
    if (group == m_group)
        return;
    m_group = group;
    rebuild();
    Q_EMIT arranged();
}

void SightingModel::setFilter(Filter filter)
{
    if (filter == m_filter)
        return;
    m_filter = std::move(filter);
    rebuild();
    Q_EMIT arranged();
}

int SightingModel::passing() const
{
    const auto count = static_cast<int>(m_rows.size() + m_waiting.size());
    if (m_sightings.gone() == 0)
        return count;
    const auto gone = [this](int id) { return isGone(id); };
    return count - static_cast<int>(std::ranges::count_if(m_rows, gone) +
                                    std::ranges::count_if(m_waiting, gone));
}

int SightingModel::idAt(int row) const
{
    return row >= 0 && row < static_cast<int>(m_rows.size()) ? m_rows[static_cast<std::size_t>(row)]
                                                             : -1;
}

int SightingModel::rowOfId(int id) const
{
    if (id < 0 || id >= static_cast<int>(m_entries.size()) ||
        m_entries[static_cast<std::size_t>(id)].state != State::Shown)
        return -1;
    const auto at = std::lower_bound(m_rows.begin(), m_rows.end(), id,
                                     [this](int a, int b) { return less(a, b); });
    return static_cast<int>(at - m_rows.begin());
}

int SightingModel::next(int id) const
{
    if (id < 0 || id >= static_cast<int>(m_entries.size()))
        return idAt(0);
    const auto at = std::upper_bound(m_rows.begin(), m_rows.end(), id,
                                     [this](int a, int b) { return less(a, b); });
    return at == m_rows.end() ? -1 : *at;
}

int SightingModel::previous(int id) const
{
    if (id < 0 || id >= static_cast<int>(m_entries.size()))
        return idAt(static_cast<int>(m_rows.size()) - 1);
    const auto at = std::lower_bound(m_rows.begin(), m_rows.end(), id,
                                     [this](int a, int b) { return less(a, b); });
    return at == m_rows.begin() ? -1 : *(at - 1);
}

std::vector<SightingModel::Section> SightingModel::sections() const
{
    std::vector<Section> all;
    for (auto begin = m_rows.begin(); begin != m_rows.end();) {
        const std::int64_t group = m_entries[static_cast<std::size_t>(*begin)].place.group;
        const auto end = std::partition_point(begin, m_rows.end(), [&](int id) {
            return m_entries[static_cast<std::size_t>(id)].place.group == group;
        });
        all.push_back({static_cast<int>(begin - m_rows.begin()), static_cast<int>(end - begin),
                       titleOf(m_sightings.item(*begin), group)});
        begin = end;
    }
    return all;
}

void SightingModel::hold(int throughRow) { m_heldId = idAt(throughRow); }

void SightingModel::release()
{
    m_heldId = -1;
    if (m_stale) {
        rebuild();
        return;
    }
    if (m_waiting.empty())
        return;
    insert(std::exchange(m_waiting, {}));
    Q_EMIT waitingChanged();
    Q_EMIT countsChanged();
}

int SightingModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SightingModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const int id = idAt(index.row());
    const SightingItem &item = m_sightings.item(id);
    switch (role) {
    case Qt::DisplayRole:
        return tr("%1, %2").arg(QString::fromStdString(item.className()),
                                timeText(item.sighting.best.time));
    case IdRole:
        return id;
    case ClassRole:
        return QString::fromStdString(item.className());
    case ScoreRole:
        return item.sighting.score;
    case TimeRole:
        return static_cast<qint64>(item.sighting.best.time.count());
    case VideoRole:
        return QString::fromStdString(item.sighting.video);
    case CameraRole: {
        const SourceInfo *source = m_workbench.session.source(item.sighting.video);
        return QString::fromStdString(source ? source->name() : item.sighting.video);
    }
    case DecisionRole:
        return static_cast<int>(item.decision());
    case StarredRole:
        return item.starred();
    case NoteRole:
        return item.review ? QString::fromStdString(item.review->note) : QString();
    case ExportedRole:
        return item.exported;
    case ChangeRole:
        return static_cast<int>(item.change);
    default:
        return {};
    }
}

void SightingModel::add(int first, int last)
{
    std::vector<int> shown;
    for (int id = first; id <= last; ++id) {
        const Facts facts = factsOf(m_sightings.item(id));
        m_unreviewed += facts.toReview() ? 1 : 0;
        m_entries.push_back({facts, placeOf(facts)});
        if (passes(facts))
            shown.push_back(id);
    }
    insert(keepWaiting(std::move(shown)));
    Q_EMIT countsChanged();
}

void SightingModel::change(int first, int last)
{
    std::vector<int> leave, come, arrive, stay;
    for (int id = first; id <= last && id < static_cast<int>(m_entries.size()); ++id) {
        Entry &entry = m_entries[static_cast<std::size_t>(id)];
        const Facts before = std::exchange(entry.facts, factsOf(m_sightings.item(id)));
        m_unreviewed +=
            static_cast<int>(entry.facts.toReview()) - static_cast<int>(before.toReview());
        const bool arrives = before.absent && !entry.facts.absent;
        const bool belongs = passes(entry.facts);
        const Place place = placeOf(entry.facts);
        const bool moves = place != entry.place;
        m_stale = m_stale || (moves && held());
        if (entry.state == State::Hidden) {
            if (belongs)
                (arrives ? arrive : come).push_back(id);
            else if (moves)
                entry.place = place;
        } else if (!belongs || (moves && !held())) {
            leave.push_back(id);
            if (belongs)
                come.push_back(id);
        } else {
            stay.push_back(id);
        }
    }
    if (leave.size() + come.size() > kManyRuns) {
        if (come.empty() && arrive.empty() && !held())
            removeMany(leave);
        else
            rebuild();
        return;
    }
    const auto placeAnew = [this](int id) {
        Entry &entry = m_entries[static_cast<std::size_t>(id)];
        entry.place = placeOf(entry.facts);
    };
    std::ranges::for_each(arrive, placeAnew);
    insert(keepWaiting(std::move(arrive)));
    for (const int id : leave)
        remove(id);
    std::ranges::for_each(come, placeAnew);
    if (stay.size() > kManyRuns) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    } else {
        for (const int id : stay)
            if (const int row = rowOfId(id); row >= 0)
                Q_EMIT dataChanged(index(row), index(row));
    }
    insert(std::move(come)); // A decision shows at once, also where it is undone.
    Q_EMIT countsChanged();
}

void SightingModel::takeAxis()
{
    if (m_axis == m_workbench.session.axis())
        return;
    m_axis = m_workbench.session.axis();
    for (Video &video : m_videos)
        findOnAxis(video);
    if (held())
        m_stale = true;
    else
        rebuild();
}

void SightingModel::clear()
{
    beginResetModel();
    m_entries.clear();
    m_rows.clear();
    m_waiting.clear();
    m_classNumbers.clear();
    m_videos.clear();
    m_unreviewed = 0;
    m_heldId = -1;
    m_stale = false;
    endResetModel();
    Q_EMIT waitingChanged();
    Q_EMIT countsChanged();
}

void SightingModel::rebuild()
{
    const std::size_t count = m_entries.size();
    std::vector<std::int64_t> groups(count), keys(count), times(count);
    std::vector<int> rows;
    rows.reserve(count);
    beginResetModel();
    for (std::size_t i = 0; i < count; ++i) {
        Entry &entry = m_entries[i];
        entry.place = placeOf(entry.facts);
        groups[i] = entry.place.group;
        keys[i] = entry.place.key;
        times[i] = entry.place.time;
        const bool shown = passes(entry.facts);
        entry.state = shown ? State::Shown : State::Hidden;
        if (shown)
            rows.push_back(static_cast<int>(i));
    }
    // As less() has it: by group, key, time and id.
    if (m_sort != Sort::Time) // Else the key is the time already.
        sortStably(rows, times);
    sortStably(rows, keys);
    sortStably(rows, groups);
    m_rows = std::move(rows);
    m_waiting.clear();
    m_heldId = -1;
    m_stale = false;
    endResetModel();
    Q_EMIT waitingChanged();
    Q_EMIT countsChanged();
}

std::vector<int> SightingModel::keepWaiting(std::vector<int> ids)
{
    if (!held())
        return ids;
    const std::size_t before = m_waiting.size();
    std::erase_if(ids, [this](int id) {
        const bool waits = less(id, m_heldId);
        if (waits) {
            m_entries[static_cast<std::size_t>(id)].state = State::Waiting;
            m_waiting.push_back(id);
        }
        return waits;
    });
    if (m_waiting.size() != before)
        Q_EMIT waitingChanged();
    return ids;
}

void SightingModel::insert(std::vector<int> ids)
{
    const auto before = [this](int a, int b) { return less(a, b); };
    std::ranges::sort(ids, before);

    // Pieces that lie side by side, from behind, so that the places of the others stay right.
    struct Run
    {
        std::ptrdiff_t at = 0;
        std::size_t begin = 0, end = 0;
    };
    std::vector<Run> runs;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto at =
            std::lower_bound(m_rows.begin(), m_rows.end(), ids[i], before) - m_rows.begin();
        if (runs.empty() || runs.back().at != at)
            runs.push_back({at, i, i});
        runs.back().end = i + 1;
    }
    const auto show = [this](int id) {
        m_entries[static_cast<std::size_t>(id)].state = State::Shown;
    };
    if (runs.size() > kManyRuns && !held()) {
        beginResetModel();
        std::vector<int> rows(m_rows.size() + ids.size());
        std::ranges::merge(m_rows, ids, rows.begin(), before);
        m_rows = std::move(rows);
        std::ranges::for_each(ids, show);
        endResetModel();
    } else {
        for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
            const int first = static_cast<int>(run->at);
            beginInsertRows({}, first, first + static_cast<int>(run->end - run->begin) - 1);
            const std::span piece = std::span(ids).subspan(run->begin, run->end - run->begin);
            m_rows.insert(m_rows.begin() + run->at, piece.begin(), piece.end());
            std::ranges::for_each(piece, show);
            endInsertRows();
        }
    }
}

void SightingModel::remove(int id)
{
    Entry &entry = m_entries[static_cast<std::size_t>(id)];
    if (entry.state == State::Waiting) {
        std::erase(m_waiting, id);
        entry.state = State::Hidden;
        Q_EMIT waitingChanged();
        return;
    }
    const int row = rowOfId(id);
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    entry.state = State::Hidden;
    // What comes before the row in front of it still waits.
    if (id == m_heldId)
        m_heldId = idAt(row - 1);
    endRemoveRows();
}

// The order of the others stays. Only while no rows are held.
void SightingModel::removeMany(const std::vector<int> &ids)
{
    const auto isHidden = [this](int id) {
        return m_entries[static_cast<std::size_t>(id)].state == State::Hidden;
    };
    beginResetModel();
    for (const int id : ids)
        m_entries[static_cast<std::size_t>(id)].state = State::Hidden;
    std::erase_if(m_rows, isHidden);
    const std::size_t waited = std::erase_if(m_waiting, isHidden);
    endResetModel();
    if (waited > 0)
        Q_EMIT waitingChanged();
    Q_EMIT countsChanged();
}

SightingModel::Facts SightingModel::factsOf(const SightingItem &item)
{
    const query::Sighting &sighting = item.sighting;
    Facts facts;
    facts.start = sighting.start;
    facts.end = sighting.end;
    facts.best = sighting.best.time;
    facts.score = sighting.score;
    facts.area = sighting.best.box.width * sighting.best.box.height;
    facts.video = videoNumber(sighting.video);
    facts.className = classNumber(item.className());
    facts.cluster = sighting.best.cluster;
    facts.decision = item.decision();
    facts.starred = item.starred();
    facts.isAnswer = item.isAnswer();
    facts.absent = item.change == Change::Absent;
    return facts;
}

SightingModel::Place SightingModel::placeOf(const Facts &facts) const
{
    Place place;
    place.time = axisTime(facts, facts.best);
    const int lane = m_videos[static_cast<std::size_t>(facts.video)].lane;
    switch (m_group) {
    case Group::None:
        break;
    case Group::Camera:
        place.group = lane;
        break;
    case Group::Hour:
        place.group = floorDiv(place.time, kHour);
        break;
    case Group::Class:
        place.group = facts.className;
        break;
    case Group::Cluster: // Numbered within its video.
        place.group = (static_cast<std::int64_t>(lane) << 32) + facts.cluster;
        break;
    }
    switch (m_sort) {
    case Sort::Time:
        place.key = place.time;
        break;
    case Sort::Score: // Positive floats are ordered as their bits are.
        place.key = std::bit_cast<std::int32_t>(std::max(facts.score, 0.0F));
        break;
    case Sort::Size:
        place.key = facts.area;
        break;
    case Sort::Camera:
        place.key = lane;
        break;
    }
    if (m_direction == Qt::DescendingOrder)
        place.key = -place.key;
    return place;
}

bool SightingModel::passes(const Facts &facts) const
{
    using store::Decision;
    const Decision decision = facts.decision;
    if (facts.absent)
        return false;
    if (m_filter.show == Show::Unreviewed && decision != Decision::None)
        return false;
    if (m_filter.show == Show::Accepted && decision != Decision::Accept &&
        decision != Decision::Label)
        return false;
    if (m_filter.show == Show::Rejected && decision != Decision::Reject)
        return false;
    if (m_filter.show == Show::Starred && !facts.starred)
        return false;
    if (!m_filter.video.empty() &&
        m_videos[static_cast<std::size_t>(facts.video)].id != m_filter.video)
        return false;
    return !m_filter.time || (axisTime(facts, facts.start) < m_filter.time->end &&
                              axisTime(facts, facts.end) >= m_filter.time->begin);
}

std::int64_t SightingModel::axisTime(const Facts &facts, Timestamp time) const
{
    return m_videos[static_cast<std::size_t>(facts.video)].begin + time.count();
}

bool SightingModel::less(int a, int b) const
{
    const Place &left = m_entries[static_cast<std::size_t>(a)].place;
    const Place &right = m_entries[static_cast<std::size_t>(b)].place;
    return left != right ? left < right : a < b;
}

bool SightingModel::held() const { return m_heldId >= 0; }

QString SightingModel::titleOf(const SightingItem &item, std::int64_t group) const
{
    const std::string &video = item.sighting.video;
    switch (m_group) {
    case Group::None:
        break;
    case Group::Camera: {
        const SourceInfo *source = m_workbench.session.source(video);
        return QString::fromStdString(source ? source->name() : video);
    }
    case Group::Hour: {
        const Lane *lane = m_axis.lane(video);
        if (m_axis.isWallClock() && lane) // "2026-11-23 02:00"
            return wallClockText(group * kHour, lane->timeZone).left(16);
        return tr("%1 to %2")
            .arg(timeText(Timestamp(group * kHour)).left(8),
                 timeText(Timestamp((group + 1) * kHour)).left(8));
    }
    case Group::Class:
        return QString::fromStdString(item.className());
    case Group::Cluster: {
        const SourceInfo *source = m_workbench.session.source(video);
        return tr("cluster %1, %2")
            .arg(item.sighting.best.cluster)
            .arg(QString::fromStdString(source ? source->name() : video));
    }
    }
    return {};
}

int SightingModel::classNumber(const std::string &name)
{
    return m_classNumbers.try_emplace(name, static_cast<int>(m_classNumbers.size())).first->second;
}

int SightingModel::videoNumber(const std::string &id)
{
    const auto last = static_cast<std::size_t>(m_lastVideo);
    if (last < m_videos.size() && m_videos[last].id == id)
        return m_lastVideo;
    m_lastVideo = static_cast<int>(std::ranges::find(m_videos, id, &Video::id) - m_videos.begin());
    if (m_lastVideo == static_cast<int>(m_videos.size())) {
        Video added{id};
        findOnAxis(added);
        m_videos.push_back(std::move(added));
    }
    return m_lastVideo;
}

void SightingModel::findOnAxis(Video &video) const
{
    const Lane *lane = m_axis.lane(video.id);
    video.lane = m_axis.laneIndex(video.id);
    video.begin = lane ? lane->begin : 0;
}

} // namespace refocus::ui
