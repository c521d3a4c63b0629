#include "ui/panels/jobs_button.h"

#include "base/error.h"
#include "ui/panels/jobs_popup.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>

#include <thread>

using namespace refocus;
using namespace refocus::ui;

namespace {

void untilCancelled(const Delivery &delivery)
{
    delivery.progress()({0.4, "clip 5 of 12", 75});
    while (!delivery.cancelled())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

QStringList texts(const QWidget &of)
{
    QStringList all;
    for (const QLabel *label : of.findChildren<QLabel *>())
        if (label->isVisibleTo(&of) && !label->text().isEmpty())
            all << label->text();
    return all;
}

QToolButton *cancelButton(const QWidget &of)
{
    for (QToolButton *button : of.findChildren<QToolButton *>())
        if (button->isVisibleTo(&of))
            return button;
    return nullptr;
}

} // namespace

class tst_JobsButton : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itSaysHowMuchRuns();
    void aClickOpensTheListAndEscapeClosesIt();
    void aRowSaysWhatItsJobDoes();
    void cancelStopsTheJob();
    void theNewestJobIsOnTop();
    void anErrorIsShownUntilTheListIsOpened();
    void clearTakesEndedOnesAway();
    void aJobThatGoesTakesItsRow();
};

void tst_JobsButton::itSaysHowMuchRuns()
{
    JobList jobs;
    JobsButton button(jobs);
    QCOMPARE(button.accessibleName(), QString("No job is running"));
    const QSize idle = button.sizeHint();
    Job job(QStringLiteral("Export"));
    jobs.watch(&job);
    job.start(untilCancelled);
    QTRY_VERIFY(button.accessibleName().contains("1 job"));
    QTRY_VERIFY(button.accessibleName().contains("40 %"));
    QCOMPARE(button.sizeHint(), idle); // The menu bar does not move.
    job.cancel();
    QTRY_COMPARE(button.accessibleName(), QString("No job is running"));
}

void tst_JobsButton::aClickOpensTheListAndEscapeClosesIt()
{
    JobList jobs;
    JobsButton button(jobs);
    button.show();
    QTest::mouseClick(&button, Qt::LeftButton);
    QTRY_VERIFY(button.popup()->isVisible());
    QVERIFY(texts(*button.popup()).contains("Jobs"));
    QCOMPARE(texts(*button.popup()).size(), 2); // And the sentence of the empty list.
    QTest::keyClick(button.popup(), Qt::Key_Escape);
    QVERIFY(!button.popup()->isVisible());
    QTest::keyClick(&button, Qt::Key_Space);
    QTRY_VERIFY(button.popup()->isVisible());
}

void tst_JobsButton::aRowSaysWhatItsJobDoes()
{
    JobList jobs;
    JobsPopup popup(jobs);
    Job job(QStringLiteral("Exporting 12 clips"));
    jobs.watch(&job);
    job.start(untilCancelled);
    QCOMPARE(popup.shownRows(), 1);
    QTRY_VERIFY(texts(popup).contains("40 % · clip 5 of 12 · 1 min 15 s left"));
    QVERIFY(texts(popup).contains("Exporting 12 clips"));
    QCOMPARE(popup.findChild<QProgressBar *>()->value(), 400);
    job.cancel();
    QTRY_VERIFY(texts(popup).contains("Cancelled"));
    QVERIFY(!popup.findChild<QProgressBar *>()->isVisibleTo(&popup));
    QVERIFY(!cancelButton(popup));
}

void tst_JobsButton::cancelStopsTheJob()
{
    JobList jobs;
    JobsPopup popup(jobs);
    Job first(QStringLiteral("First")), second(QStringLiteral("Second"));
    for (Job *job : {&first, &second}) {
        jobs.watch(job);
        job->start(untilCancelled);
    }
    for (QToolButton *button : popup.findChildren<QToolButton *>())
        if (button->accessibleName() == "Cancel: Second")
            QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY(!second.isRunning());
    QVERIFY(first.isRunning());
}

void tst_JobsButton::theNewestJobIsOnTop()
{
    JobList jobs;
    JobsPopup popup(jobs);
    Job first(QStringLiteral("First")), second(QStringLiteral("Second"));
    for (Job *job : {&first, &second}) {
        jobs.watch(job);
        job->start(untilCancelled);
    }
    popup.show();
    QVERIFY(QTest::qWaitForWindowExposed(&popup));
    QMap<int, QString> byPlace;
    for (const QLabel *label : popup.findChildren<QLabel *>())
        if (label->text() == "First" || label->text() == "Second")
            byPlace[label->mapTo(&popup, QPoint()).y()] = label->text();
    QCOMPARE(byPlace.values(), (QStringList{"Second", "First"}));
}

void tst_JobsButton::anErrorIsShownUntilTheListIsOpened()
{
    JobList jobs;
    JobsButton button(jobs);
    button.show();
    Job job(QStringLiteral("Export"));
    jobs.watch(&job);
    job.start([](const Delivery &) { throw Error("the disk is full"); });
    QTRY_VERIFY(button.accessibleName().contains("failed"));
    QTest::mouseClick(&button, Qt::LeftButton);
    QVERIFY(texts(*button.popup()).contains("the disk is full"));
    QCOMPARE(button.accessibleName(), QString("No job is running"));
}

void tst_JobsButton::clearTakesEndedOnesAway()
{
    JobList jobs;
    JobsPopup popup(jobs);
    auto *clear = popup.findChild<QPushButton *>();
    QVERIFY(!clear->isEnabled());
    Job ended(QStringLiteral("Ended")), running(QStringLiteral("Running"));
    for (Job *job : {&ended, &running})
        jobs.watch(job);
    running.start(untilCancelled);
    ended.start([](const Delivery &) {});
    QTRY_VERIFY(clear->isEnabled());
    QTest::mouseClick(clear, Qt::LeftButton);
    QCOMPARE(popup.shownRows(), 1);
    QVERIFY(texts(popup).contains("Running"));
    QVERIFY(!texts(popup).contains("Ended"));
}

void tst_JobsButton::aJobThatGoesTakesItsRow()
{
    JobList jobs;
    JobsButton button(jobs);
    {
        Job job(QStringLiteral("Short-lived"));
        jobs.watch(&job);
        job.start(untilCancelled);
        QCOMPARE(button.popup()->shownRows(), 1);
    }
    QCOMPARE(button.popup()->shownRows(), 0);
    QCOMPARE(button.accessibleName(), QString("No job is running"));
}

QTEST_MAIN(tst_JobsButton)
#include "tst_jobs_button.moc"
