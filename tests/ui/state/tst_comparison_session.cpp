#include "support/fake_engine.h"
#include "ui/state/workbench.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::FakeEngine;
using namespace std::chrono_literals;

class tst_ComparisonSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_bench.reset(); }
    void partsAreShownBeforeTheEnd();
    void whatHasBeenMeasuredStaysWhenCancelled();
    void cancelIsAnEarlyEnd();
    void anErrorIsSaid();
    void startingAgainDropsTheOneBefore();
    void adviceComesWithTheEnd();
    void decisionsBecomeGroundTruthAndCanBeTakenBack();
    void decisionsCountWhileItRuns();
    void closingTheCaseForgetsIt();

private:
    ComparisonSession &session() { return m_bench->comparison; }
    std::shared_ptr<FakeEngine> m_engine;
    std::unique_ptr<Workbench> m_bench;
};

void tst_ComparisonSession::init()
{
    m_engine = std::make_shared<FakeEngine>();
    compare::Comparison &c = m_engine->comparison;
    c.classes = {"background", "car", "van"};
    c.subjects.videos = {{"gate", "/videos/gate.mp4"}};
    c.subjects.classes = {1};
    c.subjects.objects = 4;
    c.finished = true;
    c.depths.resize(2);
    c.depths[1].depth = nn::Splice{7, 7};
    for (std::size_t i = 0; i < 4; ++i) {
        compare::Subject subject;
        subject.patch = i;
        subject.object = i;
        subject.topK = {{1, 0.9F}};
        c.subjects.list.push_back(subject);
        c.depths[0].answers.push_back({1, 0.9F});
        c.depths[1].answers.push_back({static_cast<ClassId>(i == 2 ? 2 : 1), 0.8F});
    }
    for (compare::ComparedDepth &depth : c.depths)
        depth.runs.emplace_back().add({0, 0, 4}, 4);
    m_bench = std::make_unique<Workbench>(test::opens(m_engine));
    QSignalSpy opened(&m_bench->session, &CaseSession::opened);
    m_bench->session.open("/fake.case");
    QVERIFY(opened.wait());
}

void tst_ComparisonSession::partsAreShownBeforeTheEnd()
{
    m_engine->comparisonParts = 3;
    QList<bool> finished;
    connect(&session(), &ComparisonSession::changed, this, [&] {
        if (session().comparison())
            finished << session().comparison()->finished;
    });
    QSignalSpy ended(&session(), &ComparisonSession::ended);
    session().start({});
    QVERIFY(session().isRunning());
    QVERIFY(ended.wait());
    QCOMPARE(finished, (QList<bool>{false, false, false, true}));
    QCOMPARE(session().figures()->disagreements, std::vector<std::size_t>{2});
}

void tst_ComparisonSession::whatHasBeenMeasuredStaysWhenCancelled()
{
    m_engine->comparisonParts = 1000;
    m_engine->batchDelay = 5ms;
    QSignalSpy changed(&session(), &ComparisonSession::changed);
    QSignalSpy ended(&session(), &ComparisonSession::ended);
    session().start({});
    QTRY_VERIFY(session().comparison());
    session().cancel();
    QVERIFY(ended.wait());
    QVERIFY(session().comparison());
    QVERIFY(!session().comparison()->finished);
    QVERIFY(!session().advice());
}

void tst_ComparisonSession::cancelIsAnEarlyEnd()
{
    m_engine->comparisonParts = 1000;
    m_engine->batchDelay = 5ms;
    QSignalSpy ended(&session(), &ComparisonSession::ended);
    QSignalSpy failed(&session(), &ComparisonSession::failed);
    session().start({});
    session().cancel();
    QVERIFY(ended.wait(1000));
    QCOMPARE(failed.size(), 0);
    QVERIFY(!session().isRunning());
}

void tst_ComparisonSession::anErrorIsSaid()
{
    m_engine->compareError = "there is nothing to compare";
    QSignalSpy failed(&session(), &ComparisonSession::failed);
    session().start({});
    QVERIFY(failed.wait());
    QVERIFY(failed[0][0].toString().contains("nothing to compare"));
    QVERIFY(!session().comparison());
}

void tst_ComparisonSession::startingAgainDropsTheOneBefore()
{
    m_engine->comparisonParts = 1000;
    m_engine->batchDelay = 5ms;
    session().start({});
    QTRY_VERIFY(session().comparison());
    QSignalSpy ended(&session(), &ComparisonSession::ended);
    compare::CompareOptions options;
    options.runs = 9;
    m_engine->comparisonParts = 0;
    session().start(options);
    QVERIFY(!session().comparison());
    QVERIFY(ended.wait());
    QVERIFY(session().comparison()->finished);
    QCOMPARE(m_engine->compared.back().runs, 9);
}

void tst_ComparisonSession::adviceComesWithTheEnd()
{
    QSignalSpy ended(&session(), &ComparisonSession::ended);
    session().start({});
    QVERIFY(ended.wait());
    QVERIFY(session().advice());
    QVERIFY(!session().advice()->enough); // Four sightings.
}

void tst_ComparisonSession::decisionsBecomeGroundTruthAndCanBeTakenBack()
{
    QSignalSpy ended(&session(), &ComparisonSession::ended);
    session().start({});
    QVERIFY(ended.wait());
    QVERIFY(!session().figures()->depths[1].decidedAccuracy.defined());
    const PatchRef wrong{"gate", 2}, right{"gate", 0};
    m_bench->decisions.rejectPatches(std::span(&wrong, 1), "car");
    m_bench->decisions.acceptPatches(std::span(&right, 1), "car");
    QTRY_COMPARE(session().comparison()->subjects.decided, std::size_t{2});
    const auto &depths = session().figures()->depths;
    QCOMPARE(depths[0].decidedAccuracy.hits, std::size_t{1}); // None says car of both.
    QCOMPARE(depths[1].decidedAccuracy.hits, std::size_t{2});
    QCOMPARE(m_engine->reviewMap.at("gate:2").label, std::string("car"));
    m_bench->decisions.undoStack().undo();
    m_bench->decisions.undoStack().undo();
    QTRY_COMPARE(session().comparison()->subjects.decided, std::size_t{0});
    QVERIFY(m_engine->reviewMap.empty());
    // Deciding the same again takes it back, as with sightings.
    m_bench->decisions.acceptPatches(std::span(&right, 1), "car");
    m_bench->decisions.acceptPatches(std::span(&right, 1), "car");
    QTRY_VERIFY(m_engine->reviewMap.empty());
}

void tst_ComparisonSession::decisionsCountWhileItRuns()
{
    m_engine->comparisonParts = 1000;
    m_engine->batchDelay = 5ms;
    session().start({});
    QTRY_VERIFY(session().comparison());
    const PatchRef patch{"gate", 1};
    m_bench->decisions.acceptPatches(std::span(&patch, 1), "car");
    QTRY_COMPARE(session().comparison()->subjects.decided, std::size_t{1});
    QSignalSpy changed(&session(), &ComparisonSession::changed);
    QVERIFY(changed.wait()); // The engine's next part does not know of it.
    QVERIFY(session().isRunning());
    QCOMPARE(session().comparison()->subjects.decided, std::size_t{1});
    session().cancel();
}

void tst_ComparisonSession::closingTheCaseForgetsIt()
{
    QSignalSpy ended(&session(), &ComparisonSession::ended);
    session().start({});
    QVERIFY(ended.wait());
    m_bench->session.close();
    QVERIFY(!session().comparison());
    QVERIFY(!session().figures());
}

QTEST_MAIN(tst_ComparisonSession)
#include "tst_comparison_session.moc"
