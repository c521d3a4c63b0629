// The question that is being asked, and its answer as it comes in. GUI thread only.
#pragma once

#include "ui/jobs/job.h"
#include "ui/state/case_session.h"
#include "ui/state/sightings.h"
#include "ui/state/when.h"

#include <QObject>

namespace refocus::ui {

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
    void cancel(); // What has been found so far stays.
    void reset();  // As before the first question.

    bool isRunning() const { return m_job.isRunning(); }
    bool hasRun() const { return m_hasRun; }
    const query::QueryOptions &asked() const { return m_asked; } // By the last run().
    const When &askedWhen() const { return m_askedWhen; }
    const query::QueryStats &stats() const { return m_stats; } // Of the last finished run.
    double msFirst() const { return m_msFirst; } // From run() to the first sighting in Sightings.
    Job &job() { return m_job; }

Q_SIGNALS:
    void draftChanged();
    void started();
    void progressed();
    void finished();
    void failed(const QString &sentence);
    void cancelled();

private:
    CaseSession &m_session;
    Sightings &m_sightings;
    query::QueryOptions m_draft, m_asked;
    When m_when, m_askedWhen;
    query::QueryStats m_stats;
    bool m_hasRun = false;
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
