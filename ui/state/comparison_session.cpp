#include "ui/state/comparison_session.h"

namespace refocus::ui {

using compare::Comparison;

ComparisonSession::ComparisonSession(CaseSession &session, Sightings &sightings, QObject *parent)
    : QObject(parent), m_session(session), m_job(tr("Comparing reuse depths")),
      m_decisionsJob(tr("Reading decisions"))
{
    connect(&m_job, &Job::progressed, this, &ComparisonSession::progressed);
    connect(&m_job, &Job::finished, &m_session, &CaseSession::refreshDepths); // `auto` follows.
    connect(&m_job, &Job::failed, this, &ComparisonSession::failed);
    connect(&m_job, &Job::ended, this, [this] {
        readDecisions(); // As they are by now.
        Q_EMIT ended();
    });
    connect(&m_decisionsJob, &Job::failed, this, &ComparisonSession::failed);
    connect(&session, &CaseSession::closed, this, &ComparisonSession::reset);
    // Queued: the decision is on its way to the case by then.
    connect(&sightings, &Sightings::reviewsChanged, this, &ComparisonSession::readDecisions,
            Qt::QueuedConnection);
}

void ComparisonSession::start(const compare::CompareOptions &options)
{
    const EnginePtr engine = m_session.engine();
    if (!engine)
        return;
    m_decisionsJob.cancel();
    m_decided = std::make_shared<Decided>();
    take({});
    m_job.start([this, engine, options, decided = m_decided](const Delivery &delivery) {
        const auto deliver = [&](const Comparison &comparison) {
            delivery.post([this, shown = shownOf(comparison, *decided)] { take(shown); });
        };
        const auto whole = engine->compare(options, deliver, delivery.progress());
        deliver(whole);
    });
    Q_EMIT started();
}

void ComparisonSession::cancel() { m_job.cancel(); }

void ComparisonSession::reset()
{
    m_job.cancel();
    m_decisionsJob.cancel();
    take({});
}

ComparisonSession::Shown ComparisonSession::shownOf(Comparison comparison, Decided &decided)
{
    {
        const std::lock_guard lock(decided.mutex);
        compare::Subjects &subjects = comparison.subjects;
        if (decided.ofSubject.size() == subjects.list.size()) {
            subjects.decided = 0;
            for (std::size_t i = 0; i < subjects.list.size(); ++i) {
                subjects.list[i].isWanted = decided.ofSubject[i];
                subjects.decided += decided.ofSubject[i].has_value();
            }
        }
    }
    Shown shown;
    shown.comparison = std::make_shared<const Comparison>(std::move(comparison));
    shown.figures = std::make_shared<const compare::Figures>(compare::figuresOf(*shown.comparison));
    if (shown.comparison->finished)
        shown.advice = compare::adviceOf(*shown.comparison, *shown.figures);
    return shown;
}

void ComparisonSession::take(const Shown &shown)
{
    m_shown = shown;
    Q_EMIT changed();
}

void ComparisonSession::readDecisions()
{
    const EnginePtr engine = m_session.engine();
    if (!engine || !m_shown.comparison)
        return;
    m_decisionsJob.start(
        [this, engine, before = m_shown.comparison, decided = m_decided](const Delivery &delivery) {
            m_session.flushWrites();
            compare::Subjects subjects = before->subjects;
            engine->readDecisions(subjects);
            {
                const std::lock_guard lock(decided->mutex);
                decided->ofSubject.clear();
                for (const compare::Subject &subject : subjects.list)
                    decided->ofSubject.push_back(subject.isWanted);
            }
            // While it runs, a newer part may be there by then; the next one will have them.
            delivery.post([this, before, shown = shownOf(*before, *decided)] {
                if (m_shown.comparison == before)
                    take(shown);
            });
        });
}

} // namespace refocus::ui
