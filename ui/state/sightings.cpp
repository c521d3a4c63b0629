#include "ui/state/sightings.h"

#include <algorithm>

namespace refocus::ui {

using store::Decision;

const std::string &SightingItem::className() const
{
    return review && review->decision == store::Decision::Label ? review->label
                                                                : sighting.className;
}

// By what the network said, which no decision changes.
Sightings::Key Sightings::keyOf(const query::Sighting &sighting)
{
    return {sighting.video, sighting.track,
            sighting.foundClass.empty() ? sighting.className : sighting.foundClass};
}

void Sightings::clear()
{
    m_items.clear();
    m_ids.clear();
    m_byPatch.clear();
    Q_EMIT reset();
}

void Sightings::merge(std::span<const query::Sighting> sightings)
{
    const int before = count();
    int firstChanged = before, lastChanged = -1;
    for (const query::Sighting &sighting : sightings) {
        const auto [known, isNew] = m_ids.try_emplace(keyOf(sighting), count());
        const int id = known->second;
        if (isNew) {
            m_items.push_back({sighting, {}, false});
        } else {
            SightingItem &item = m_items[static_cast<std::size_t>(id)];
            if (item.sighting.best.patch != sighting.best.patch) {
                const auto range =
                    m_byPatch.equal_range({item.sighting.video, item.sighting.best.patch});
                for (auto it = range.first; it != range.second; ++it)
                    if (it->second == id) {
                        m_byPatch.erase(it);
                        break;
                    }
            }
            const bool samePatch = item.sighting.best.patch == sighting.best.patch;
            item.sighting = sighting;
            if (id < before) {
                firstChanged = std::min(firstChanged, id);
                lastChanged = std::max(lastChanged, id);
            }
            if (samePatch) {
                applyReview(item);
                continue;
            }
        }
        SightingItem &item = m_items[static_cast<std::size_t>(id)];
        m_byPatch.emplace(std::pair{sighting.video, sighting.best.patch}, id);
        applyReview(item);
    }
    if (count() > before)
        Q_EMIT added(before, count() - 1);
    if (lastChanged >= 0)
        Q_EMIT changed(firstChanged, lastChanged);
}

void Sightings::settle(std::span<const query::Sighting> sightings)
{
    std::vector<bool> stays(m_items.size());
    for (const query::Sighting &sighting : sightings) {
        const auto known = m_ids.find(keyOf(sighting));
        if (known != m_ids.end())
            stays[static_cast<std::size_t>(known->second)] = true;
    }
    if (std::ranges::find(stays, false) != stays.end()) {
        const std::vector<SightingItem> old = std::move(m_items);
        clear();
        merge(sightings);
        for (const SightingItem &item : old) {
            const auto known = m_ids.find(keyOf(item.sighting));
            if (known != m_ids.end())
                m_items[static_cast<std::size_t>(known->second)].exported = item.exported;
        }
        return;
    }
    merge(sightings);
}

void Sightings::setReviews(std::span<const store::ReviewedPatch> reviews)
{
    m_reviews.clear();
    for (const store::ReviewedPatch &reviewed : reviews)
        m_reviews[{reviewed.patch.video, reviewed.patch.patch}] = reviewed.review;
    for (SightingItem &item : m_items)
        applyReview(item);
    if (count() > 0)
        Q_EMIT changed(0, count() - 1);
    Q_EMIT reviewsChanged();
}

const store::Review *Sightings::review(const PatchRef &patch) const
{
    const auto found = m_reviews.find({patch.video, patch.patch});
    return found == m_reviews.end() ? nullptr : &found->second;
}

void Sightings::setReview(const PatchRef &patch, const std::optional<store::Review> &review)
{
    const std::pair key{patch.video, patch.patch};
    if (review)
        m_reviews[key] = *review;
    else
        m_reviews.erase(key);
    const auto range = m_byPatch.equal_range(key);
    for (auto it = range.first; it != range.second; ++it) {
        SightingItem &item = m_items[static_cast<std::size_t>(it->second)];
        const Decision before = item.review ? item.review->decision : Decision::None;
        applyReview(item);
        const Decision after = item.review ? item.review->decision : Decision::None;
        if (after != before) // A star or a note leaves what another patch of the track says.
            item.sighting.decision = after;
        Q_EMIT changed(it->second, it->second);
    }
    Q_EMIT reviewsChanged();
}

void Sightings::setExported(std::span<const int> ids)
{
    int first = 0, last = -1; // Of the run of neighbours at hand: one signal for each.
    for (const int id : ids) {
        m_items[static_cast<std::size_t>(id)].exported = true;
        if (last >= 0 && id == last + 1) {
            last = id;
            continue;
        }
        if (last >= 0)
            Q_EMIT changed(first, last);
        first = last = id;
    }
    if (last >= 0)
        Q_EMIT changed(first, last);
}

void Sightings::applyReview(SightingItem &item) const
{
    const store::Review *found = review(item.patch());
    item.review = found ? std::optional(*found) : std::nullopt;
}

} // namespace refocus::ui
