// The sightings as the timeline needs them: of each source by time, so that those in view are found
// by binary search among any number. GUI thread only.
#pragma once

#include "ui/state/sightings.h"
#include "ui/timeline/time_scale.h"

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace refocus::ui {

// Overlapping sightings of one class lie in levels; what does not fit any more, in the last one.
inline constexpr int kLevels = 3;

struct Bar
{
    std::int64_t begin = 0, end = 0; // Times of the source's first and last picture, microseconds.
    int id = 0;                      // In Sightings.
    std::uint8_t level = 0;
};

// What is drawn of a sighting besides its time.
struct Mark
{
    std::uint16_t classId = 0; // In the order in which the index met them.
    store::Decision decision = store::Decision::None;
    bool starred = false, selected = false;
    Change change = Change::None;
};

struct LaneBars
{
    std::vector<Bar> bars;               // By begin, then id.
    std::vector<std::int64_t> latestEnd; // Of bars 0 to i.
    std::vector<std::uint8_t> levels;    // Used by each class id; at least 1.
    int answered = 0;                    // Of the bars, those that belong to the answer.

    // Places in `bars` among which are all that touch [begin, end]; some may not.
    std::pair<std::size_t, std::size_t> touching(std::int64_t begin, std::int64_t end) const;
};

class SightingIndex
{
public:
    struct Class
    {
        std::string name;
        int count = 0; // Of sightings in the answer.
        int row = -1;  // By name; -1 where there is nothing to show of it.
        int gone = 0;  // Shown too: those that only the answer compared with has.
        friend bool operator==(const Class &, const Class &) = default;
    };

    void clear();
    // Takes what is new or other in these items. Requires: ids in order, none left out.
    void update(const SightingItems &items, int first, int last);
    void select(const std::set<int> &ids);

    int count() const { return static_cast<int>(m_places.size()); }
    const LaneBars &lane(const std::string &video) const; // Empty where there is none.
    const Mark &mark(int id) const { return m_marks[static_cast<std::size_t>(id)]; }
    const std::vector<Mark> &marks() const { return m_marks; }
    const std::vector<Class> &classes() const { return m_classes; } // By class id.
    int rows() const { return m_rows; }                             // Classes with a row.
    const std::string &video(int id) const;
    std::int64_t begin(int id) const { return m_places[static_cast<std::size_t>(id)].begin; }

    // The sighting after (or before) a moment, in the order of time on the axis; where the sources
    // have no clock one source after the other. `from` is a sighting, or -1: then the playhead's
    // place. -1 where there is none.
    int next(const TimeAxis &axis, int from, const std::string &video, Timestamp time) const;
    int previous(const TimeAxis &axis, int from, const std::string &video, Timestamp time) const;

private:
    struct Place
    {
        int lane = 0;
        std::int64_t begin = 0, end = 0;
    };
    struct LaneState
    {
        std::string video;
        LaneBars bars;
        std::size_t sorted = 0; // So many of the bars are in order.
        bool levelled = false;
        bool other = false; // Some have come into view or gone out of it.
    };
    int laneOf(const std::string &video);
    std::uint16_t classOf(const std::string &name);
    void count(const Mark &mark, int by);
    void settle(LaneState &lane) const;
    int step(const TimeAxis &axis, int from, const std::string &video, Timestamp time,
             bool forward) const;

    mutable std::vector<LaneState> m_lanes; // Put in order when they are asked for.
    std::map<std::string, int> m_laneByVideo;
    std::vector<Place> m_places; // By id.
    std::vector<Mark> m_marks;   // By id.
    std::vector<Class> m_classes;
    std::map<std::string, std::uint16_t> m_classByName;
    std::vector<int> m_selected;
    int m_rows = 0;
};

} // namespace refocus::ui
