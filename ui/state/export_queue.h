// Exports, one after another on a background thread, whether or not a dialog watches. Which
// sightings have been exported is kept in the case (values "exported"). GUI thread only.
#pragma once

#include "ui/jobs/job.h"
#include "ui/state/case_session.h"
#include "ui/state/sightings.h"

#include <QObject>

#include <deque>
#include <set>

namespace refocus::ui {

struct ExportRequest
{
    std::vector<query::Sighting> sightings;
    evidence::ExportOptions options;
};

struct ExportOutcome
{
    enum class End { Done, Failed, Cancelled };
    End end = End::Done;
    evidence::ExportResult result; // With Done; its failures are what is missing.
    QString sentence;              // "14 clips exported to gate-3", or what went wrong.
};

// What is to be exported of an item: the sighting with what a person decided since it was found.
query::Sighting exportable(const SightingItem &item);

class ExportQueue : public QObject
{
    Q_OBJECT

public:
    ExportQueue(CaseSession &session, Sightings &sightings, QObject *parent = nullptr);
    ~ExportQueue() override; // Cancels; what was not finished is removed.

    int start(ExportRequest request); // Returns a number for the signals below. Requires a case.
    void cancel(int id);              // What it has written so far is removed.
    bool isRunning() const { return m_job.isRunning(); }
    int runningId() const { return m_running; } // -1: none.
    Job &job() { return m_job; }

Q_SIGNALS:
    void started(int id);
    void ended(int id, const refocus::ui::ExportOutcome &outcome);
    // For a notification with a button that opens the folder; whole: nothing failed.
    void exported(const QString &sentence, const QString &folder, bool whole);
    void failed(const QString &sentence);

private:
    void next();
    void end(const QString &failure);
    void readMarks();
    void mark(int first, int last);
    void markTaken(const ExportRequest &request, const evidence::ExportResult &result);

    struct Waiting
    {
        int id = 0;
        ExportRequest request;
        EnginePtr engine; // Of the case it was asked in.
    };
    CaseSession &m_session;
    Sightings &m_sightings;
    std::deque<Waiting> m_waiting; // The first one runs while m_running is its number.
    int m_running = -1, m_nextId = 0;
    bool m_failed = false;
    QString m_sentence;
    std::shared_ptr<std::optional<evidence::ExportResult>> m_result; // Written by the work.
    std::set<std::pair<std::string, TrackId>> m_exported;
    Job m_job, m_marksJob;
};

} // namespace refocus::ui
