// The sightings of the last question as rows for a view: sorted, grouped and filtered. GUI thread
// only.
//
// Rows come and go with precise signals, and with a reset where most of them would move. What a row
// is sorted and filtered by is kept, side by side, so that another order of a hundred thousand need
// not look at one sighting; so is its place in the order, so that the row of an id is one binary
// search and a batch of new sightings costs its own length times that, and moving up what lies
// behind it.
//
// A view that a person looks at holds its rows: what would come before the last visible one waits,
// and nothing is sorted anew, until release().
#pragma once

#include "ui/state/workbench.h"

#include <QAbstractListModel>

#include <map>
#include <optional>
#include <vector>

namespace refocus::ui {

class SightingModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole, // int: of Sightings
        ClassRole,             // QString: a person's where one was given
        ScoreRole,             // float, 0 to 1
        TimeRole,              // qint64: of the best patch, microseconds in its video
        VideoRole,             // QString: the video's id
        CameraRole,            // QString: the source's name for people
        DecisionRole,          // int: store::Decision
        StarredRole,           // bool
        NoteRole,              // QString
        ExportedRole,          // bool
        ChangeRole             // int: Change
    };
    enum class Sort { Time, Score, Size, Camera };
    enum class Group { None, Camera, Hour, Class, Cluster }; // Cluster: what looks alike.
    enum class Show { All, Unreviewed, Accepted, Rejected, Starred };

    struct Filter
    {
        Show show = Show::All; // Accepted: also those that a person gave a class.
        std::optional<AxisRange> time;
        std::string video; // Empty: every one.
        friend bool operator==(const Filter &, const Filter &) = default;
    };

    // Neighbouring rows under one heading.
    struct Section
    {
        int first = 0, count = 0;
        QString title;
    };

    explicit SightingModel(Workbench &workbench, QObject *parent = nullptr);

    Sort sort() const { return m_sort; }
    Qt::SortOrder order() const { return m_direction; }
    Group group() const { return m_group; }
    const Filter &filter() const { return m_filter; }
    void setSort(Sort sort); // In the order that is usual for it: score and size from above.
    void setSort(Sort sort, Qt::SortOrder order);
    void setGroup(Group group);
    void setFilter(Filter filter);

    int idAt(int row) const;   // -1 where there is no such row.
    int rowOfId(int id) const; // -1 where it is filtered out, waits or is not there.
    int next(int id) const;    // The id of the row behind it, whether it is shown or not; -1: none.
    int previous(int id) const;
    std::vector<Section> sections() const;          // One without a title where nothing is grouped.
    int unreviewed() const { return m_unreviewed; } // Of the whole answer, shown or not.
    int passing() const; // Of the answer, those that the filter lets through, waiting or not.

    // Rows up to this one stay where they are from now on; -1: none does.
    void hold(int throughRow);
    int waiting() const { return static_cast<int>(m_waiting.size()); }
    void release(); // Lets go, and takes in what waits.

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void waitingChanged();
    void countsChanged(); // Of rows, of all sightings or of those not reviewed.
    void arranged();      // Sort, group or filter were changed.

private:
    // What a sighting is sorted, grouped and filtered by.
    struct Facts
    {
        Timestamp start{0}, end{0}, best{0}; // In its video.
        float score = 0;
        int area = 0;  // Of the best patch, pixels.
        int video = 0; // Of m_videos.
        int className = 0;
        ClusterId cluster = 0; // Of its video.
        store::Decision decision = store::Decision::None;
        bool starred = false, isAnswer = true, absent = false;

        bool toReview() const { return isAnswer && decision == store::Decision::None; }
    };
    // Where it belongs; compared in this order, and then by id.
    struct Place
    {
        std::int64_t group = 0, key = 0, time = 0;
        friend auto operator<=>(const Place &, const Place &) = default;
    };
    enum class State : std::uint8_t { Hidden, Shown, Waiting };
    struct Entry
    {
        Facts facts;
        Place place; // Of older facts while rows are held.
        State state = State::Hidden;
    };
    struct Video
    {
        std::string id;
        int lane = -1;          // Of the axis; -1: it has none.
        std::int64_t begin = 0; // Where it lies on the axis, microseconds.
    };

    void add(int first, int last);
    void change(int first, int last);
    void takeAxis();
    void clear();
    void rebuild();
    std::vector<int> keepWaiting(std::vector<int> ids); // Those that need not wait.
    void insert(std::vector<int> ids);
    void remove(int id);
    void removeMany(const std::vector<int> &ids);
    Facts factsOf(const SightingItem &item);
    Place placeOf(const Facts &facts) const;
    bool passes(const Facts &facts) const;
    std::int64_t axisTime(const Facts &facts, Timestamp time) const;
    bool isGone(int id) const { return !m_entries[static_cast<std::size_t>(id)].facts.isAnswer; }
    bool less(int a, int b) const;
    bool held() const;
    QString titleOf(const SightingItem &item, std::int64_t group) const;
    int classNumber(const std::string &name);
    int videoNumber(const std::string &id);
    void findOnAxis(Video &video) const;

    Workbench &m_workbench;
    const Sightings &m_sightings;
    TimeAxis m_axis;
    Sort m_sort = Sort::Time;
    Qt::SortOrder m_direction = Qt::AscendingOrder;
    Group m_group = Group::None;
    Filter m_filter;
    std::vector<Entry> m_entries; // By id.
    std::vector<int> m_rows;      // Ids.
    std::vector<int> m_waiting;   // Ids.
    int m_unreviewed = 0;
    int m_heldId = -1;
    bool m_stale = false;                      // Places that have changed since rows were held.
    std::map<std::string, int> m_classNumbers; // In the order of their arrival.
    std::vector<Video> m_videos;               // In that order too.
    int m_lastVideo = 0;                       // Sightings of one video come one after another.
};

} // namespace refocus::ui
