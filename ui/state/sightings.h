// The sightings of the last question, and what a person decided about them. GUI thread only.
#pragma once

#include "query/query.h"
#include "store/case.h"

#include <QObject>

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace refocus::ui {

// Against the baseline, where the same question is compared at several depths of reuse.
enum class Change : std::uint8_t {
    None,     // In both answers.
    Appeared, // In the new one alone.
    Gone,     // In the baseline alone: it is shown, marked, and does not belong to the answer.
    Absent    // In neither, only in one between: it keeps its id and is shown nowhere.
};

struct SightingItem
{
    query::Sighting sighting;
    std::optional<store::Review> review; // Of its best patch.
    bool exported = false;
    Change change = Change::None;

    bool isAnswer() const { return change == Change::None || change == Change::Appeared; }

    PatchRef patch() const { return {sighting.video, sighting.best.patch}; }
    // That about the best patch, else what the engine took from another patch of the track.
    store::Decision decision() const
    {
        return review && review->decision != store::Decision::None ? review->decision
                                                                   : sighting.decision;
    }
    bool starred() const { return review && review->starred; }
    // A person's class where one was given, else the network's.
    const std::string &className() const;
};

class Sightings : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // An item's id is its place; it stays until the next reset().
    const std::vector<SightingItem> &items() const { return m_items; }
    const SightingItem &item(int id) const { return m_items[static_cast<std::size_t>(id)]; }
    int count() const { return static_cast<int>(m_items.size()); }
    int answered() const { return count() - m_gone - m_absent; } // What belongs to the answer.
    int appeared() const { return m_appeared; }
    int gone() const { return m_gone; }

    void clear();
    // New ones are appended; those that are known (same video, track and class) take what is newer.
    void merge(std::span<const query::Sighting> sightings);
    // As merge; what is not among these goes, with a reset if anything does.
    void settle(std::span<const query::Sighting> sightings);
    void forget(const std::string &video); // With a reset if there are any of it.

    // Another answer to the same question. Those that are there at the first call are the baseline
    // until clear(). merge() then adds what the list does not have, settleAgain() ends it, and
    // dropAgain() leaves all as it was before. Ids stay throughout.
    void beginAgain();
    void settleAgain(std::span<const query::Sighting> sightings);
    void dropAgain();

    void setReviews(std::span<const store::ReviewedPatch> reviews); // Of the whole case.
    const store::Review *review(const PatchRef &patch) const;       // Null where there is none.
    void setReview(const PatchRef &patch, const std::optional<store::Review> &review);
    void setExported(std::span<const int> ids);

Q_SIGNALS:
    void reset();
    void added(int first, int last); // Ids, both included.
    void changed(int first, int last);
    void reviewsChanged();

private:
    using Key = std::tuple<std::string, TrackId, std::string>;
    static Key keyOf(const query::Sighting &sighting);
    struct Kept
    {
        query::Sighting sighting;
        Change change = Change::None;
    };
    static query::Sighting asFound(const SightingItem &item);
    void applyReview(SightingItem &item) const;
    void followReview(SightingItem &item) const;
    void put(int id, const query::Sighting &sighting);
    void mark(int id, Change change);
    bool isBaseline(int id) const { return id < static_cast<int>(m_baseline.size()); }

    std::vector<SightingItem> m_items;
    std::vector<query::Sighting> m_baseline; // Of the first ids.
    std::vector<Kept> m_before;              // The answer that the one coming in replaces, by id.
    bool m_comparing = false;                // There is a baseline.
    bool m_again = false;                    // Between beginAgain() and its end.
    int m_appeared = 0, m_gone = 0, m_absent = 0;
    std::map<Key, int> m_ids;
    std::map<std::pair<std::string, PatchId>, store::Review> m_reviews;
    std::multimap<std::pair<std::string, PatchId>, int> m_byPatch;
};

} // namespace refocus::ui
