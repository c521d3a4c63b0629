// Files that are being indexed or wait for it, one after another on a background thread. What
// waits is kept in the case, so that closing the window loses nothing. GUI thread only.
#pragma once

#include "ui/jobs/job.h"
#include "ui/state/case_session.h"

#include <QObject>

#include <atomic>

namespace refocus::ui {

struct IngestItem
{
    enum class State { Queued, Running, Paused, Done, Failed };
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

    void add(const std::vector<std::filesystem::path> &files); // Those not in it yet.
    void pause(); // The one that runs, and those that wait.
    void resume();
    void cancel(const std::filesystem::path &file); // What is indexed of it stays.
    void retry(const std::filesystem::path &file);  // One that failed or was cancelled.
    void clearEnded();
    Job &job() { return m_job; }

    // Videos in a folder and below it, by their extensions, sorted.
    static std::vector<std::filesystem::path> videosIn(const std::filesystem::path &folder);
    static bool isVideoName(const std::filesystem::path &file);

Q_SIGNALS:
    void changed();           // Items were added, removed or have another state.
    void progressed(int row); // At most 20 times a second.
    void ended(int row);      // Done or failed.
    void failed(const QString &sentence);

private:
    void next();
    void keep();
    void restore();
    int rowOf(const std::filesystem::path &file) const;
    int running() const; // -1: none.

    CaseSession &m_session;
    std::vector<IngestItem> m_items;
    bool m_paused = false, m_closing = false;
    Job m_job;
};

} // namespace refocus::ui
