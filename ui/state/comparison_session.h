// The comparison of reuse depths that is running or was run last, with its figures. GUI thread
// only.
#pragma once

#include "compare/advice.h"
#include "ui/jobs/job.h"
#include "ui/state/case_session.h"
#include "ui/state/sightings.h"

#include <QObject>

#include <memory>
#include <mutex>
#include <optional>

namespace refocus::ui {

class ComparisonSession : public QObject
{
    Q_OBJECT

public:
    ComparisonSession(CaseSession &session, Sightings &sightings, QObject *parent = nullptr);

    void start(const compare::CompareOptions &options); // Drops the one before.
    void cancel();                                      // What has been measured stays.
    void reset();

    bool isRunning() const { return m_job.isRunning(); }
    // Null before anything has been measured. Replaced, never changed.
    const std::shared_ptr<const compare::Comparison> &comparison() const
    {
        return m_shown.comparison;
    }
    const std::shared_ptr<const compare::Figures> &figures() const { return m_shown.figures; }
    const std::optional<compare::Advice> &advice() const
    {
        return m_shown.advice; // Once finished.
    }
    Job &job() { return m_job; }

Q_SIGNALS:
    void started();
    void changed(); // Comparison and figures.
    void progressed();
    void ended(); // Finished, failed or cancelled.
    void failed(const QString &sentence);

private:
    // Figures of many patches take long: they are made where the comparison is, on the worker.
    struct Shown
    {
        std::shared_ptr<const compare::Comparison> comparison;
        std::shared_ptr<const compare::Figures> figures;
        std::optional<compare::Advice> advice;
    };
    // As they were read last, by subject: what the engine delivers may be older.
    struct Decided
    {
        std::mutex mutex;
        std::vector<std::optional<bool>> ofSubject;
    };
    static Shown shownOf(compare::Comparison comparison, Decided &decided);
    void take(const Shown &shown);
    void readDecisions();

    CaseSession &m_session;
    Shown m_shown;
    std::shared_ptr<Decided> m_decided = std::make_shared<Decided>(); // With the workers.
    Job m_job, m_decisionsJob;
};

} // namespace refocus::ui
