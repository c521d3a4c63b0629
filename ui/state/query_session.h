// The question that is being asked, and its answer as it comes in. GUI thread only.
#pragma once

#include "ui/jobs/job.h"
#include "ui/state/case_session.h"
#include "ui/state/sightings.h"
#include "ui/state/when.h"

#include <QObject>

namespace refocus::ui {

// The answer at one depth of reuse against that at another, the baseline. Neither is Auto, but
// what that came to.
struct DepthShift
{
    query::Reuse baseline, shown;
    int appeared = 0, gone = 0; // Sightings of the one or the other alone.
};

class QuerySession : public QObject
{
    Q_OBJECT

public:
    QuerySession(CaseSession &session, Sightings &sightings, QObject *parent = nullptr);

    // The draft: what the next run() asks. Panels change it; decisions are always obeyed, and what
    // they leave out stays, marked.
    const query::QueryOptions &draft() const { return m_draft; }
    void setDraft(query::QueryOptions draft);
    // Times on the clock, besides the draft's; they become its spans when it is run.
    const When &when() const { return m_when; }
    void setWhen(const When &when);

    // Drops what an earlier run has not delivered yet. Sightings arrive in Sightings.
    void run();
    // Asks what was asked last again, at another depth; the draft takes the depth too. The
    // sightings stay and are marked against the answer of the last run(). Drops a rerun that has
    // not ended; one that fails or is cancelled leaves the answer before it. Does nothing without a
    // whole answer.
    void rerun(const query::Reuse &reuse);
    void cancel(); // What a run() has found so far stays.
    void reset();  // As before the first question.
    // Its index goes: its sightings are no part of the answer, and a new index was not searched.
    void forget(const std::string &video);

    bool isRunning() const { return m_job.isRunning(); }
    bool hasRun() const { return m_hasRun; }
    bool canRerun() const { return m_answered; }
    bool isRerunning() const { return m_rerunning; }
    bool isShifted() const { return m_shifted; } // From the first rerun() to the next run().
    // Requires: canRerun(). Its counts are those of what has come in.
    DepthShift shift() const;
    const query::QueryOptions &asked() const { return m_asked; } // By the last run() or rerun().
    const When &askedWhen() const { return m_askedWhen; }
    // The sources as they were indexed at the last run(): what an ingest has added since was not
    // searched, nor is it by a rerun(), whose answer is compared.
    const std::vector<SourceInfo> &askedSources() const { return m_askedSources; }
    const SourceInfo *askedSource(std::string_view video) const; // Null: was not there.
    const query::QueryStats &stats() const { return m_stats; }   // Of the last finished run.
    double msFirst() const { return m_msFirst; } // From its start to the first sighting.
    Job &job() { return m_job; }

Q_SIGNALS:
    void draftChanged();
    void started();      // By run().
    void rerunStarted(); // The three below are of both.
    void progressed();
    void finished();
    void failed(const QString &sentence);
    void cancelled();
    void shiftChanged(); // One of its depths or counts, or whether there is one.

private:
    void readReviews(); // As the case has them.
    void leaveOutDamaged(std::vector<std::string> &videos) const;
    void keepToAskedFootage(query::QueryOptions &options) const;
    void ask(const EnginePtr &engine);
    void take(const query::QueryStats &stats, double msFirst); // Its sightings are there.
    void dropRerun();

    CaseSession &m_session;
    Sightings &m_sightings;
    query::QueryOptions m_draft, m_asked;
    When m_when, m_askedWhen;
    std::vector<SourceInfo> m_askedSources;
    query::QueryStats m_stats;
    query::Reuse m_baseline, m_shown;          // Of the answers that are whole; not Auto.
    query::Reuse m_askedBefore, m_draftBefore; // The rerun that runs.
    bool m_hasRun = false;
    bool m_answered = false; // The last run() has come to its end.
    bool m_shifted = false, m_rerunning = false;
    double m_msFirst = 0;
    Job m_job, m_reviewsJob;
};

// "car, truck, 02:00 to 04:00, in 2 sources" for history and titles.
QString questionText(const query::QueryOptions &options, const When &when = {},
                     const std::string &timeZone = {});

// A question as JSON, to be saved in the case, and back. Spans are left to `when`. Unknown members
// are ignored; throws Error where it is no question.
std::string questionJson(const query::QueryOptions &options, const When &when = {});
query::QueryOptions questionFromJson(const std::string &json);
When whenFromJson(const std::string &json);

} // namespace refocus::ui
