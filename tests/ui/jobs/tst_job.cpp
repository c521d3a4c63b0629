#include "base/error.h"
#include "ui/jobs/job.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <atomic>
#include <semaphore>
#include <sys/resource.h>
#include <thread>

using namespace refocus;
using namespace refocus::ui;

namespace {

// Counts how a job ended.
struct Ends
{
    explicit Ends(Job &job)
        : finished(&job, &Job::finished), failed(&job, &Job::failed),
          cancelled(&job, &Job::cancelled), ended(&job, &Job::ended)
    {}
    QSignalSpy finished, failed, cancelled, ended;
};

} // namespace

class tst_Job : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resultsComeInOrderOnTheGuiThreadAndBeforeTheEnd();
    void cancelIsAnEarlyEnd();
    void cancelDropsWhatWasNotDelivered();
    void cancelAfterTheWorkIsStillCancelled();
    void anExceptionIsASentence();
    void whatIsNoStdExceptionFailsToo();
    void cancelledThrownIsCancelled();
    void restartDropsTheOldRun();
    void runsOfAJobNeverOverlap();
    void destructionCancelsAndWaits();
    void progressIsThrottledAndSaysWhetherToGoOn();
    void aNewStartForgetsTheOldReport();
    void theGuiThreadComesFirst();
    void piecesLeaveTurnsToOthers();
    void piecesEndWhereTheRunDoes();
    void aPieceMayCancelOrReplaceItsRun();
};

void tst_Job::resultsComeInOrderOnTheGuiThreadAndBeforeTheEnd()
{
    Job job(QStringLiteral("Count"));
    Ends ends(job);
    std::vector<int> got;
    bool elsewhere = false;
    job.start([&](const Delivery &delivery) {
        elsewhere = QThread::currentThread() != QCoreApplication::instance()->thread();
        for (int i = 0; i < 5; ++i)
            delivery.post([&, i] {
                QCOMPARE(QThread::currentThread(), QCoreApplication::instance()->thread());
                QCOMPARE(ends.ended.size(), 0);
                got.push_back(i);
            });
    });
    QVERIFY(job.isRunning());
    QTRY_COMPARE(ends.ended.size(), 1);
    QVERIFY(elsewhere);
    QCOMPARE(got, (std::vector<int>{0, 1, 2, 3, 4}));
    QCOMPARE(ends.finished.size(), 1);
    QCOMPARE(ends.failed.size() + ends.cancelled.size(), 0);
    QVERIFY(!job.isRunning());
}

void tst_Job::cancelIsAnEarlyEnd()
{
    Job job(QStringLiteral("Endless"));
    Ends ends(job);
    job.start([](const Delivery &delivery) {
        while (!delivery.cancelled())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
    job.cancel();
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(ends.cancelled.size(), 1);
    QCOMPARE(ends.finished.size() + ends.failed.size(), 0);
}

void tst_Job::cancelDropsWhatWasNotDelivered()
{
    Job job(QStringLiteral("Post"));
    Ends ends(job);
    std::binary_semaphore posted(0);
    int got = 0;
    job.start([&](const Delivery &delivery) {
        delivery.post([&] { ++got; });
        posted.release();
    });
    posted.acquire(); // The result waits in this thread's queue.
    job.cancel();
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(got, 0);
}

// The work was through, but what it posted is dropped: to call that finished would be a lie.
void tst_Job::cancelAfterTheWorkIsStillCancelled()
{
    Job job(QStringLiteral("Short"));
    Ends ends(job);
    std::atomic<bool> through = false;
    struct Leaving
    {
        std::atomic<bool> &flag;
        ~Leaving() { flag = true; }
    };
    job.start([&](const Delivery &) { const Leaving leaving{through}; });
    while (!through)
        std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(20)); // Its end is queued by now.
    job.cancel();
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(ends.cancelled.size(), 1);
    QCOMPARE(ends.finished.size(), 0);
}

void tst_Job::anExceptionIsASentence()
{
    Job job(QStringLiteral("Fail"));
    Ends ends(job);
    job.start([](const Delivery &) { throw Error("/a/b.mp4", "no permission to read"); });
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(ends.failed.size(), 1);
    QCOMPARE(ends.failed.front().front().toString(), QString("/a/b.mp4: no permission to read"));
    QVERIFY(!job.isRunning());
}

void tst_Job::whatIsNoStdExceptionFailsToo()
{
    Job job(QStringLiteral("Fail"));
    Ends ends(job);
    job.start([](const Delivery &) { throw 7; });
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(ends.failed.size(), 1);
    QVERIFY(!ends.failed.front().front().toString().isEmpty());
}

void tst_Job::cancelledThrownIsCancelled()
{
    Job job(QStringLiteral("Stop"));
    Ends ends(job);
    job.start([](const Delivery &) { throw Cancelled(); });
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(ends.cancelled.size(), 1);
}

void tst_Job::restartDropsTheOldRun()
{
    Job job(QStringLiteral("Restart"));
    Ends ends(job);
    std::vector<int> got;
    std::binary_semaphore posted(0);
    job.start([&](const Delivery &delivery) {
        delivery.post([&] { got.push_back(1); });
        posted.release();
        while (!delivery.cancelled())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        delivery.post([&] { got.push_back(2); });
    });
    posted.acquire();
    job.start([&](const Delivery &delivery) { delivery.post([&] { got.push_back(3); }); });
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(got, std::vector<int>{3});
    QCOMPARE(ends.finished.size(), 1);
    QCOMPARE(ends.cancelled.size(), 0);
}

void tst_Job::runsOfAJobNeverOverlap()
{
    Job job(QStringLiteral("Alone"));
    Ends ends(job);
    std::atomic<int> inside = 0, most = 0, runs = 0;
    for (int i = 0; i < 20; ++i)
        job.start([&](const Delivery &) {
            most = std::max<int>(most, ++inside);
            ++runs;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
            --inside;
        });
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(ends.finished.size(), 1);
    QCOMPARE(most.load(), 1);
    QVERIFY(runs < 20); // Those that had not begun were dropped.
}

void tst_Job::destructionCancelsAndWaits()
{
    std::atomic<bool> through = false;
    std::binary_semaphore begun(0);
    int got = 0;
    {
        Job job(QStringLiteral("Gone"));
        job.start([&](const Delivery &delivery) {
            begun.release();
            while (!delivery.cancelled())
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            delivery.post([&] { ++got; });
            through = true;
        });
        begun.acquire();
    }
    QVERIFY(through);
    QCoreApplication::processEvents();
    QCOMPARE(got, 0);
}

void tst_Job::progressIsThrottledAndSaysWhetherToGoOn()
{
    Job job(QStringLiteral("Steps"));
    Ends ends(job);
    QSignalSpy progressed(&job, &Job::progressed);
    std::atomic<bool> wentOn = false, stopped = false;
    job.start([&](const Delivery &delivery) {
        const Progress progress = delivery.progress();
        wentOn = progress({0.5, "half", 3});
        for (int i = 0; i < 1000; ++i) // Within a few milliseconds.
            progress({0.6, "more", 2});
        while (progress({0.9, "nearly", 1}))
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        stopped = true;
    });
    QTRY_VERIFY(progressed.size() >= 1);
    QCOMPARE(job.report().what, std::string("half"));
    QCOMPARE(job.report().fraction, 0.5);
    QTRY_COMPARE(job.report().what, std::string("nearly"));
    QVERIFY(progressed.size() < 20);
    job.cancel();
    QTRY_COMPARE(ends.ended.size(), 1);
    QVERIFY(wentOn && stopped);
}

void tst_Job::aNewStartForgetsTheOldReport()
{
    Job job(QStringLiteral("Twice"));
    Ends ends(job);
    job.start([](const Delivery &delivery) { delivery.progress()({0.7, "first", 1}); });
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(job.report().fraction, 0.7);
    job.start(QStringLiteral("Again"), [](const Delivery &) {});
    QCOMPARE(job.title(), QString("Again"));
    QCOMPARE(job.report().fraction, 0.0);
    QTRY_COMPARE(ends.ended.size(), 2);
}

void tst_Job::theGuiThreadComesFirst()
{
    const int own = getpriority(PRIO_PROCESS, 0); // Of this thread; less comes first.
    if (own >= 10)
        QSKIP("these tests run at the lowest priority already");
    Job job(QStringLiteral("Yield"));
    std::atomic<int> jobs = -100;
    for (int run = 0; run < 2; ++run) { // Of one thread, which gives way once.
        Ends ends(job);
        job.start([&](const Delivery &) { jobs = getpriority(PRIO_PROCESS, 0); });
        QTRY_COMPARE(ends.ended.size(), 1);
        QCOMPARE(jobs.load(), own + 10);
    }
    QCOMPARE(getpriority(PRIO_PROCESS, 0), own);
}

void tst_Job::piecesLeaveTurnsToOthers()
{
    Job job(QStringLiteral("Pieces"));
    Ends ends(job);
    std::vector<std::pair<std::size_t, std::size_t>> pieces;
    int turns = 0, turnsWithin = 0;
    QTimer timer; // Comes when the event loop has nothing that was posted.
    connect(&timer, &QTimer::timeout, this, [&] { ++turns; });
    timer.start(0);
    bool returned = false;
    job.start([&](const Delivery &delivery) {
        delivery.inPieces(25, 10, [&](std::size_t begin, std::size_t end) {
            pieces.emplace_back(begin, end);
            std::this_thread::sleep_for(std::chrono::milliseconds(6)); // Longer than a turn.
            if (pieces.size() == 1)
                turns = 0;
            turnsWithin = turns;
        });
        returned = pieces.size() == 3;
        delivery.inPieces(0, 10, [&](std::size_t, std::size_t) { pieces.clear(); });
    });
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(ends.finished.size(), 1);
    QCOMPARE(pieces,
             (std::vector<std::pair<std::size_t, std::size_t>>{{0, 10}, {10, 20}, {20, 25}}));
    QVERIFY(returned);
    QVERIFY2(turnsWithin >= 2, qPrintable(QString::number(turnsWithin)));
}

// The thread would else wait for a window that waits for it.
void tst_Job::piecesEndWhereTheRunDoes()
{
    int done = 0;
    {
        Job job(QStringLiteral("Pieces"));
        std::binary_semaphore begun(0);
        job.start([&](const Delivery &delivery) {
            begun.release();
            delivery.inPieces(10, 1, [&](std::size_t, std::size_t) { ++done; });
        });
        begun.acquire();
    } // This thread waits here, and its event loop does not run.
    QCoreApplication::processEvents();
    QCOMPARE(done, 0);
}

void tst_Job::aPieceMayCancelOrReplaceItsRun()
{
    Job job(QStringLiteral("Pieces"));
    Ends ends(job);
    std::vector<std::size_t> done;
    const auto cancelAt = [&](std::size_t at) {
        return [&, at](const Delivery &delivery) {
            delivery.inPieces(1000, 1, [&, at](std::size_t begin, std::size_t) {
                done.push_back(begin);
                if (begin == at)
                    job.cancel();
            });
        };
    };
    job.start(cancelAt(2));
    QTRY_COMPARE(ends.ended.size(), 1);
    QCOMPARE(ends.cancelled.size(), 1);
    QCOMPARE(done, (std::vector<std::size_t>{0, 1, 2}));
    done.clear();
    job.start([&](const Delivery &delivery) {
        delivery.inPieces(1000, 1, [&](std::size_t begin, std::size_t) {
            done.push_back(begin + 100);
            job.start([&](const Delivery &next) {
                next.inPieces(2, 1, [&](std::size_t its, std::size_t) { done.push_back(its); });
            });
        });
    });
    QTRY_COMPARE(ends.ended.size(), 2);
    QCOMPARE(done, (std::vector<std::size_t>{100, 0, 1}));
}

QTEST_GUILESS_MAIN(tst_Job)
#include "tst_job.moc"
