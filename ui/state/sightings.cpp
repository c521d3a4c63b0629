#include "ui/state/sightings.h"

#include <algorithm>
#include <utility>

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
    m_baseline.clear();
    m_before.clear();
    m_comparing = m_again = false;
    m_appeared = m_gone = m_absent = 0;
    Q_EMIT reset();
}

void Sightings::merge(std::span<const query::Sighting> sightings)
{
    const int before = count();
    int firstChanged = before, lastChanged = -1;
    for (const query::Sighting &sighting : sightings) {
        const auto [known, isNew] = m_ids.try_emplace(keyOf(sighting), count());
        const int id = known->second;
        if (isNew)
            m_items.emplace_back();
        else if (m_again && id < before && item(id).isAnswer())
            continue; // Until it is settled the answer at hand says more of it.
        put(id, sighting);
        mark(id, m_comparing && !isBaseline(id) ? Change::Appeared : Change::None);
        if (id < before) {
            firstChanged = std::min(firstChanged, id);
            lastChanged = std::max(lastChanged, id);
        }
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

void Sightings::forget(const std::string &video)
{
    const auto isOf = [&](const SightingItem &item) { return item.sighting.video == video; };
    if (std::ranges::none_of(m_items, isOf))
        return;
    std::vector<SightingItem> items;
    std::vector<query::Sighting> baseline;
    std::vector<Kept> before;
    for (std::size_t id = 0; id < m_items.size(); ++id) {
        if (isOf(m_items[id]))
            continue;
        items.push_back(m_items[id]);
        if (id < m_baseline.size())
            baseline.push_back(m_baseline[id]);
        if (id < m_before.size())
            before.push_back(m_before[id]);
    }
    const bool comparing = m_comparing, again = m_again;
    clear();
    m_items = std::move(items);
    m_baseline = std::move(baseline);
    m_before = std::move(before);
    m_comparing = comparing;
    m_again = again;
    for (int id = 0; id < count(); ++id) {
        SightingItem &item = m_items[static_cast<std::size_t>(id)];
        m_ids.emplace(keyOf(item.sighting), id);
        m_byPatch.emplace(std::pair{item.sighting.video, item.sighting.best.patch}, id);
        mark(id, std::exchange(item.change, Change::None)); // Counts it.
    }
    if (count() > 0)
        Q_EMIT added(0, count() - 1);
}

void Sightings::beginAgain()
{
    if (m_again)
        dropAgain();
    m_again = true;
    for (const SightingItem &item : m_items) {
        m_before.push_back({asFound(item), item.change});
        if (!m_comparing)
            m_baseline.push_back(m_before.back().sighting);
    }
    m_comparing = true;
}

void Sightings::settleAgain(std::span<const query::Sighting> sightings)
{
    m_again = false;
    m_before.clear();
    merge(sightings);
    std::vector<bool> stays(m_items.size());
    for (const query::Sighting &sighting : sightings)
        stays[static_cast<std::size_t>(m_ids.at(keyOf(sighting)))] = true;
    int first = count(), last = -1;
    for (int id = 0; id < count(); ++id) {
        const Change change = isBaseline(id) ? Change::Gone : Change::Absent;
        if (stays[static_cast<std::size_t>(id)] || item(id).change == change)
            continue;
        if (isBaseline(id)) // What is shown of it is what the baseline says.
            put(id, m_baseline[static_cast<std::size_t>(id)]);
        mark(id, change);
        first = std::min(first, id);
        last = id;
    }
    if (last >= 0)
        Q_EMIT changed(first, last);
}

void Sightings::dropAgain()
{
    if (!m_again)
        return;
    m_again = false;
    for (int id = 0; id < count(); ++id) {
        if (id >= static_cast<int>(m_before.size())) {
            mark(id, Change::Absent);
            continue;
        }
        put(id, m_before[static_cast<std::size_t>(id)].sighting);
        mark(id, m_before[static_cast<std::size_t>(id)].change);
    }
    m_before.clear();
    if (count() > 0)
        Q_EMIT changed(0, count() - 1);
}

void Sightings::setReviews(std::span<const store::ReviewedPatch> reviews)
{
    m_reviews.clear();
    for (const store::ReviewedPatch &reviewed : reviews)
        m_reviews[{reviewed.patch.video, reviewed.patch.patch}] = reviewed.review;
    for (SightingItem &item : m_items)
        followReview(item);
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
        followReview(item);
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

// To be put back later, when the decision about its best patch may be another one.
query::Sighting Sightings::asFound(const SightingItem &item)
{
    query::Sighting sighting = item.sighting;
    if (item.review && item.review->decision != Decision::None)
        sighting.decision = Decision::None;
    return sighting;
}

void Sightings::put(int id, const query::Sighting &sighting)
{
    SightingItem &item = m_items[static_cast<std::size_t>(id)];
    const auto range = m_byPatch.equal_range({item.sighting.video, item.sighting.best.patch});
    const auto own = std::find_if(range.first, range.second,
                                  [id](const auto &entry) { return entry.second == id; });
    if (own != range.second)
        m_byPatch.erase(own);
    item.sighting = sighting;
    m_byPatch.emplace(std::pair{sighting.video, sighting.best.patch}, id);
    applyReview(item);
}

void Sightings::mark(int id, Change change)
{
    const auto add = [this](Change of, int by) {
        m_appeared += of == Change::Appeared ? by : 0;
        m_gone += of == Change::Gone ? by : 0;
        m_absent += of == Change::Absent ? by : 0;
    };
    SightingItem &item = m_items[static_cast<std::size_t>(id)];
    add(item.change, -1);
    item.change = change;
    add(change, 1);
}

// A star or a note leaves what another patch of the track says.
void Sightings::followReview(SightingItem &item) const
{
    const Decision before = item.review ? item.review->decision : Decision::None;
    applyReview(item);
    const Decision after = item.review ? item.review->decision : Decision::None;
    if (after != before)
        item.sighting.decision = after;
}

void Sightings::applyReview(SightingItem &item) const
{
    const store::Review *found = review(item.patch());
    item.review = found ? std::optional(*found) : std::nullopt;
}

} // namespace refocus::ui
