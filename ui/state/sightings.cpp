#include "ui/state/sightings.h"

#include <QThreadPool>

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

namespace refocus::ui {

using store::Decision;

namespace {

// Not the pool with which Qt paints (ui/jobs/paint_helpers.h).
QThreadPool &freeing()
{
    static QThreadPool pool;
    return pool;
}

// To free a hundred thousand takes longer than a picture of the screen lasts, also in another
// thread: the heap's lock, for which the GUI thread waits, is held meanwhile. So with pauses.
template <class Container> void freeBitByBit(Container &container)
{
    constexpr int kBit = 500;
    while (!container.empty()) {
        for (int i = 0; i < kBit && !container.empty(); ++i)
            container.erase(container.begin());
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace

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
    Q_EMIT aboutToReset();
    constexpr int kMany = 1000; // Fewer are freed at once.
    if (count() > kMany)
        freeing().start([items = std::make_shared<SightingItems>(std::move(m_items)),
                         ids = std::make_shared<decltype(m_ids)>(std::move(m_ids)),
                         byPatch = std::make_shared<decltype(m_byPatch)>(std::move(m_byPatch))] {
            freeBitByBit(*items);
            freeBitByBit(*ids);
            freeBitByBit(*byPatch);
        });
    m_items.clear();
    m_ids.clear();
    m_byPatch.clear();
    m_byDecider.clear();
    m_baseline.clear();
    m_outside.clear();
    m_before.clear();
    m_settled.clear();
    m_forgetting.cancel();
    m_forgetNext = m_forgetEnd = 0;
    m_comparing = m_again = false;
    m_baselineEnd = m_beforeEnd = 0;
    m_appeared = m_gone = m_absent = 0;
    Q_EMIT reset();
}

void Sightings::merge(std::span<const query::Sighting> sightings) { take(sightings, false); }

void Sightings::settlePiece(std::span<const query::Sighting> sightings) { take(sightings, true); }

void Sightings::settle(std::span<const query::Sighting> sightings)
{
    settlePiece(sightings);
    endSettling();
}

void Sightings::take(std::span<const query::Sighting> sightings, bool settled)
{
    const auto isForgotten = [this](const query::Sighting &sighting) {
        return sighting.video == m_forgotten;
    };
    if (m_forgetNext < m_forgetEnd && std::ranges::any_of(sightings, isForgotten))
        endForgetting(); // What comes now is of a new index.
    const int before = count();
    std::vector<int> changes;
    for (const query::Sighting &sighting : sightings) {
        const auto [known, isNew] = m_ids.try_emplace(keyOf(sighting), count());
        const int id = known->second;
        if (isNew)
            m_items.emplace_back();
        else if (!settled && m_again && id < before && item(id).isAnswer())
            continue; // Until it is settled the answer at hand says more of it.
        const Change change = m_comparing && !isBaseline(id) ? Change::Appeared : Change::None;
        if (isNew || item(id).sighting != sighting || item(id).change != change) {
            put(id, sighting);
            mark(id, change);
            if (id < before)
                changes.push_back(id);
        }
        if (settled) {
            m_settled.resize(m_items.size());
            m_settled[static_cast<std::size_t>(id)] = true;
        }
    }
    if (count() > before)
        Q_EMIT added(before, count() - 1);
    tellChanged(std::move(changes));
}

void Sightings::endSettling()
{
    endForgetting();
    m_again = false;
    m_before.clear();
    std::vector<bool> stays = std::exchange(m_settled, {});
    stays.resize(m_items.size());
    std::vector<int> changes;
    for (int id = 0; id < count(); ++id) {
        const Change change = isBaseline(id) ? Change::Gone : Change::Absent;
        if (stays[static_cast<std::size_t>(id)] || item(id).change == change)
            continue;
        // What is shown of it is what the baseline says.
        if (const auto kept = m_baseline.find(id); kept != m_baseline.end())
            put(id, kept->second);
        mark(id, change);
        changes.push_back(id);
    }
    tellChanged(std::move(changes));
}

// One signal for each run of neighbours, or for all from the first to the last.
void Sightings::tellChanged(std::vector<int> ids)
{
    constexpr std::size_t kManyRuns = 64;
    std::ranges::sort(ids);
    std::vector<std::pair<int, int>> runs;
    for (const int id : ids)
        if (!runs.empty() && runs.back().second + 1 >= id)
            runs.back().second = id;
        else
            runs.emplace_back(id, id);
    if (runs.size() > kManyRuns)
        runs = {{runs.front().first, runs.back().second}};
    for (const auto &[first, last] : runs)
        Q_EMIT changed(first, last);
}

void Sightings::forget(const std::string &video)
{
    endForgetting();
    std::erase_if(m_reviews, [&](const auto &entry) { return entry.first.first == video; });
    Q_EMIT forgotten(video);
    Q_EMIT reviewsChanged();
    m_forgotten = video;
    m_forgetNext = 0;
    m_forgetEnd = count();
    constexpr int kPiece = 2000;
    std::deque<Turns::Step> steps;
    for (int end = kPiece; end < m_forgetEnd; end += kPiece)
        steps.emplace_back([this, end] { forgetUpTo(end); });
    steps.emplace_back([this] { endForgetting(); });
    if (steps.size() > 1)
        m_forgetting.start(std::move(steps));
    else
        endForgetting();
}

void Sightings::forgetUpTo(int end)
{
    std::vector<int> changes;
    for (; m_forgetNext < end; ++m_forgetNext) {
        const int id = m_forgetNext;
        SightingItem &item = m_items[static_cast<std::size_t>(id)];
        if (item.sighting.video != m_forgotten)
            continue;
        // Neither what was before nor the baseline brings it back; only an answer of a new index.
        if (m_comparing && id < m_baselineEnd)
            m_outside.insert(m_outside.end(), id);
        m_baseline.erase(id);
        item.exported = false;
        if (item.change != Change::Absent)
            changes.push_back(id);
        mark(id, Change::Absent);
        m_before.erase(id);
    }
    tellChanged(std::move(changes));
}

void Sightings::beginAgain()
{
    endForgetting();
    if (m_again)
        dropAgain();
    m_again = true;
    m_beforeEnd = count();
    m_settled.clear();
    if (m_comparing)
        return;
    m_comparing = true;
    m_baselineEnd = count();
    for (int id = 0; id < count(); ++id)
        if (item(id).change == Change::Absent)
            m_outside.insert(id);
}

void Sightings::dropAgain()
{
    if (!m_again)
        return;
    endForgetting();
    m_again = false;
    m_settled.clear();
    std::vector<int> changes;
    for (const auto &[id, kept] : std::exchange(m_before, {})) {
        put(id, kept.sighting);
        mark(id, kept.change);
        changes.push_back(id);
    }
    for (int id = m_beforeEnd; id < count(); ++id) {
        mark(id, Change::Absent);
        changes.push_back(id);
    }
    tellChanged(std::move(changes));
}

void Sightings::remember(int id)
{
    const SightingItem &now = item(id);
    if (m_again && id < m_beforeEnd)
        m_before.try_emplace(id, Kept{asFound(now), now.change});
    if (m_comparing && isBaseline(id))
        m_baseline.try_emplace(id, asFound(now));
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
    const auto others = m_byDecider.equal_range(key);
    for (auto it = others.first; it != others.second; ++it) {
        decideAnew(m_items[static_cast<std::size_t>(it->second)], review);
        Q_EMIT changed(it->second, it->second);
    }
    Q_EMIT reviewsChanged();
}

// As query::decide() would.
void Sightings::decideAnew(SightingItem &item, const std::optional<store::Review> &review)
{
    query::Sighting &sighting = item.sighting;
    sighting.decision = review ? review->decision : Decision::None;
    if (!sighting.foundClass.empty())
        sighting.className = std::exchange(sighting.foundClass, {});
    if (sighting.decision == Decision::Label) {
        sighting.foundClass = sighting.className;
        sighting.className = review->label;
    }
}

void Sightings::setExported(std::span<const int> ids)
{
    for (const int id : ids)
        m_items[static_cast<std::size_t>(id)].exported = true;
    tellChanged({ids.begin(), ids.end()});
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
    remember(id);
    drop(m_byPatch, {item.sighting.video, item.sighting.best.patch}, id);
    if (item.sighting.decidedBy)
        drop(m_byDecider, {item.sighting.video, *item.sighting.decidedBy}, id);
    item.sighting = sighting;
    m_byPatch.emplace(std::pair{sighting.video, sighting.best.patch}, id);
    if (sighting.decidedBy && *sighting.decidedBy != sighting.best.patch)
        m_byDecider.emplace(std::pair{sighting.video, *sighting.decidedBy}, id);
    applyReview(item);
}

void Sightings::drop(ByPatch &from, const std::pair<std::string, PatchId> &patch, int id)
{
    const auto range = from.equal_range(patch);
    const auto own = std::find_if(range.first, range.second,
                                  [id](const auto &entry) { return entry.second == id; });
    if (own != range.second)
        from.erase(own);
}

void Sightings::mark(int id, Change change)
{
    const auto add = [this](Change of, int by) {
        m_appeared += of == Change::Appeared ? by : 0;
        m_gone += of == Change::Gone ? by : 0;
        m_absent += of == Change::Absent ? by : 0;
    };
    SightingItem &item = m_items[static_cast<std::size_t>(id)];
    if (item.change != change)
        remember(id);
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
