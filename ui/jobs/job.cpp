#include "ui/jobs/job.h"

#include "base/error.h"

#include <QMetaObject>
#include <QThreadPool>

#include <algorithm>
#include <chrono>
#include <semaphore>
#include <sys/resource.h>
#include <utility>

namespace refocus::ui {

namespace {

// Jobs that wake up, several at once when a case is opened, would take the core from the GUI thread
// for some milliseconds each. Of this thread and of those it starts; once a thread.
void giveWayToTheWindow()
{
    constexpr int kNicer = 10; // A tenth of the GUI thread's share of a core that both want.
    thread_local bool done = false;
    if (std::exchange(done, true))
        return;
    const int nice = getpriority(PRIO_PROCESS, 0);
    setpriority(PRIO_PROCESS, 0, nice + kNicer); // Linux: of the calling thread alone.
}

} // namespace

void Delivery::post(std::function<void()> function) const
{
    QMetaObject::invokeMethod(
        m_job,
        [job = m_job, run = m_run, stop = m_stop, function = std::move(function)] {
            if (job->m_run == run && !stop->load())
                function();
        },
        Qt::QueuedConnection);
}

void Delivery::inPieces(std::size_t count, std::size_t size,
                        std::function<void(std::size_t, std::size_t)> piece) const
{
    using namespace std::chrono_literals;
    using Clock = std::chrono::steady_clock;
    static constexpr auto kTurn = 4ms; // Of the 16 that a picture of the screen lasts.
    struct Work                        // Outlives this call where a piece cancels its own run.
    {
        std::function<void(std::size_t, std::size_t)> piece;
        std::size_t done = 0;
        std::counting_semaphore<> turns{0};
    };
    const auto work = std::make_shared<Work>();
    work->piece = std::move(piece);
    while (work->done < count) {
        post([work, count, size, *this] {
            const auto begin = Clock::now();
            do {
                const std::size_t first = work->done;
                work->done = std::min(first + size, count);
                work->piece(first, work->done);
            } while (work->done < count && !cancelled() && Clock::now() - begin < kTurn);
            work->turns.release();
        });
        while (!work->turns.try_acquire_for(20ms))
            if (cancelled())
                return;
    }
}

Progress Delivery::progress() const
{
    using Clock = std::chrono::steady_clock;
    return [*this, last = Clock::time_point()](const ProgressReport &report) mutable {
        const auto now = Clock::now();
        if (now - last >= std::chrono::milliseconds(50)) {
            last = now;
            post([job = m_job, report] {
                job->m_report = report;
                Q_EMIT job->progressed();
            });
        }
        return !cancelled();
    };
}

Job::Job(QString title, QObject *parent)
    : QObject(parent), m_title(std::move(title)), m_pool(std::make_unique<QThreadPool>())
{
    m_pool->setMaxThreadCount(1);
    m_pool->setExpiryTimeout(10'000);
}

Job::~Job()
{
    cancel();
    m_pool->waitForDone();
}

void Job::start(const QString &title, Work work)
{
    m_title = title;
    start(std::move(work));
}

void Job::start(Work work)
{
    cancel();
    m_pool->clear();
    m_stop = std::make_shared<std::atomic<bool>>(false);
    m_report = {};
    Delivery delivery;
    delivery.m_job = this;
    delivery.m_run = ++m_run;
    delivery.m_stop = m_stop;
    m_running = true;
    m_pool->start([this, delivery, work = std::move(work)] {
        giveWayToTheWindow();
        End how = End::Finished;
        QString sentence;
        try {
            if (delivery.cancelled())
                how = End::Cancelled;
            else
                work(delivery);
            if (delivery.cancelled())
                how = End::Cancelled;
        } catch (const Cancelled &) {
            how = End::Cancelled;
        } catch (const std::exception &error) {
            how = End::Failed;
            sentence = QString::fromUtf8(error.what());
        } catch (...) {
            how = End::Failed;
            sentence = tr("An unknown error ended the work.");
        }
        QMetaObject::invokeMethod(
            this, [this, run = delivery.m_run, how, sentence] { end(run, how, sentence); },
            Qt::QueuedConnection);
    });
    Q_EMIT started();
}

void Job::cancel()
{
    if (m_stop)
        m_stop->store(true);
}

void Job::end(std::uint64_t run, End how, const QString &sentence)
{
    if (run != m_run)
        return;
    m_running = false;
    if (how == End::Finished && m_stop->load()) // The results were dropped.
        how = End::Cancelled;
    switch (how) {
    case End::Finished:
        Q_EMIT finished();
        break;
    case End::Failed:
        Q_EMIT failed(sentence);
        break;
    case End::Cancelled:
        Q_EMIT cancelled();
        break;
    }
    Q_EMIT ended();
}

} // namespace refocus::ui
