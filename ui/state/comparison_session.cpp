#include "ui/state/comparison_session.h"

#include <algorithm>

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
    m_decided.clear();
    take(nullptr);
    m_job.start([this, engine, options](const Delivery &delivery) {
        const auto deliver = [&](const Comparison &comparison) {
            delivery.post(
                [this, copy = std::make_shared<Comparison>(comparison)] { take(copy); });
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

void ComparisonSession::take(const std::shared_ptr<Comparison> &comparison)
{
    if (comparison && m_decided.size() == comparison->subjects.list.size()) {
        compare::Subjects &subjects = comparison->subjects;
        for (std::size_t i = 0; i < m_decided.size(); ++i)
            subjects.list[i].isWanted = m_decided[i];
        subjects.decided = static_cast<std::size_t>(std::ranges::count_if(
            m_decided, [](const auto &decided) { return decided.has_value(); }));
    }
    m_comparison = comparison;
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
    if (!engine || !m_comparison)
        return;
    m_decisionsJob.start([this, engine, before = m_comparison](const Delivery &delivery) {
        m_session.flushWrites();
        compare::Subjects subjects = before->subjects;
        engine->readDecisions(subjects);
        std::vector<std::optional<bool>> decided;
        for (const compare::Subject &subject : subjects.list)
            decided.push_back(subject.isWanted);
        delivery.post([this, decided] {
            m_decided = decided;
            if (m_comparison)
                take(std::make_shared<Comparison>(*m_comparison));
        });
    });
}

} // namespace refocus::ui
