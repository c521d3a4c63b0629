#include "ui/state/decisions.h"

#include "evidence/sighting_json.h"

#include <QUndoCommand>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace refocus::ui {

using store::Decision;
using store::Review;

namespace {

std::int64_t now()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string auditJson(const PatchRef &patch, const std::optional<Review> &review)
{
    const char *const decision = !review ? "clear"
                                 : review->decision == Decision::None
                                     ? "note"
                                     : evidence::decisionName(review->decision);
    nlohmann::json document{{"patch", patch.toString()}, {"decision", decision}};
    if (review && !review->label.empty())
        document[review->decision == Decision::Label ? "label" : "class"] = review->label;
    if (review && !review->note.empty())
        document["note"] = review->note;
    if (review && review->starred)
        document["starred"] = true;
    return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// None where it says nothing.
std::optional<Review> keptIf(Review review)
{
    const bool empty = review.decision == Decision::None && review.note.empty() && !review.starred;
    return empty ? std::nullopt : std::optional(std::move(review));
}

} // namespace

struct ReviewChange
{
    PatchRef patch;
    std::optional<Review> before, after;
};

class ReviewCommand : public QUndoCommand
{
public:
    ReviewCommand(const QString &text, Decisions &decisions, std::vector<ReviewChange> changes)
        : QUndoCommand(text), m_decisions(decisions), m_changes(std::move(changes))
    {}
    void redo() override
    {
        for (const ReviewChange &change : m_changes)
            m_decisions.apply(change.patch, change.after);
    }
    void undo() override
    {
        for (const ReviewChange &change : m_changes)
            m_decisions.apply(change.patch, change.before);
    }

    bool isAbout(const std::string &video) const
    {
        return std::ranges::any_of(
            m_changes, [&](const ReviewChange &change) { return change.patch.video == video; });
    }

private:
    Decisions &m_decisions;
    std::vector<ReviewChange> m_changes;
};

Decisions::Decisions(CaseSession &session, Sightings &sightings, QObject *parent)
    : QObject(parent), m_session(session), m_sightings(sightings)
{
    connect(&session, &CaseSession::closed, &m_undo, &QUndoStack::clear);
    connect(&sightings, &Sightings::forgotten, this, &Decisions::forget);
}

// Its patches are no more, or other ones. A step cannot be left out from among the others.
void Decisions::forget(const std::string &video)
{
    for (int i = 0; i < m_undo.count(); ++i)
        if (static_cast<const ReviewCommand *>(m_undo.command(i))->isAbout(video)) {
            m_undo.clear();
            return;
        }
}

void Decisions::accept(std::span<const int> ids)
{
    const auto accepted = [](const SightingItem &item) {
        return item.decision() == Decision::Accept;
    };
    if (all(ids, accepted))
        return clear(ids);
    decide(ids, tr("Accept"), [](Review &review, const SightingItem &item) {
        review.decision = Decision::Accept;
        review.label = item.sighting.className;
    });
}

void Decisions::reject(std::span<const int> ids)
{
    const auto rejected = [](const SightingItem &item) {
        return item.decision() == Decision::Reject;
    };
    if (all(ids, rejected))
        return clear(ids);
    decide(ids, tr("Reject"), [](Review &review, const SightingItem &item) {
        review.decision = Decision::Reject;
        review.label = item.sighting.className;
    });
}

void Decisions::relabel(std::span<const int> ids, const std::string &className)
{
    decide(ids, tr("Relabel as %1").arg(QString::fromStdString(className)),
           [&](Review &review, const SightingItem &) {
               review.decision = Decision::Label;
               review.label = className;
           });
}

void Decisions::star(std::span<const int> ids)
{
    const bool starred = !all(ids, [](const SightingItem &item) { return item.starred(); });
    decide(ids, starred ? tr("Star") : tr("Remove star"),
           [starred](Review &review, const SightingItem &) { review.starred = starred; });
}

void Decisions::note(std::span<const int> ids, const QString &text)
{
    decide(ids, tr("Note"), [&](Review &review, const SightingItem &) {
        review.note = text.trimmed().toStdString();
    });
}

void Decisions::clear(std::span<const int> ids)
{
    decide(
        ids, tr("Clear decision"),
        [](Review &review, const SightingItem &) {
            review.decision = Decision::None;
            review.label.clear();
        },
        true);
}

bool Decisions::all(std::span<const int> ids,
                    const std::function<bool(const SightingItem &)> &have) const
{
    return !ids.empty() &&
           std::ranges::all_of(ids, [&](int id) { return have(m_sightings.item(id)); });
}

void Decisions::decide(std::span<const int> ids, const QString &text, const Change &change,
                       bool takesBack)
{
    if (ids.empty() || refuse())
        return;
    std::vector<ReviewChange> changes;
    for (const int id : ids) {
        const SightingItem &item = m_sightings.item(id);
        Review review = item.review.value_or(Review{});
        change(review, item);
        review.time = now();
        if (const auto after = keptIf(std::move(review)); after || item.review)
            changes.push_back({item.patch(), item.review, after});
        // Else what was decided about another patch of the track would count again.
        const PatchRef other{item.sighting.video, item.sighting.decidedBy.value_or(0)};
        const Review *its = item.sighting.decidedBy ? m_sightings.review(other) : nullptr;
        if (takesBack && its && its->decision != Decision::None &&
            other.patch != item.sighting.best.patch) {
            Review left = *its;
            change(left, item);
            left.time = now();
            changes.push_back({other, *its, keptIf(std::move(left))});
        }
    }
    if (changes.empty())
        return;
    m_undo.push(new ReviewCommand(text, *this, std::move(changes)));
}

void Decisions::acceptPatches(std::span<const PatchRef> patches, const std::string &className)
{
    decidePatches(patches, tr("Accept"), Decision::Accept, className);
}

void Decisions::rejectPatches(std::span<const PatchRef> patches, const std::string &className)
{
    decidePatches(patches, tr("Reject"), Decision::Reject, className);
}

// Where all have the decision already it is taken back, as with sightings.
void Decisions::decidePatches(std::span<const PatchRef> patches, const QString &text,
                              Decision decision, const std::string &className)
{
    if (patches.empty() || refuse())
        return;
    const auto has = [&](const PatchRef &patch) {
        const Review *review = m_sightings.review(patch);
        return review && review->decision == decision && review->label == className;
    };
    const bool takeBack = std::ranges::all_of(patches, has);
    std::vector<ReviewChange> changes;
    for (const PatchRef &patch : patches) {
        const Review *known = m_sightings.review(patch);
        const auto before = known ? std::optional(*known) : std::nullopt;
        Review review = before.value_or(Review{});
        review.decision = takeBack ? Decision::None : decision;
        review.label = takeBack ? std::string() : className;
        review.time = now();
        changes.push_back({patch, before, keptIf(std::move(review))});
    }
    m_undo.push(
        new ReviewCommand(takeBack ? tr("Clear decision") : text, *this, std::move(changes)));
}

bool Decisions::refuse()
{
    if (m_session.writable())
        return false;
    Q_EMIT refused(tr("This case can only be read, so no decision is kept."));
    return true;
}

void Decisions::apply(const PatchRef &patch, const std::optional<Review> &review)
{
    m_sightings.setReview(patch, review);
    m_session.write([patch, review](Engine &engine) {
        engine.putReview(patch, review);
        engine.log("review", auditJson(patch, review));
    });
}

} // namespace refocus::ui
