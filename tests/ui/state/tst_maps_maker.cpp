#include "base/error.h"
#include "support/fake_engine.h"
#include "ui/state/maps_maker.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::FakeEngine;
using namespace std::chrono_literals;

namespace {

// Waits to be let go, or to be stopped; "broken" fails.
class SlowEngine : public FakeEngine
{
public:
    ingest::DerivedMaps deriveMaps(const std::string &video, const Progress &progress) override
    {
        while (isHeld) {
            if (!goOn(progress, {0.5, "deriving"}))
                throw Cancelled();
            std::this_thread::sleep_for(1ms);
        }
        if (video == "broken")
            throw Error("broken: the disk is full");
        return FakeEngine::deriveMaps(video, progress);
    }

    std::atomic<bool> isHeld = false;
};

} // namespace

class tst_MapsMaker : public QObject
{
    Q_OBJECT

    std::shared_ptr<SlowEngine> m_engine;
    std::unique_ptr<CaseSession> m_session;

private Q_SLOTS:
    void init()
    {
        m_engine = std::make_shared<SlowEngine>();
        for (const char *id : {"a", "b", "broken"})
            m_engine->sourceList.push_back(test::fakeSource(id, 60s));
        m_engine->sourceList[1].mapsBytes = 500;
        m_session = std::make_unique<CaseSession>(test::opens(m_engine));
        QSignalSpy opened(m_session.get(), &CaseSession::opened);
        m_session->open("/fake.case");
        QVERIFY(opened.wait());
    }
    void cleanup() { m_session.reset(); }

    void whatIsMissingIsMadeAndShown()
    {
        MapsMaker maker(*m_session);
        QSignalSpy made(&maker, &MapsMaker::made);
        maker.make({"a", "b"});
        QVERIFY(made.wait());
        QCOMPARE(made[0][0].toULongLong(), 20ULL); // b has some already.
        QTRY_COMPARE(m_session->source("a")->mapsBytes, 1000U);
        QCOMPARE(m_session->source("b")->mapsBytes, 500U);
    }

    void whatFailsIsASentenceAndWhatWasMadeBeforeIsShown()
    {
        MapsMaker maker(*m_session);
        QSignalSpy failed(&maker, &MapsMaker::failed);
        maker.make({"a", "broken", "b"});
        QVERIFY(failed.wait());
        QCOMPARE(failed[0][0].toString(), QString("broken: the disk is full"));
        QTRY_COMPARE(m_session->source("a")->mapsBytes, 1000U);
    }

    void itCanBeStoppedAndIsWhenTheCaseIsClosed()
    {
        MapsMaker maker(*m_session);
        QSignalSpy cancelled(&maker.job(), &Job::cancelled), made(&maker, &MapsMaker::made);
        m_engine->isHeld = true;
        maker.make({"b", "a"});
        QTRY_COMPARE(maker.job().report().fraction, 0.25);
        maker.job().cancel();
        QTRY_COMPARE(cancelled.size(), 1);
        maker.make({"a"});
        QTRY_COMPARE(maker.job().report().fraction, 0.5);
        m_session->close();
        QTRY_VERIFY(!maker.job().isRunning());
        QCOMPARE(made.size(), 0);
        QCOMPARE(m_engine->sourceList[0].mapsBytes, 0U);
    }

    void aCaseThatCanOnlyBeReadIsLeftAlone()
    {
        m_engine->canWrite = false;
        MapsMaker maker(*m_session);
        maker.make({"a"});
        QVERIFY(!maker.job().isRunning());
    }
};

QTEST_MAIN(tst_MapsMaker)
#include "tst_maps_maker.moc"
