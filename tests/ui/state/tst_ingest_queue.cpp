#include "base/error.h"
#include "support/fake_engine.h"
#include "ui/jobs/job_list.h"
#include "ui/state/ingest_queue.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::FakeEngine;
using State = IngestItem::State;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// As the case itself failing, where FakeEngine only knows a video that fails.
class ThrowingEngine : public FakeEngine
{
public:
    ingest::VideoReport ingest(const fs::path &, const ingest::IngestProgress &) override
    {
        throw Error("/fake.case/case.mdb: no space left on the device");
    }
};

} // namespace

class tst_IngestQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void filesAreIndexedOneAfterAnother();
    void aFileIsQueuedOnce();
    void pathsAreMadeAbsolute();
    void pauseKeepsTheFileAndResumeGoesOn();
    void resumeRightAfterPauseGoesOn();
    void cancelOfTheRunningOneStopsItAndTheNextBegins();
    void cancelInTheListOfJobsStopsItToo();
    void cancelOfAWaitingOneTakesItOut();
    void cancelBeatsPause();
    void cancelThatComesTooLateLeavesItDone();
    void aFailedFileKeepsItsSentenceAndCanBeRetried();
    void aFaultOfTheCaseIsTheSentenceOfTheFile();
    void clearEndedLeavesWhatWaits();
    void closingStopsAndReopeningGoesOn();
    void whatWasCancelledDoesNotComeBack();
    void aPausedQueueIsPausedAfterReopening();
    void addingWhileTheQueueIsReadKeepsBoth();
    void aReadOnlyCaseRefuses();
    void whatIsIndexedSoFarIsSeenWhileItRuns();
    void aDamagedSettingIsAnEmptyQueue();
    void videosAreFoundByTheirNames();

private:
    void open(CaseSession &session);
    static std::vector<std::string> names(const IngestQueue &queue);

    std::shared_ptr<FakeEngine> m_engine;
};

void tst_IngestQueue::init() { m_engine = std::make_shared<FakeEngine>(); }

void tst_IngestQueue::open(CaseSession &session)
{
    QSignalSpy opened(&session, &CaseSession::opened);
    session.open("/fake.case");
    QVERIFY(opened.wait());
}

std::vector<std::string> tst_IngestQueue::names(const IngestQueue &queue)
{
    std::vector<std::string> all;
    for (const IngestItem &item : queue.items())
        all.push_back(item.path.stem().string());
    return all;
}

void tst_IngestQueue::filesAreIndexedOneAfterAnother()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 20ms;
    QSignalSpy ended(&queue, &IngestQueue::ended);
    queue.add({"/v/a.mp4", "/v/b.mp4", "/v/c.mp4"});
    QVERIFY(queue.isRunning());
    QCOMPARE(queue.items()[0].state, State::Running);
    QCOMPARE(queue.items()[1].state, State::Queued);
    QTRY_COMPARE(ended.size(), 3);
    QCOMPARE(m_engine->ingested, (std::vector<fs::path>{"/v/a.mp4", "/v/b.mp4", "/v/c.mp4"}));
    for (const IngestItem &item : queue.items())
        QCOMPARE(item.state, State::Done);
    QCOMPARE(queue.items()[1].video, std::string("b"));
    QTRY_COMPARE(session.sources().size(), std::size_t{3});
    QVERIFY(!queue.isRunning());
}

void tst_IngestQueue::aFileIsQueuedOnce()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 10s;
    queue.add({"/v/a.mp4", "/v/b.mp4"});
    queue.add({"/v/b.mp4", "/v/a.mp4", "/v/x/../b.mp4"});
    QCOMPARE(names(queue), (std::vector<std::string>{"a", "b"}));
}

void tst_IngestQueue::pathsAreMadeAbsolute()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 10s;
    queue.add({"here.mp4"});
    QCOMPARE(queue.items()[0].path, fs::current_path() / "here.mp4");
}

void tst_IngestQueue::pauseKeepsTheFileAndResumeGoesOn()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 10s;
    QSignalSpy ended(&queue, &IngestQueue::ended);
    queue.add({"/v/a.mp4", "/v/b.mp4"});
    queue.pause();
    QVERIFY(queue.isPaused());
    QTRY_COMPARE(queue.items()[0].state, State::Paused);
    QVERIFY(!queue.isRunning());
    QCOMPARE(queue.items()[1].state, State::Queued);
    queue.add({"/v/c.mp4"}); // It waits too.
    QVERIFY(!queue.isRunning());
    QCOMPARE(ended.size(), 0);

    m_engine->ingestTime = 5ms;
    queue.resume();
    QVERIFY(!queue.isPaused());
    QTRY_COMPARE(ended.size(), 3);
    QCOMPARE(m_engine->ingested.size(), std::size_t{3});
    QCOMPARE(m_engine->ingested.front(), fs::path("/v/a.mp4"));
}

// The run that was paused has not ended yet when it is resumed.
void tst_IngestQueue::resumeRightAfterPauseGoesOn()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 100ms;
    QSignalSpy ended(&queue, &IngestQueue::ended);
    queue.add({"/v/a.mp4"});
    queue.pause();
    queue.resume();
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(queue.items()[0].state, State::Done);
    QCOMPARE(m_engine->ingested.size(), std::size_t{1});
}

void tst_IngestQueue::cancelOfTheRunningOneStopsItAndTheNextBegins()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 10s;
    QSignalSpy ended(&queue, &IngestQueue::ended);
    queue.add({"/v/a.mp4", "/v/b.mp4"});
    queue.cancel("/v/a.mp4");
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(queue.items()[0].state, State::Stopped);
    QVERIFY(!queue.items()[0].sentence.isEmpty());
    QCOMPARE(queue.items()[1].state, State::Running);
    queue.retry("/v/a.mp4");
    QCOMPARE(queue.items()[0].state, State::Queued);
}

void tst_IngestQueue::cancelInTheListOfJobsStopsItToo()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    JobList jobs;
    jobs.watch(&queue.job());
    open(session);
    m_engine->ingestTime = 10s;
    QSignalSpy ended(&queue, &IngestQueue::ended);
    queue.add({"/v/a.mp4"});
    QCOMPARE(jobs.running(), 1);
    jobs.cancel(0);
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(queue.items()[0].state, State::Stopped);
    QVERIFY(!queue.isRunning());
}

void tst_IngestQueue::cancelOfAWaitingOneTakesItOut()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 10s;
    queue.add({"/v/a.mp4", "/v/b.mp4", "/v/c.mp4"});
    QSignalSpy changed(&queue, &IngestQueue::changed);
    queue.cancel("/v/b.mp4");
    QCOMPARE(names(queue), (std::vector<std::string>{"a", "c"}));
    QCOMPARE(changed.size(), 1);
    queue.cancel("/v/unknown.mp4");
    QCOMPARE(changed.size(), 1);
    QCOMPARE(queue.items()[0].state, State::Running);
}

void tst_IngestQueue::cancelBeatsPause()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 10s;
    queue.add({"/v/a.mp4"});
    queue.pause();
    queue.cancel("/v/a.mp4");
    QTRY_COMPARE(queue.items()[0].state, State::Stopped);
    queue.resume();
    QCOMPARE(queue.items()[0].state, State::Stopped);
    QVERIFY(!queue.isRunning());
}

void tst_IngestQueue::cancelThatComesTooLateLeavesItDone()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 0ms;
    QSignalSpy ended(&queue, &IngestQueue::ended);
    queue.add({"/v/a.mp4"});
    const auto through = [&] { // Without this thread's event loop.
        return m_engine->sources().size() == 1;
    };
    while (!through())
        QThread::msleep(1);
    QThread::msleep(20); // Its end waits to be delivered by now.
    queue.cancel("/v/a.mp4");
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(queue.items()[0].state, State::Done);
}

void tst_IngestQueue::aFailedFileKeepsItsSentenceAndCanBeRetried()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestError = "/v/a.mp4: is no video";
    QSignalSpy ended(&queue, &IngestQueue::ended);
    queue.add({"/v/a.mp4"});
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(queue.items()[0].state, State::Failed);
    QCOMPARE(queue.items()[0].sentence, QString("/v/a.mp4: is no video"));
    m_engine->ingestError.clear();
    queue.retry("/v/a.mp4");
    QTRY_COMPARE(ended.size(), 2);
    QCOMPARE(queue.items()[0].state, State::Done);
    QVERIFY(queue.items()[0].sentence.isEmpty());
}

void tst_IngestQueue::aFaultOfTheCaseIsTheSentenceOfTheFile()
{
    m_engine = std::make_shared<ThrowingEngine>();
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    QSignalSpy failed(&queue, &IngestQueue::failed);
    queue.add({"/v/a.mp4"});
    QTRY_COMPARE(queue.items()[0].state, State::Failed);
    QCOMPARE(queue.items()[0].sentence,
             QString("/fake.case/case.mdb: no space left on the device"));
    QCOMPARE(failed.size(), 1);
}

void tst_IngestQueue::clearEndedLeavesWhatWaits()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    QSignalSpy ended(&queue, &IngestQueue::ended);
    queue.add({"/v/a.mp4"});
    QTRY_COMPARE(ended.size(), 1);
    m_engine->ingestTime = 10s;
    queue.add({"/v/b.mp4", "/v/c.mp4"});
    queue.clearEnded();
    QCOMPARE(names(queue), (std::vector<std::string>{"b", "c"}));
    QCOMPARE(queue.items()[0].state, State::Running);
}

void tst_IngestQueue::closingStopsAndReopeningGoesOn()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 10s;
    QSignalSpy ended(&queue, &IngestQueue::ended);
    QTRY_VERIFY(!m_engine->values("setting").empty()); // The queue has been read.
    queue.add({"/v/a.mp4", "/v/b.mp4"});
    QTRY_COMPARE(m_engine->values("setting").size(), std::size_t{1});
    session.close();
    QVERIFY(queue.items().empty());
    QTRY_VERIFY(!queue.isRunning());
    QCOMPARE(ended.size(), 0);
    QVERIFY(m_engine->ingested.empty());

    m_engine->ingestTime = 1ms;
    open(session);
    QTRY_COMPARE(ended.size(), 2);
    QCOMPARE(m_engine->ingested, (std::vector<fs::path>{"/v/a.mp4", "/v/b.mp4"}));
}

void tst_IngestQueue::whatWasCancelledDoesNotComeBack()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    SourceInfo partial = test::fakeSource("a", 10s); // As a stopped ingest leaves it.
    partial.record.path = "/v/a.mp4";
    partial.record.state = store::SourceState::Unfinished;
    m_engine->sourceList = {partial};
    open(session);
    m_engine->ingestTime = 10s;
    QTRY_VERIFY(!m_engine->values("setting").empty());
    QVERIFY(queue.items().empty()); // It was not waiting.
    queue.add({"/v/a.mp4"});
    queue.cancel("/v/a.mp4");
    QTRY_COMPARE(queue.items()[0].state, State::Stopped);
    session.close();
    const std::string empty = R"({"files": [], "paused": false})"; // Not as it is written.
    QCOMPARE(m_engine->values("setting").front().second, R"({"files":[],"paused":false})");
    m_engine->putValue("setting", "ingest queue", empty);
    open(session);
    QTRY_VERIFY(m_engine->values("setting").front().second != empty); // It has been read.
    QVERIFY(queue.items().empty());
}

void tst_IngestQueue::aPausedQueueIsPausedAfterReopening()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 10s;
    QTRY_VERIFY(!m_engine->values("setting").empty());
    queue.add({"/v/a.mp4"});
    queue.pause();
    QTRY_VERIFY(!queue.isRunning());
    session.close();
    QVERIFY(!queue.isPaused());
    open(session);
    QTRY_COMPARE(queue.items().size(), std::size_t{1});
    QVERIFY(queue.isPaused());
    QVERIFY(!queue.isRunning());
    m_engine->ingestTime = 1ms;
    queue.resume();
    QTRY_COMPARE(queue.items()[0].state, State::Done);
}

void tst_IngestQueue::addingWhileTheQueueIsReadKeepsBoth()
{
    m_engine->valueMap[{"setting", "ingest queue"}] = R"({"files":["/v/old.mp4"],"paused":false})";
    m_engine->ingestTime = 10s;
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    connect(&session, &CaseSession::opened, &queue, [&] { queue.add({"/v/new.mp4"}); });
    open(session);
    QTRY_COMPARE(queue.items().size(), std::size_t{2});
    QCOMPARE(names(queue), (std::vector<std::string>{"old", "new"}));
    QTRY_VERIFY(m_engine->values("setting").front().second.find("new.mp4") != std::string::npos);
    QVERIFY(m_engine->values("setting").front().second.find("old.mp4") != std::string::npos);
}

void tst_IngestQueue::aReadOnlyCaseRefuses()
{
    m_engine->canWrite = false;
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    QSignalSpy failed(&queue, &IngestQueue::failed);
    queue.add({"/v/a.mp4"}); // No case yet.
    QCOMPARE(failed.size(), 1);
    open(session);
    queue.add({"/v/a.mp4"});
    QCOMPARE(failed.size(), 2);
    QVERIFY(failed.back().front().toString().contains("only be read"));
    QVERIFY(queue.items().empty());
}

void tst_IngestQueue::whatIsIndexedSoFarIsSeenWhileItRuns()
{
    CaseSession session(test::opens(m_engine));
    IngestQueue queue(session);
    open(session);
    m_engine->ingestTime = 60s;
    queue.add({"/v/a.mp4"});
    QTRY_VERIFY(!session.isRefreshing());
    SourceInfo partial = test::fakeSource("a", 5s);
    partial.record.state = store::SourceState::Unfinished;
    QSignalSpy sources(&session, &CaseSession::sourcesChanged);
    m_engine->sourceList = {partial};
    QVERIFY(sources.wait(4000)); // Nobody asked.
    QVERIFY(queue.isRunning());
    QCOMPARE(session.axis().lanes().size(), std::size_t{1});
}

void tst_IngestQueue::aDamagedSettingIsAnEmptyQueue()
{
    for (const char *text : {"", "nonsense", "[1,2]", R"({"files":3,"paused":"x"})"}) {
        m_engine->valueMap[{"setting", "ingest queue"}] = text;
        CaseSession session(test::opens(m_engine));
        IngestQueue queue(session);
        open(session);
        QTRY_VERIFY(m_engine->values("setting").front().second != text); // Written anew.
        QVERIFY(queue.items().empty());
        QVERIFY(!queue.isPaused());
    }
}

void tst_IngestQueue::videosAreFoundByTheirNames()
{
    QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    fs::create_directories(root / "b" / "deep");
    for (const char *name : {"z.MP4", "b/a.mkv", "b/deep/c.avi", "notes.txt", "b/mp4"}) {
        QFile file(QString::fromStdString((root / name).string()));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QCOMPARE(IngestQueue::videosIn(root),
             (std::vector<fs::path>{root / "b/a.mkv", root / "b/deep/c.avi", root / "z.MP4"}));
    QVERIFY(IngestQueue::videosIn(root / "nowhere").empty());
}

QTEST_GUILESS_MAIN(tst_IngestQueue)
#include "tst_ingest_queue.moc"
