#include "base/error.h"
#include "support/fake_engine.h"
#include "ui/state/case_session.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <semaphore>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::FakeEngine;
using refocus::test::fakeSource;
using namespace std::chrono_literals;

namespace {

// A case on a slow disk: writing waits until it is let go.
class SlowEngine : public FakeEngine
{
public:
    std::binary_semaphore go{0};
    void removeSource(const std::string &video) override
    {
        go.acquire();
        FakeEngine::removeSource(video);
    }
};

// As the real one: whether a file is there is looked up.
class DiskEngine : public FakeEngine
{
public:
    std::vector<SourceInfo> sources() override
    {
        auto list = FakeEngine::sources();
        for (SourceInfo &source : list)
            source.offline = !std::filesystem::exists(source.record.path);
        return list;
    }
    std::filesystem::path folder() const override { return at; }

    std::filesystem::path at = "/fake.case";
};

} // namespace

class tst_CaseSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_engine = std::make_shared<FakeEngine>(); }
    void openingGivesSourcesFirstAndTheDeviceLater();
    void aCaseThatCannotBeOpenedIsASentence();
    void openingAnotherClosesTheFirst();
    void closingForgetsEverything();
    void anOpeningThatIsClosedIsNotDelivered();
    void refreshSaysSoOnlyWhereSomethingChanged();
    void anEditIsShownAtOnceAndWritten();
    void aRemovedSourceDoesNotComeBack();
    void aWriteThatFailsIsASentence();
    void closeWritesWhatIsLeft();
    void aFileThatIsUnpluggedAndBackIsNoticed();
    void whatAnotherProgramIndexesIsNoticed();
    void totalsAreOverAllSources();

private:
    void open(CaseSession &session);
    std::shared_ptr<FakeEngine> m_engine;
};

void tst_CaseSession::open(CaseSession &session)
{
    QSignalSpy opened(&session, &CaseSession::opened);
    session.open("/fake.case");
    QVERIFY(opened.wait());
}

void tst_CaseSession::openingGivesSourcesFirstAndTheDeviceLater()
{
    m_engine->sourceList = {fakeSource("gate", 60s)};
    m_engine->depthList.resize(2);
    CaseSession session(test::opens(m_engine));
    QStringList order;
    connect(&session, &CaseSession::opening, this, [&] { order << "opening"; });
    connect(&session, &CaseSession::opened, this, [&] {
        QCOMPARE(session.sources().size(), std::size_t{1});
        QVERIFY(session.info().device.empty());
        order << "opened";
    });
    connect(&session, &CaseSession::infoChanged, this, [&] { order << "info"; });
    connect(&session, &CaseSession::depthsChanged, this, [&] { order << "depths"; });
    QVERIFY(!session.writable());
    session.open("/fake.case");
    QTRY_COMPARE(order, (QStringList{"opening", "opened", "info", "depths"}));
    QCOMPARE(session.info().device, std::string("cpu"));
    QCOMPARE(session.depths().size(), std::size_t{2});
    QVERIFY(session.writable());
    QVERIFY(session.source("gate"));
    QVERIFY(!session.source("yard"));
}

void tst_CaseSession::aCaseThatCannotBeOpenedIsASentence()
{
    CaseSession session([](const std::filesystem::path &folder) -> EnginePtr {
        throw Error(folder, "is not a case: it has no case.mdb");
    });
    QSignalSpy failed(&session, &CaseSession::openFailed);
    session.open("/tmp/x");
    QVERIFY(failed.wait());
    QCOMPARE(failed.front().front().toString(),
             QString("/tmp/x: is not a case: it has no case.mdb"));
    QVERIFY(!session.engine());
}

void tst_CaseSession::openingAnotherClosesTheFirst()
{
    const auto second = std::make_shared<FakeEngine>();
    second->sourceList = {fakeSource("yard", 5s)};
    m_engine->sourceList = {fakeSource("gate", 60s)};
    CaseSession session([&](const std::filesystem::path &folder) -> EnginePtr {
        return folder == "/second.case" ? second : m_engine;
    });
    open(session);
    QSignalSpy closed(&session, &CaseSession::closed), opened(&session, &CaseSession::opened);
    session.open("/second.case");
    QCOMPARE(closed.size(), 1);
    QVERIFY(session.sources().empty());
    QVERIFY(opened.wait());
    QVERIFY(session.source("yard"));
    QCOMPARE(opened.size(), 1);
}

void tst_CaseSession::closingForgetsEverything()
{
    m_engine->sourceList = {fakeSource("gate", 60s)};
    CaseSession session(test::opens(m_engine));
    QSignalSpy info(&session, &CaseSession::infoChanged);
    open(session);
    QTRY_COMPARE(info.size(), 1);
    QSignalSpy closed(&session, &CaseSession::closed);
    session.close();
    QCOMPARE(closed.size(), 1);
    QVERIFY(!session.engine());
    QVERIFY(session.sources().empty());
    QVERIFY(session.info().device.empty());
    QVERIFY(session.axis().lanes().empty());
    session.close(); // Nothing is open.
    QCOMPARE(closed.size(), 1);
}

void tst_CaseSession::anOpeningThatIsClosedIsNotDelivered()
{
    CaseSession session(test::opens(m_engine));
    QSignalSpy opened(&session, &CaseSession::opened);
    session.open("/fake.case");
    session.close();
    QTRY_VERIFY(!session.openJob().isRunning());
    QCOMPARE(opened.size(), 0);
    QVERIFY(!session.engine());
}

void tst_CaseSession::refreshSaysSoOnlyWhereSomethingChanged()
{
    m_engine->sourceList = {fakeSource("gate", 60s)};
    CaseSession session(test::opens(m_engine));
    open(session);
    QSignalSpy sources(&session, &CaseSession::sourcesChanged);
    session.refresh();
    QTRY_VERIFY(!session.isRefreshing());
    QCOMPARE(sources.size(), 0);
    m_engine->sourceList.push_back(fakeSource("yard", 5s));
    session.refresh();
    QTRY_COMPARE(sources.size(), 1);
    QCOMPARE(session.axis().lanes().size(), std::size_t{2});
}

void tst_CaseSession::anEditIsShownAtOnceAndWritten()
{
    m_engine->sourceList = {fakeSource("gate", 60s)};
    CaseSession session(test::opens(m_engine));
    open(session);
    store::SourceRecord record = session.sources().front().record;
    record.name = "Gate 3";
    record.wallClockStart = 1'795'000'000'000'000;
    session.putSource(record);
    QCOMPARE(session.sources().front().name(), std::string("Gate 3"));
    QVERIFY(session.axis().isWallClock());
    QTRY_VERIFY(!session.isRefreshing());
    QCOMPARE(session.sources().front().record, record); // Not what was read before the write.
    QCOMPARE(m_engine->sources().front().record, record);
}

void tst_CaseSession::aRemovedSourceDoesNotComeBack()
{
    const auto slow = std::make_shared<SlowEngine>();
    slow->sourceList = {fakeSource("gate", 60s), fakeSource("yard", 5s)};
    CaseSession session(test::opens(slow));
    open(session);
    QSignalSpy sources(&session, &CaseSession::sourcesChanged);
    session.removeSource("gate");
    QVERIFY(!session.source("gate"));
    session.refresh(); // While the case still has it.
    slow->go.release();
    QTRY_VERIFY(!session.isRefreshing());
    QCOMPARE(sources.size(), 1);
    QCOMPARE(session.sources().size(), std::size_t{1});
    QCOMPARE(slow->removed, std::vector<std::string>{"gate"});
}

void tst_CaseSession::aWriteThatFailsIsASentence()
{
    CaseSession session(test::opens(m_engine));
    open(session);
    QSignalSpy failed(&session, &CaseSession::writeFailed);
    session.write([](Engine &) { throw Error("case.mdb: no space left on the device"); });
    QVERIFY(failed.wait());
    QCOMPARE(failed.front().front().toString(), QString("case.mdb: no space left on the device"));
}

void tst_CaseSession::closeWritesWhatIsLeft()
{
    CaseSession session(test::opens(m_engine));
    open(session);
    for (int i = 0; i < 50; ++i)
        session.write(
            [i](Engine &engine) { engine.putValue("bookmark", std::to_string(i), "{}"); });
    session.close();
    QCOMPARE(m_engine->values("bookmark").size(), std::size_t{50});
}

void tst_CaseSession::aFileThatIsUnpluggedAndBackIsNoticed()
{
    const QTemporaryDir dir;
    const std::filesystem::path file = dir.filePath("gate.mp4").toStdString();
    std::ofstream(file) << "footage";
    m_engine = std::make_shared<DiskEngine>();
    m_engine->sourceList = {fakeSource("gate", 60s)};
    m_engine->sourceList[0].record.path = file.string();
    CaseSession session(test::opens(m_engine));
    session.setLookInterval(20);
    open(session);
    QVERIFY(!session.source("gate")->offline);
    std::filesystem::rename(file, file.string() + ".away");
    QTRY_VERIFY(session.source("gate")->offline);
    std::filesystem::rename(file.string() + ".away", file);
    QTRY_VERIFY(!session.source("gate")->offline);
}

void tst_CaseSession::whatAnotherProgramIndexesIsNoticed()
{
    const QTemporaryDir dir;
    const auto disk = std::make_shared<DiskEngine>();
    disk->at = dir.path().toStdString();
    m_engine = disk;
    const std::filesystem::path video = disk->at / "videos" / "gate";
    CaseSession session(test::opens(m_engine));
    session.setLookInterval(20);
    open(session);
    QSignalSpy sources(&session, &CaseSession::sourcesChanged);
    QSignalSpy depths(&session, &CaseSession::depthsChanged);
    QVERIFY(depths.wait()); // Of opening.
    QTest::qWait(100);
    QCOMPARE(depths.size(), 1); // Nothing is read again as long as nothing changes.
    m_engine->sourceList = {fakeSource("gate", 10s)};
    std::filesystem::create_directories(video);
    std::ofstream(video / "index.mdb") << "a batch";
    QTRY_COMPARE(sources.size(), 1);
    QVERIFY(session.source("gate"));
    m_engine->sourceList = {fakeSource("gate", 20s)};
    std::ofstream(video / "index.mdb") << "another batch";
    QTRY_COMPARE(sources.size(), 2);
    QCOMPARE(session.source("gate")->duration, Timestamp(20s));
}

void tst_CaseSession::totalsAreOverAllSources()
{
    SourceInfo a = fakeSource("a", 1s), b = fakeSource("b", 1s);
    a.classes = {{"bus", 5, 2}, {"car", 3, 1}};
    b.classes = {{"car", 9, 4}};
    m_engine->sourceList = {a, b};
    CaseSession session(test::opens(m_engine));
    open(session);
    QCOMPARE(session.classTotals(), (std::vector<ClassTotal>{{"car", 12, 5}, {"bus", 5, 2}}));
}

QTEST_GUILESS_MAIN(tst_CaseSession)
#include "tst_case_session.moc"
