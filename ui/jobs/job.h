// One kind of background work, one run at a time. Lives on the GUI thread.
//
// start() runs the work on a worker thread and is followed by exactly one of finished, failed and
// cancelled, unless it is started again before: then nothing of the earlier run is delivered any
// more. Results come through Delivery::post, in order, in batches chosen by the work.
#pragma once

#include "base/progress.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>

class QThreadPool;

namespace refocus::ui {

class Job;

// What the work gets. Used on the worker thread.
class Delivery
{
public:
    // Runs the function on the GUI thread, unless the run has been cancelled or replaced by then.
    void post(std::function<void()> function) const;
    // Runs piece(begin, end) on the GUI thread over all of [0, count), at most `size` of it at once
    // and some milliseconds in a turn of the event loop, so that keys and painting come between
    // them. Returns when all have run, or when the run has been cancelled or replaced. To be called
    // without a lock for which the GUI thread may wait.
    void inPieces(std::size_t count, std::size_t size,
                  std::function<void(std::size_t begin, std::size_t end)> piece) const;
    bool cancelled() const { return m_stop->load(); }
    // Reports to Job::progressed, at most 20 times a second, and says whether to go on.
    Progress progress() const;

private:
    friend class Job;
    Job *m_job = nullptr;
    std::uint64_t m_run = 0;
    std::shared_ptr<std::atomic<bool>> m_stop;
};

class Job : public QObject
{
    Q_OBJECT

public:
    explicit Job(QString title, QObject *parent = nullptr); // Title: of the list of jobs.
    ~Job() override;                                        // Cancels and waits.

    using Work = std::function<void(const Delivery &)>;
    void start(Work work);
    void start(const QString &title, Work work);
    void cancel(); // The work ends at its next look at progress or cancelled().
    bool isRunning() const { return m_running; }

    const QString &title() const { return m_title; }
    const ProgressReport &report() const { return m_report; }

Q_SIGNALS:
    void started();
    void progressed();
    void finished();
    void failed(const QString &sentence);
    void cancelled();
    void ended(); // After each of the three.

private:
    friend class Delivery;
    enum class End { Finished, Failed, Cancelled };
    void end(std::uint64_t run, End how, const QString &sentence);

    QString m_title;
    std::unique_ptr<QThreadPool> m_pool; // Of one thread: runs of a job never overlap.
    std::uint64_t m_run = 0;
    bool m_running = false;
    std::shared_ptr<std::atomic<bool>> m_stop;
    ProgressReport m_report;
};

} // namespace refocus::ui
