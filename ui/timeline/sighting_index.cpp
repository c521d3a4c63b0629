#include "ui/timeline/sighting_index.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace refocus::ui {

namespace {

bool earlier(const Bar &a, const Bar &b)
{
    return std::tie(a.begin, a.id) < std::tie(b.begin, b.id);
}

} // namespace

std::pair<std::size_t, std::size_t> LaneBars::touching(std::int64_t begin, std::int64_t end) const
{
    const auto last = std::ranges::upper_bound(bars, end, {}, &Bar::begin) - bars.begin();
    const auto first = std::ranges::lower_bound(latestEnd, begin) - latestEnd.begin();
    return {static_cast<std::size_t>(std::min(first, last)), static_cast<std::size_t>(last)};
}

void SightingIndex::clear()
{
    m_lanes.clear();
    m_laneByVideo.clear();
    m_places.clear();
    m_marks.clear();
    m_classes.clear();
    m_classByName.clear();
    m_selected.clear();
    m_rows = 0;
}

int SightingIndex::laneOf(const std::string &video)
{
    const auto [known, isNew] = m_laneByVideo.try_emplace(video, static_cast<int>(m_lanes.size()));
    if (isNew)
        m_lanes.push_back({video, {}, 0, false, false});
    return known->second;
}

std::uint16_t SightingIndex::classOf(const std::string &name)
{
    const auto [known, isNew] =
        m_classByName.try_emplace(name, static_cast<std::uint16_t>(m_classes.size()));
    if (isNew)
        m_classes.push_back({name, 0, -1});
    return known->second;
}

void SightingIndex::update(const SightingItems &items, int first, int last)
{
    for (int id = first; id <= last; ++id) {
        const SightingItem &item = items[static_cast<std::size_t>(id)];
        const std::uint16_t classId = classOf(item.className());
        const Place place{laneOf(item.sighting.video), item.sighting.start.count(),
                          std::max(item.sighting.start, item.sighting.end).count()};
        LaneState &lane = m_lanes[static_cast<std::size_t>(place.lane)];
        if (id >= count()) {
            m_places.push_back(place);
            m_marks.push_back({classId, item.decision(), item.starred(), false, item.change});
            if (item.change != Change::Absent)
                lane.bars.bars.push_back({place.begin, place.end, id, 0});
            lane.levelled = false;
        } else {
            Place &known = m_places[static_cast<std::size_t>(id)];
            Mark &mark = m_marks[static_cast<std::size_t>(id)];
            if (known.begin != place.begin || known.end != place.end) {
                known = place;
                lane.sorted = 0;
                lane.levelled = false;
            }
            count(mark, -1);
            if (mark.classId != classId || mark.change != item.change)
                lane.levelled = false;
            if ((mark.change == Change::Absent) != (item.change == Change::Absent))
                lane.other = true;
            mark = {classId, item.decision(), item.starred(), mark.selected, item.change};
        }
        count(m_marks[static_cast<std::size_t>(id)], 1);
    }
    m_rows = 0;
    for (const auto &[name, classId] : m_classByName)
        m_classes[classId].row =
            m_classes[classId].count + m_classes[classId].gone > 0 ? m_rows++ : -1;
}

void SightingIndex::count(const Mark &mark, int by)
{
    Class &of = m_classes[mark.classId];
    if (mark.change == Change::Gone)
        of.gone += by;
    else if (mark.change != Change::Absent)
        of.count += by;
}

void SightingIndex::select(const std::set<int> &ids)
{
    for (const int id : m_selected)
        if (id < count())
            m_marks[static_cast<std::size_t>(id)].selected = false;
    m_selected.clear();
    for (const int id : ids)
        if (id >= 0 && id < count()) {
            m_marks[static_cast<std::size_t>(id)].selected = true;
            m_selected.push_back(id);
        }
}

const LaneBars &SightingIndex::lane(const std::string &video) const
{
    static const LaneBars kNone;
    const auto known = m_laneByVideo.find(video);
    if (known == m_laneByVideo.end())
        return kNone;
    LaneState &lane = m_lanes[static_cast<std::size_t>(known->second)];
    if (!lane.levelled)
        settle(lane);
    return lane.bars;
}

void SightingIndex::settle(LaneState &lane) const
{
    std::vector<Bar> &bars = lane.bars.bars;
    if (std::exchange(lane.other, false)) {
        const int own = static_cast<int>(&lane - m_lanes.data());
        bars.clear();
        for (int id = 0; id < count(); ++id)
            if (m_places[static_cast<std::size_t>(id)].lane == own &&
                mark(id).change != Change::Absent)
                bars.push_back({0, 0, id, 0});
        lane.sorted = 0;
    }
    if (lane.sorted == 0)
        for (Bar &bar : bars) {
            const Place &place = m_places[static_cast<std::size_t>(bar.id)];
            bar.begin = place.begin;
            bar.end = place.end;
        }
    const auto tail = bars.begin() + static_cast<std::ptrdiff_t>(lane.sorted);
    std::sort(tail, bars.end(), earlier);
    std::inplace_merge(bars.begin(), tail, bars.end(), earlier);
    lane.sorted = bars.size();

    // The lowest level whose last sighting of the class has ended, else the one that ends first.
    using Ends = std::array<std::int64_t, kLevels>;
    Ends none;
    none.fill(std::numeric_limits<std::int64_t>::min());
    std::vector<Ends> ends(m_classes.size(), none);
    lane.bars.levels.assign(m_classes.size(), 1);
    lane.bars.latestEnd.resize(bars.size());
    lane.bars.answered = 0;
    std::int64_t latest = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < bars.size(); ++i) {
        Bar &bar = bars[i];
        latest = std::max(latest, bar.end);
        lane.bars.latestEnd[i] = latest;
        const std::uint16_t classId = mark(bar.id).classId;
        lane.bars.answered += mark(bar.id).change == Change::Gone ? 0 : 1;
        Ends &last = ends[classId];
        auto free = std::ranges::find_if(last, [&](std::int64_t end) { return end < bar.begin; });
        if (free == last.end())
            free = std::ranges::min_element(last);
        *free = std::max(*free, bar.end);
        bar.level = static_cast<std::uint8_t>(free - last.begin());
        std::uint8_t &used = lane.bars.levels[classId];
        used = std::max(used, static_cast<std::uint8_t>(bar.level + 1));
    }
    lane.levelled = true;
}

const std::string &SightingIndex::video(int id) const
{
    return m_lanes[static_cast<std::size_t>(m_places[static_cast<std::size_t>(id)].lane)].video;
}

int SightingIndex::next(const TimeAxis &axis, int from, const std::string &video,
                        Timestamp time) const
{
    return step(axis, from, video, time, true);
}

int SightingIndex::previous(const TimeAxis &axis, int from, const std::string &video,
                            Timestamp time) const
{
    return step(axis, from, video, time, false);
}

int SightingIndex::step(const TimeAxis &axis, int from, const std::string &video, Timestamp time,
                        bool forward) const
{
    using Key = std::tuple<std::int64_t, std::int64_t, int>;
    const auto keyOf = [&](int lane, std::int64_t begin, int id) {
        if (!axis.isWallClock())
            return Key(lane, begin, id);
        const AxisTime start = lane < 0 ? 0 : axis.lanes()[static_cast<std::size_t>(lane)].begin;
        return Key(start + begin, lane, id);
    };
    Key start;
    if (from >= 0 && from < count()) {
        start = keyOf(axis.laneIndex(this->video(from)), begin(from), from);
    } else { // After, or before, all that begin at the moment.
        start = keyOf(axis.laneIndex(video), time.count(),
                      forward ? std::numeric_limits<int>::max() : -1);
        if (axis.isWallClock())
            std::get<1>(start) = forward ? std::numeric_limits<std::int64_t>::max() : -1;
    }
    int found = -1;
    Key best;
    for (int lane = 0; lane < static_cast<int>(axis.lanes().size()); ++lane) {
        const std::vector<Bar> &bars =
            this->lane(axis.lanes()[static_cast<std::size_t>(lane)].video).bars;
        const auto key = [&](const Bar &bar) { return keyOf(lane, bar.begin, bar.id); };
        auto place = forward ? std::ranges::upper_bound(bars, start, {}, key)
                             : std::ranges::lower_bound(bars, start, {}, key);
        if (forward ? place == bars.end() : place == bars.begin())
            continue;
        if (!forward)
            --place;
        if (found < 0 || (forward ? key(*place) < best : key(*place) > best)) {
            found = place->id;
            best = key(*place);
        }
    }
    return found;
}

} // namespace refocus::ui
