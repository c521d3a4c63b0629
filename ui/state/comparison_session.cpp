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
    take(nullptr);
    m_job.start([this, engine, options](const Delivery &delivery) {
        const auto deliver = [&](const Comparison &comparison) {
            delivery.post(
                [this, copy = std::make_shared<const Comparison>(comparison)] { take(copy); });
        };
        deliver(engine->compare(options, deliver, delivery.progress()));
    });
    Q_EMIT started();
}

void ComparisonSession::cancel() { m_job.cancel(); }

void ComparisonSession::reset()
{
    m_job.cancel();
    m_decisionsJob.cancel();
    take(nullptr);
}

void ComparisonSession::take(std::shared_ptr<const Comparison> comparison)
{
    m_comparison = std::move(comparison);
    m_figures = m_comparison
                    ? std::make_shared<const compare::Figures>(compare::figuresOf(*m_comparison))
                    : nullptr;
    m_advice = m_comparison && m_comparison->finished
                   ? std::optional(compare::adviceOf(*m_comparison, *m_figures))
                   : std::nullopt;
    Q_EMIT changed();
}

void ComparisonSession::readDecisions()
{
    const EnginePtr engine = m_session.engine();
    if (!engine || !m_comparison || m_job.isRunning())
        return;
    m_decisionsJob.start([this, engine, before = m_comparison](const Delivery &delivery) {
        m_session.flushWrites();
        auto after = std::make_shared<Comparison>(*before);
        engine->readDecisions(after->subjects);
        delivery.post([this, after] { take(after); });
    });
}

} // namespace refocus::ui
