#include "base/error.h"
#include "ui/jobs/job_list.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace refocus;
using namespace refocus::ui;

namespace {

void untilCancelled(const Delivery &delivery)
{
    while (!delivery.cancelled())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

} // namespace

class tst_JobList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aJobIsShownFromItsStartOn();
    void theRowSaysHowFarItIs();
    void theRowSaysHowItEnded();
    void startingAgainTakesTheSameRow();
    void cancelStopsTheJobOfTheRow();
    void clearEndedLeavesWhatRuns();
    void theFractionIsTheMeanOfThoseThatRun();
    void aDestroyedJobLeavesTheList();
};

void tst_JobList::aJobIsShownFromItsStartOn()
{
    JobList list;
    QAbstractItemModelTester tester(&list);
    Job job(QStringLiteral("Index gate"));
    list.watch(&job);
    QCOMPARE(list.rowCount(), 0);
    job.start(untilCancelled);
    QCOMPARE(list.rowCount(), 1);
    QCOMPARE(list.running(), 1);
    QCOMPARE(list.index(0).data(JobList::TitleRole).toString(), QString("Index gate"));
    QVERIFY(list.index(0).data(JobList::RunningRole).toBool());

    Job late(QStringLiteral("Runs already"));
    late.start(untilCancelled);
    list.watch(&late);
    QCOMPARE(list.rowCount(), 2);
}

void tst_JobList::theRowSaysHowFarItIs()
{
    JobList list;
    QAbstractItemModelTester tester(&list);
    Job job(QStringLiteral("Index"));
    list.watch(&job);
    job.start([](const Delivery &delivery) {
        delivery.progress()({0.25, "gate.mp4", 90});
        untilCancelled(delivery);
    });
    QTRY_COMPARE(list.index(0).data(JobList::FractionRole).toDouble(), 0.25);
    QCOMPARE(list.index(0).data(JobList::DetailRole).toString(), QString("gate.mp4"));
    QCOMPARE(list.index(0).data(JobList::SecondsLeftRole).toDouble(), 90.0);
}

void tst_JobList::theRowSaysHowItEnded()
{
    JobList list;
    QAbstractItemModelTester tester(&list);
    QSignalSpy failed(&list, &JobList::failed);
    Job good(QStringLiteral("Good")), bad(QStringLiteral("Bad")),
        stopped(QStringLiteral("Stopped"));
    for (Job *job : {&good, &bad, &stopped})
        list.watch(job);
    good.start([](const Delivery &) {});
    bad.start([](const Delivery &) { throw Error("the disk is full"); });
    stopped.start(untilCancelled);
    stopped.cancel();
    QTRY_COMPARE(list.running(), 0);
    QCOMPARE(list.rowCount(), 3);
    QVERIFY(!list.index(0).data(JobList::FailedRole).toBool());
    QVERIFY(list.index(1).data(JobList::FailedRole).toBool());
    QCOMPARE(list.index(1).data(JobList::DetailRole).toString(), QString("the disk is full"));
    QCOMPARE(list.index(2).data(JobList::DetailRole).toString(), QString("Cancelled"));
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed.front().at(0).toString(), QString("Bad"));
    QCOMPARE(failed.front().at(1).toString(), QString("the disk is full"));
}

void tst_JobList::startingAgainTakesTheSameRow()
{
    JobList list;
    QAbstractItemModelTester tester(&list);
    Job job(QStringLiteral("Query"));
    list.watch(&job);
    job.start([](const Delivery &) {});
    QTRY_COMPARE(list.running(), 0);
    job.start(QStringLiteral("Query for bus"), untilCancelled);
    QCOMPARE(list.rowCount(), 1);
    QCOMPARE(list.running(), 1);
    QCOMPARE(list.index(0).data(JobList::TitleRole).toString(), QString("Query for bus"));
    QCOMPARE(list.index(0).data(JobList::FractionRole).toDouble(), 0.0);
}

void tst_JobList::cancelStopsTheJobOfTheRow()
{
    JobList list;
    Job first(QStringLiteral("First")), second(QStringLiteral("Second"));
    for (Job *job : {&first, &second}) {
        list.watch(job);
        job->start(untilCancelled);
    }
    list.cancel(1);
    QTRY_VERIFY(!second.isRunning());
    QVERIFY(first.isRunning());
    list.cancel(7); // There is no such row.
    QVERIFY(first.isRunning());
}

void tst_JobList::clearEndedLeavesWhatRuns()
{
    JobList list;
    QAbstractItemModelTester tester(&list);
    Job ended(QStringLiteral("Ended")), running(QStringLiteral("Running"));
    for (Job *job : {&ended, &running})
        list.watch(job);
    ended.start([](const Delivery &) {});
    running.start(untilCancelled);
    QTRY_COMPARE(list.running(), 1);
    list.clearEnded();
    QCOMPARE(list.rowCount(), 1);
    QCOMPARE(list.index(0).data(JobList::TitleRole).toString(), QString("Running"));
}

void tst_JobList::theFractionIsTheMeanOfThoseThatRun()
{
    JobList list;
    QCOMPARE(list.fraction(), 0.0);
    Job first(QStringLiteral("First")), second(QStringLiteral("Second")),
        done(QStringLiteral("Done"));
    for (Job *job : {&first, &second, &done})
        list.watch(job);
    const auto at = [](double fraction) {
        return [fraction](const Delivery &delivery) {
            delivery.progress()({fraction, "", -1});
            untilCancelled(delivery);
        };
    };
    first.start(at(0.2));
    second.start(at(0.6));
    done.start([](const Delivery &) {});
    QTRY_COMPARE(list.running(), 2);
    QTRY_COMPARE(list.fraction(), 0.4);
}

void tst_JobList::aDestroyedJobLeavesTheList()
{
    JobList list;
    QAbstractItemModelTester tester(&list);
    auto job = std::make_unique<Job>(QStringLiteral("Short-lived"));
    list.watch(job.get());
    job->start(untilCancelled);
    QCOMPARE(list.rowCount(), 1);
    job.reset();
    QCOMPARE(list.rowCount(), 0);
    QCOMPARE(list.running(), 0);
}

QTEST_GUILESS_MAIN(tst_JobList)
#include "tst_job_list.moc"
