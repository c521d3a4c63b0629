// The sightings of the last question, and what a person decided about them. GUI thread only.
#pragma once

#include "query/query.h"
#include "store/case.h"
#include "ui/jobs/turns.h"

#include <QObject>

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <span>
#include <vector>

namespace refocus::ui {

// Against the baseline, where the same question is compared at several depths of reuse.
enum class Change : std::uint8_t {
    None,     // In both answers.
    Appeared, // In the new one alone.
    Gone,     // In the baseline alone: it is shown, marked, and does not belong to the answer.
    Absent    // In neither, only found on the way: it keeps its id and is shown nowhere.
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

// Grows without moving what is there, which may be a hundred thousand.
using SightingItems = std::deque<SightingItem>;

class Sightings : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    // An item's id is its place; it stays until the next reset().
    const SightingItems &items() const { return m_items; }
    const SightingItem &item(int id) const { return m_items[static_cast<std::size_t>(id)]; }
    int count() const { return static_cast<int>(m_items.size()); }
    int answered() const { return count() - m_gone - m_absent; } // What belongs to the answer.
    int appeared() const { return m_appeared; }
    int gone() const { return m_gone; }

    void clear();
    // New ones are appended; those that are known (same video, track and class) take what is newer.
    void merge(std::span<const query::Sighting> sightings);
    // The whole answer, in pieces: each is merged, and at the end what was in none of them goes.
    void settlePiece(std::span<const query::Sighting> sightings);
    void endSettling();
    void settle(std::span<const query::Sighting> sightings); // In one piece.
    // Its sightings are no part of the answer any more. Where there are many they leave piece by
    // piece, a turn of the event loop each, and all of them before anything else is said of them.
    // Reviews of its patches go at once: a new index numbers its patches anew.
    void forget(const std::string &video);

    // Another answer to the same question. Those that are there at the first call are the baseline
    // until clear(). merge() then adds what the list does not have, endSettling() ends it, and
    // dropAgain() leaves all as it was before. Ids stay throughout.
    void beginAgain();
    void dropAgain();

    void setReviews(std::span<const store::ReviewedPatch> reviews); // Of the whole case.
    const store::Review *review(const PatchRef &patch) const;       // Null where there is none.
    void setReview(const PatchRef &patch, const std::optional<store::Review> &review);
    void setExported(std::span<const int> ids);

Q_SIGNALS:
    void aboutToReset(); // Ids mean what they did until this returns.
    void reset();
    void added(int first, int last); // Ids, both included.
    void changed(int first, int last);
    void reviewsChanged();
    void forgotten(const std::string &video); // By forget(): nothing is known of its patches.

private:
    using Key = std::tuple<std::string, TrackId, std::string>;
    static Key keyOf(const query::Sighting &sighting);
    struct Kept
    {
        query::Sighting sighting;
        Change change = Change::None;
    };
    static query::Sighting asFound(const SightingItem &item);
    static void decideAnew(SightingItem &item, const std::optional<store::Review> &review);
    void applyReview(SightingItem &item) const;
    void followReview(SightingItem &item) const;
    void take(std::span<const query::Sighting> sightings, bool settled);
    void put(int id, const query::Sighting &sighting);
    void forgetUpTo(int end); // Ids before this one.
    void endForgetting() { forgetUpTo(m_forgetEnd); }
    void mark(int id, Change change);
    void remember(int id); // As it is now, before it is changed.
    bool isBaseline(int id) const { return id < m_baselineEnd && !m_outside.contains(id); }
    void tellChanged(std::vector<int> ids);

    SightingItems m_items;
    bool m_comparing = false;                  // There is a baseline: the first ids,
    int m_baselineEnd = 0;                     // up to this one,
    std::set<int> m_outside;                   // but for these.
    std::map<int, query::Sighting> m_baseline; // What it says of those that were changed since.
    bool m_again = false;                      // Between beginAgain() and its end.
    int m_beforeEnd = 0;                       // The ids that there were at beginAgain(),
    std::map<int, Kept> m_before;              // and how those were that were changed since.
    std::vector<bool> m_settled;               // By id: in one of the pieces so far.
    std::string m_forgotten;                   // The video whose sightings leave the answer:
    int m_forgetNext = 0, m_forgetEnd = 0;     // those from the first id up to the second.
    Turns m_forgetting;
    int m_appeared = 0, m_gone = 0, m_absent = 0;
    std::map<Key, int> m_ids;
    std::map<std::pair<std::string, PatchId>, store::Review> m_reviews;
    using ByPatch = std::multimap<std::pair<std::string, PatchId>, int>;
    static void drop(ByPatch &from, const std::pair<std::string, PatchId> &patch, int id);
    ByPatch m_byPatch;   // Best patches.
    ByPatch m_byDecider; // Other patches of the track, about which was decided.
};

} // namespace refocus::ui
