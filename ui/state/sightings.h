// The sightings of the last question, and what a person decided about them. GUI thread only.
#pragma once

#include "query/query.h"
#include "store/case.h"

#include <QObject>

#include <map>
#include <span>
#include <vector>

namespace refocus::ui {

struct SightingItem
{
    query::Sighting sighting;
    std::optional<store::Review> review; // Of its best patch.
    bool exported = false;

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

    void clear();
    // New ones are appended; those that are known (same video, track and class) take what is newer.
    void merge(std::span<const query::Sighting> sightings);
    // As merge; what is not among these goes, with a reset if anything does.
    void settle(std::span<const query::Sighting> sightings);

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
    void applyReview(SightingItem &item) const;

    std::vector<SightingItem> m_items;
    std::map<Key, int> m_ids;
    std::map<std::pair<std::string, PatchId>, store::Review> m_reviews;
    std::multimap<std::pair<std::string, PatchId>, int> m_byPatch;
};

} // namespace refocus::ui
