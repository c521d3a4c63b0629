#include "support/fake_engine.h"
#include "ui/timeline/lane_rows.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

namespace {

bool operator==(const LaneSpan &span, std::tuple<AxisTime, AxisTime, Missing> other)
{
    return std::tuple(span.range.begin, span.range.end, span.why) == other;
}

void open(Workbench &workbench)
{
    QSignalSpy opened(&workbench.session, &CaseSession::opened);
    workbench.session.open("/fake.case");
    QVERIFY(opened.wait());
}

} // namespace

class tst_LaneRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onAWallClockBeforeAndAfterIsNotRecorded();
    void withoutAClockNothingIsMissingAround();
    void gapsOfTheFileAreMissing();
    void whatIsExpectedIsNotIngestedYet();
    void aDamagedIndexIsSaidInTheWordsOfItsError();
    void whatTheQuestionLeftOutIsNotSearched_data();
    void whatTheQuestionLeftOutIsNotSearched();
    void spansAreCutToWhatIsShown();
    void theLastOfSeveralReasonsIsTold();
    void aSourceThatWaitsHasALaneWithoutAnythingToFind();
    void aFileThatWaitsInTheQueueHasALane();
    void stateIsToldInWords();
    void aQuestionIsTakenFromTheWorkbench();
    void aTimeOfDayIsAskedInStretches();
    void whatIsIndexedAfterTheQuestionIsNotSearched();
};

void tst_LaneRows::onAWallClockBeforeAndAfterIsNotRecorded()
{
    const LaneFacts facts{.begin = 100,
                          .indexed = 50us,
                          .expected = 50us,
                          .gaps = {},
                          .asked = {},
                          .wallClock = true,
                          .fault = {}};
    const auto spans = missingSpans(facts, {0, 300});
    QCOMPARE(spans.size(), std::size_t(2));
    QVERIFY(spans[0] == std::tuple(0, 100, Missing::NotRecorded));
    QVERIFY(spans[1] == std::tuple(150, 300, Missing::NotRecorded));
}

void tst_LaneRows::withoutAClockNothingIsMissingAround()
{
    const LaneFacts facts{.begin = 0,
                          .indexed = 50us,
                          .expected = 50us,
                          .gaps = {},
                          .asked = {},
                          .wallClock = false,
                          .fault = {}};
    QVERIFY(missingSpans(facts, {-10, 300}).empty());
}

void tst_LaneRows::gapsOfTheFileAreMissing()
{
    const LaneFacts facts{.begin = 100,
                          .indexed = 50us,
                          .expected = 50us,
                          .gaps = {{10us, 20us}, {40us, Timestamp::max()}},
                          .asked = {},
                          .wallClock = false,
                          .fault = {}};
    const auto spans = missingSpans(facts, {0, 300});
    QCOMPARE(spans.size(), std::size_t(2));
    QVERIFY(spans[0] == std::tuple(110, 120, Missing::Gap));
    QVERIFY(spans[1] == std::tuple(140, 150, Missing::Gap));
}

void tst_LaneRows::whatIsExpectedIsNotIngestedYet()
{
    const LaneFacts facts{.begin = 100,
                          .indexed = 50us,
                          .expected = 80us,
                          .gaps = {},
                          .asked = {},
                          .wallClock = true,
                          .fault = {}};
    const auto spans = missingSpans(facts, {100, 300});
    QCOMPARE(spans.size(), std::size_t(2));
    QVERIFY(spans[0] == std::tuple(180, 300, Missing::NotRecorded));
    QVERIFY(spans[1] == std::tuple(150, 180, Missing::NotIngested));
}

void tst_LaneRows::aDamagedIndexIsSaidInTheWordsOfItsError()
{
    auto engine = std::make_shared<test::FakeEngine>();
    engine->sourceList = {test::fakeSource("a", 60s), test::fakeSource("b", 60s),
                          test::fakeSource("c", 60s)};
    engine->sourceList[0].indexed = engine->sourceList[1].indexed = false;
    engine->sourceList[0].record.state = store::SourceState::Failed;
    engine->sourceList[0].record.error = "videos/a/index.mdb: is damaged";
    engine->sourceList[1].record.state = store::SourceState::Added;
    Workbench workbench(test::opens(engine));
    open(workbench);
    const AxisRange shown{0, 30'000'000};
    const auto said = [&](std::size_t lane) {
        const LaneFacts facts = laneRows(workbench)[lane].facts;
        QString text;
        for (const LaneSpan &span : missingSpans(facts, shown))
            text += missingText(span.why, facts);
        return text;
    };
    QCOMPARE(said(0), QStringLiteral("videos/a/index.mdb: is damaged"));
    QCOMPARE(said(1), QStringLiteral("not ingested yet"));
    QCOMPARE(said(2), QString());
    engine->ingestTime = 10s;
    workbench.ingest.pause();
    workbench.ingest.add({engine->sourceList[0].record.path}); // It is being mended.
    QCOMPARE(said(0), QStringLiteral("not ingested yet"));
}

void tst_LaneRows::whatTheQuestionLeftOutIsNotSearched_data()
{
    constexpr qlonglong kEver = Timestamp::max().count();
    QTest::addColumn<QList<qlonglong>>("asked"); // Begins and ends.
    QTest::addColumn<QList<qlonglong>>("expected");
    const auto row = [](const char *name, const QList<qlonglong> &asked,
                        const QList<qlonglong> &expected) {
        QTest::newRow(name) << asked << expected;
    };
    row("everything was asked", {0, kEver}, {});
    row("a part", {10, 30}, {100, 110, 130, 150});
    row("from a time on", {20, kEver}, {100, 120});
    row("nothing of it", {}, {100, 150});
    row("no time of it", {0, 0}, {100, 150});
    row("behind it", {60, 90}, {100, 150});
    row("what was indexed then", {0, 35}, {135, 150});
    row("two stretches", {0, 10, 20, 30}, {110, 120, 130, 150});
    row("two stretches that touch", {5, 10, 10, 50}, {100, 105});
}

void tst_LaneRows::whatTheQuestionLeftOutIsNotSearched()
{
    QFETCH(QList<qlonglong>, asked);
    QFETCH(QList<qlonglong>, expected);
    std::vector<TimeRange> stretches;
    for (qsizetype i = 0; i < asked.size(); i += 2)
        stretches.push_back({Timestamp(asked[i]), Timestamp(asked[i + 1])});
    const LaneFacts facts{.begin = 100,
                          .indexed = 50us,
                          .expected = 50us,
                          .gaps = {},
                          .asked = stretches,
                          .wallClock = false,
                          .fault = {}};
    QList<qlonglong> found;
    for (const LaneSpan &span : missingSpans(facts, {0, 300})) {
        QCOMPARE(span.why, Missing::NotAsked);
        found << span.range.begin << span.range.end;
    }
    QCOMPARE(found, expected);
}

void tst_LaneRows::spansAreCutToWhatIsShown()
{
    const LaneFacts facts{.begin = 100,
                          .indexed = 50us,
                          .expected = 50us,
                          .gaps = {{0us, 50us}},
                          .asked = {},
                          .wallClock = true,
                          .fault = {}};
    const auto spans = missingSpans(facts, {120, 130});
    QCOMPARE(spans.size(), std::size_t(1));
    QVERIFY(spans[0] == std::tuple(120, 130, Missing::Gap));
}

void tst_LaneRows::theLastOfSeveralReasonsIsTold()
{
    const std::vector<LaneSpan> spans{{{0, 100}, Missing::NotAsked}, {{20, 30}, Missing::Gap}};
    QCOMPARE(missingAt(spans, 10), std::optional(Missing::NotAsked));
    QCOMPARE(missingAt(spans, 25), std::optional(Missing::Gap));
    QCOMPARE(missingAt(spans, 30), std::optional(Missing::NotAsked));
    QVERIFY(!missingAt(spans, 100));
}

void tst_LaneRows::aSourceThatWaitsHasALaneWithoutAnythingToFind()
{
    auto engine = std::make_shared<test::FakeEngine>();
    engine->sourceList = {test::fakeSource("gate", 60s), test::fakeSource("yard", 0s)};
    engine->sourceList[1].indexed = false;
    engine->sourceList[1].record.state = store::SourceState::Added;
    Workbench workbench(test::opens(engine));
    open(workbench);
    const auto rows = laneRows(workbench);
    QCOMPARE(rows.size(), std::size_t(2));
    QVERIFY(rows[0].indexed && rows[0].note.isEmpty());
    QCOMPARE(rows[0].end(), AxisTime(60'000'000));
    QVERIFY(!rows[1].indexed);
    QCOMPARE(rows[1].note, QStringLiteral("not ingested yet"));
    const AxisRange shown{1'795'399'200'000'000, 1'795'399'300'000'000};
    const auto spans = missingSpans(rows[1].facts, shown);
    QCOMPARE(spans.size(), std::size_t(1));
    QVERIFY(spans[0] == std::tuple(shown.begin, shown.end, Missing::NotIngested));
}

void tst_LaneRows::aFileThatWaitsInTheQueueHasALane()
{
    auto engine = std::make_shared<test::FakeEngine>();
    engine->sourceList = {test::fakeSource("gate", 60s)};
    engine->ingestTime = 10s;
    Workbench workbench(test::opens(engine));
    open(workbench);
    workbench.ingest.pause();
    workbench.ingest.add({"/videos/ramp.mp4"});
    const auto rows = laneRows(workbench);
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows[1].name, QStringLiteral("ramp"));
    QVERIFY(!rows[1].indexed && !rows[1].note.isEmpty());
}

void tst_LaneRows::stateIsToldInWords()
{
    auto engine = std::make_shared<test::FakeEngine>();
    engine->sourceList = {test::fakeSource("a", 60s), test::fakeSource("b", 60s),
                          test::fakeSource("c", 60s)};
    engine->sourceList[0].offline = true;
    engine->sourceList[1].record.state = store::SourceState::Failed;
    engine->sourceList[2].record.state = store::SourceState::Unfinished;
    Workbench workbench(test::opens(engine));
    open(workbench);
    const auto rows = laneRows(workbench);
    QCOMPARE(rows[0].note, QStringLiteral("offline"));
    QCOMPARE(rows[1].note, QStringLiteral("failed"));
    QVERIFY(rows[1].failed);
    QCOMPARE(rows[2].note, QStringLiteral("not finished"));
    QCOMPARE(sightingsText(1), QStringLiteral("1 sighting"));
    QCOMPARE(sightingsText(3), QStringLiteral("3 sightings"));
}

void tst_LaneRows::aQuestionIsTakenFromTheWorkbench()
{
    auto engine = std::make_shared<test::FakeEngine>();
    engine->sourceList = {test::fakeSource("a", 60s), test::fakeSource("b", 60s)};
    Workbench workbench(test::opens(engine));
    open(workbench);
    QVERIFY(!laneRows(workbench)[0].facts.asked);
    query::QueryOptions options;
    options.classes = {"car"};
    options.videos = {"b"};
    options.time = {10s, 20s};
    workbench.query.setDraft(options);
    QSignalSpy finished(&workbench.query, &QuerySession::finished);
    workbench.query.run();
    QVERIFY(finished.wait());
    const auto rows = laneRows(workbench);
    QVERIFY(rows[0].facts.asked && rows[0].facts.asked->empty());
    QVERIFY(rows[1].facts.asked == (std::vector<TimeRange>{{10s, 20s}}));
}

void tst_LaneRows::aTimeOfDayIsAskedInStretches()
{
    auto engine = std::make_shared<test::FakeEngine>();
    engine->sourceList = {test::fakeSource("a", 60s)};
    engine->sourceList[0].record.wallClockStart = 1'700'000'000'000'000;
    Workbench workbench(test::opens(engine));
    open(workbench);
    query::QueryOptions options;
    options.classes = {"car"};
    workbench.query.setDraft(options);
    When when;
    when.from = 1'700'000'000'000'000 + 20'000'000;
    when.to = 1'700'000'000'000'000 + 30'000'000;
    workbench.query.setWhen(when);
    workbench.query.run();
    QVERIFY(laneRows(workbench)[0].facts.asked == (std::vector<TimeRange>{{20s, 30s}}));
}

void tst_LaneRows::whatIsIndexedAfterTheQuestionIsNotSearched()
{
    auto engine = std::make_shared<test::FakeEngine>();
    engine->sourceList = {test::fakeSource("a", 60s)};
    engine->sourceList[0].record.state = store::SourceState::Unfinished;
    Workbench workbench(test::opens(engine));
    open(workbench);
    query::QueryOptions options;
    options.classes = {"car"};
    workbench.query.setDraft(options);
    QSignalSpy finished(&workbench.query, &QuerySession::finished);
    workbench.query.run();
    QVERIFY(finished.wait());
    engine->sourceList[0].duration = 90s;
    engine->sourceList.push_back(test::fakeSource("b", 40s));
    QSignalSpy read(&workbench.session, &CaseSession::sourcesChanged);
    workbench.session.refresh();
    QVERIFY(read.wait());
    const auto rows = laneRows(workbench);
    QCOMPARE(rows[0].facts.indexed, Timestamp(90s));
    QVERIFY(rows[0].facts.asked == (std::vector<TimeRange>{{0s, 60s}}));
    QVERIFY(rows[1].facts.asked && rows[1].facts.asked->empty());
    workbench.query.run();
    QVERIFY(laneRows(workbench)[0].facts.asked == (std::vector<TimeRange>{{0s, 90s}}));
    QVERIFY(laneRows(workbench)[1].facts.asked == (std::vector<TimeRange>{{0s, 40s}}));
    workbench.query.forget("a"); // It is indexed anew.
    QVERIFY(laneRows(workbench)[0].facts.asked && laneRows(workbench)[0].facts.asked->empty());
    QVERIFY(laneRows(workbench)[1].facts.asked == (std::vector<TimeRange>{{0s, 40s}}));
}

QTEST_MAIN(tst_LaneRows)
#include "tst_lane_rows.moc"
