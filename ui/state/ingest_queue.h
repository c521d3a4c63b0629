// Files that are being indexed or wait for it, one after another on a background thread. What
// waits is kept in the case, so that closing the window loses nothing. GUI thread only.
#pragma once

#include "ui/jobs/job.h"
#include "ui/state/case_session.h"

#include <QObject>
#include <QTimer>

namespace refocus::ui {

struct IngestItem
{
    enum class State {
        Queued,
        Running,
        Paused,
        Stopped, // By cancel(); what is indexed of it stays.
        Done,
        Failed
    };
    std::filesystem::path path;
    State state = State::Queued;
    ingest::IngestStatus status; // While it runs, and as it was when paused.
    std::string video;           // Its id once known.
    QString sentence;            // How it ended.
};

class IngestQueue : public QObject
{
    Q_OBJECT

public:
    explicit IngestQueue(CaseSession &session, QObject *parent = nullptr);
    ~IngestQueue() override; // Stops at the last committed batch.

    const std::vector<IngestItem> &items() const { return m_items; }
    bool isRunning() const { return m_job.isRunning(); }
    bool isPaused() const { return m_paused; }

    // Those that neither wait nor run. Refused, with failed(), where the case can only be read.
    void add(const std::vector<std::filesystem::path> &files);
    void pause(); // The one that runs, and those that wait.
    void resume();
    // What is indexed of it stays. One that runs is Stopped soon; any other leaves the list.
    void cancel(const std::filesystem::path &file);
    void retry(const std::filesystem::path &file); // One that failed or was stopped.
    void clearEnded();                             // Done, failed and stopped ones.
    Job &job() { return m_job; }

    // Videos in a folder and below it, by their extensions, sorted; those found so far where
    // `goOn` says no.
    static std::vector<std::filesystem::path> videosIn(const std::filesystem::path &folder,
                                                       const std::function<bool()> &goOn = {});
    static bool isVideoName(const std::filesystem::path &file);

Q_SIGNALS:
    void changed();           // Items were added, removed or have another state.
    void progressed(int row); // At most 20 times a second.
    void ended(int row);      // Done, stopped or failed.
    void failed(const QString &sentence);

private:
    void next();
    void settle(); // The run has ended.
    void keep();   // What is not at its end, in the case.
    void restore();
    void take(const std::string &json);
    IngestItem &item(int row) { return m_items[static_cast<std::size_t>(row)]; }
    int rowOf(const std::filesystem::path &file) const;
    int running() const; // -1: none.

    CaseSession &m_session;
    std::vector<IngestItem> m_items;
    bool m_paused = false;
    bool m_restored = false; // Until then keep() would lose what an earlier session left.
    bool m_pausing = false;  // The one that runs was stopped by pause(), not cancelled.
    QString m_fault;         // The sentence of the run, where the case itself failed.
    std::shared_ptr<std::optional<ingest::VideoReport>> m_result; // Of the run.
    QTimer m_look; // At what has been indexed so far.
    Job m_job, m_restoreJob;
};

} // namespace refocus::ui
