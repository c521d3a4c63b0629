// The comparison of reuse depths that is running or was run last, with its figures. GUI thread
// only.
#pragma once

#include "compare/advice.h"
#include "ui/jobs/job.h"
#include "ui/state/case_session.h"
#include "ui/state/sightings.h"

#include <QObject>

#include <memory>
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
    const std::shared_ptr<const compare::Comparison> &comparison() const { return m_comparison; }
    const std::shared_ptr<const compare::Figures> &figures() const { return m_figures; }
    const std::optional<compare::Advice> &advice() const { return m_advice; } // Once finished.
    Job &job() { return m_job; }

Q_SIGNALS:
    void started();
    void changed(); // Comparison and figures.
    void progressed();
    void ended(); // Finished, failed or cancelled.
    void failed(const QString &sentence);

private:
    void take(const std::shared_ptr<compare::Comparison> &comparison);
    void readDecisions();

    CaseSession &m_session;
    std::shared_ptr<const compare::Comparison> m_comparison;
    std::shared_ptr<const compare::Figures> m_figures;
    std::optional<compare::Advice> m_advice;
    // As they were read last, by subject: what the engine delivers may be older.
    std::vector<std::optional<bool>> m_decided;
    Job m_job, m_decisionsJob;
};

} // namespace refocus::ui
