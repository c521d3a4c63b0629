#include "base/error.h"
#include "ui/jobs/job.h"

#include <QSignalSpy>
#include <QTest>

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

QTEST_GUILESS_MAIN(tst_Job)
#include "tst_job.moc"
