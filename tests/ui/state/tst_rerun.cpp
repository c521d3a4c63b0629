#include "support/fake_engine.h"
#include "ui/state/workbench.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;
using query::Reuse;
using store::Decision;
using store::Review;

namespace {

// Six buses without reuse. With 4 blocks the third is not found, and one more is, of track 10. With
// 7 only the first two are, the fourth is a truck, and there is one of track 11.
std::shared_ptr<test::FakeEngine> engineOf()
{
    auto engine = std::make_shared<test::FakeEngine>();
    engine->sourceList = {test::fakeSource("gate", 60s), test::fakeSource("yard", 60s)};
    for (const char *name : {"none", "4", "7", "auto"}) {
        DepthInfo depth;
        depth.reuse = Reuse::parse(name);
        depth.name = name;
        engine->depthList.push_back(depth);
    }
    const auto all = test::fakeSightings("gate", 6, {"bus"}, 60s);
    engine->sightings = all;
    auto other = all[2];
    other.track = 10;
    other.best.patch = 1000;
    engine->sightingsAt["4"] = {all[0], all[1], all[3], all[4], all[5], other};
    engine->sightingsAt["4"][1].score = 0.25F;
    auto truck = all[3], last = all[5];
    truck.className = "truck";
    last.track = 11;
    last.best.patch = 1100;
    engine->sightingsAt["7"] = {all[0], all[1], truck, last};
    return engine;
}

struct Bench
{
    std::shared_ptr<test::FakeEngine> engine = engineOf();
    Workbench workbench{test::opens(engine)};
    QuerySession &query = workbench.query;
    Sightings &sightings = workbench.sightings;

    explicit Bench(const char *depth = "none")
    {
        workbench.session.open("/fake.case");
        QTRY_VERIFY(!workbench.session.depths().empty());
        query::QueryOptions options;
        options.classes = {"bus", "truck"};
        options.reuse = Reuse::parse(depth);
        query.setDraft(options);
        query.run();
        QTRY_VERIFY(!query.isRunning());
    }
    void go(const char *depth)
    {
        query.rerun(Reuse::parse(depth));
        QTRY_VERIFY(!query.isRunning());
    }
    // Once, when the list has come to this.
    void when(const QString &wanted, const std::function<void()> &act)
    {
        QObject::connect(&query, &QuerySession::shiftChanged, &query,
                         [this, wanted, act, done = false]() mutable {
                             if (list() == wanted && !std::exchange(done, true))
                                 act();
                         });
    }
    // By id: the track, the class where it is no bus, and the mark; (-) where it is shown nowhere.
    QString list() const
    {
        QStringList parts;
        for (const SightingItem &item : sightings.items()) {
            QString part = QString::number(item.sighting.track);
            if (item.className() != "bus")
                part += QString::fromStdString(item.className());
            part += item.change == Change::Appeared ? QStringLiteral("+")
                    : item.change == Change::Gone   ? QStringLiteral("-")
                                                    : QString();
            parts << (item.change == Change::Absent ? QStringLiteral("(-)") : part);
        }
        return parts.join(QLatin1Char(' '));
    }
    // "none>7 +2 -4, 4 in the answer"
    QString counts() const
    {
        const auto name = [](const Reuse &reuse) {
            return reuse.kind == Reuse::Kind::Splice ? QString::fromStdString(reuse.splice.name())
                   : reuse.kind == Reuse::Kind::None ? QStringLiteral("none")
                                                     : QStringLiteral("auto");
        };
        const DepthShift c = query.shift();
        return QStringLiteral("%1>%2 +%3 -%4, %5 in the answer")
            .arg(name(c.baseline), name(c.shown))
            .arg(c.appeared)
            .arg(c.gone)
            .arg(sightings.answered());
    }
};

} // namespace

class tst_Rerun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAppearsAndWhatIsGoneIsMarkedAndIdsStay();
    void aTrackOfAnotherClassIsOneGoneAndOneMore();
    void theBaselineIsTheLastRunHoweverOftenTheDepthMoves();
    void backAtTheBaselineNothingIsMarked();
    void aRunEndsTheComparison();
    void whatItAsksIsWhatWasAskedAndTheDraftTakesTheDepthAlone();
    void autoComesToTheDepthThatWasUsed();
    void itTellsOnceOfItsStartAndItsEnd();
    void withoutAWholeAnswerItDoesNothing();
    void theSameDepthIsNotAskedAgain();
    void resultsAreMergedAsTheyCome();
    void aCancelledOneLeavesTheAnswerBefore();
    void aFailedOneLeavesTheAnswerBefore();
    void movingOnDropsTheOneThatRuns();
    void oneThatIsGoneIsWhatTheBaselineSaysOfIt();
    void decisionsAreKeptThroughAllDepths();
    void aSourceThatIsForgottenKeepsTheMarksOfTheOthers();
    void anotherDepthIsAskedOfTheSameFootage();
    void selectionAndPlayheadStay();
};

void tst_Rerun::whatAppearsAndWhatIsGoneIsMarkedAndIdsStay()
{
    Bench b;
    QCOMPARE(b.list(), "0 1 2 3 4 5");
    QCOMPARE(b.counts(), "none>none +0 -0, 6 in the answer");
    QSignalSpy reset(&b.sightings, &Sightings::reset);
    b.go("4");
    QCOMPARE(b.list(), "0 1 2- 3 4 5 10+");
    QCOMPARE(b.counts(), "none>4 +1 -1, 6 in the answer");
    QVERIFY(!b.sightings.item(2).isAnswer());
    QVERIFY(b.sightings.item(6).isAnswer());
    QCOMPARE(b.sightings.item(1).sighting.score, 0.25F); // What is in both is the new answer's.
    QCOMPARE(b.query.stats().reuse, std::string("4"));
    QCOMPARE(reset.size(), 0);
}

void tst_Rerun::aTrackOfAnotherClassIsOneGoneAndOneMore()
{
    Bench b;
    b.go("7");
    QCOMPARE(b.list(), "0 1 2- 3- 4- 5- 3truck+ 11+");
    QCOMPARE(b.counts(), "none>7 +2 -4, 4 in the answer");
}

void tst_Rerun::theBaselineIsTheLastRunHoweverOftenTheDepthMoves()
{
    Bench b;
    b.go("4");
    b.go("7"); // Track 10 is neither in the baseline nor here.
    QCOMPARE(b.list(), "0 1 2- 3- 4- 5- (-) 3truck+ 11+");
    QCOMPARE(b.counts(), "none>7 +2 -4, 4 in the answer");
    b.go("4");
    QCOMPARE(b.list(), "0 1 2- 3 4 5 10+ (-) (-)");
    QCOMPARE(b.counts(), "none>4 +1 -1, 6 in the answer");
}

void tst_Rerun::backAtTheBaselineNothingIsMarked()
{
    Bench b;
    b.go("7");
    b.go("none");
    QCOMPARE(b.list(), "0 1 2 3 4 5 (-) (-)");
    QCOMPARE(b.counts(), "none>none +0 -0, 6 in the answer");
    QVERIFY(b.query.isShifted());
}

void tst_Rerun::aRunEndsTheComparison()
{
    Bench b;
    b.go("7");
    QSignalSpy reset(&b.sightings, &Sightings::reset);
    b.query.run(); // Of the draft, that has the depth too.
    QTRY_VERIFY(!b.query.isRunning());
    QVERIFY(!b.query.isShifted());
    QVERIFY(!reset.isEmpty());
    QCOMPARE(b.list(), "0 1 3truck 11");
    QCOMPARE(b.counts(), "7>7 +0 -0, 4 in the answer");
    b.go("none");
    QCOMPARE(b.list(), "0 1 3truck- 11- 2+ 3+ 4+ 5+");
    b.workbench.session.close();
    QVERIFY(!b.query.canRerun() && !b.query.isShifted());
    QCOMPARE(b.sightings.count(), 0);
}

void tst_Rerun::whatItAsksIsWhatWasAskedAndTheDraftTakesTheDepthAlone()
{
    Bench b;
    query::QueryOptions draft = b.query.draft();
    draft.classes = {"person"};
    b.query.setDraft(draft); // Not asked yet.
    QSignalSpy told(&b.query, &QuerySession::draftChanged);
    b.go("4");
    QCOMPARE(told.size(), 1);
    QCOMPARE(b.query.draft().classes, std::vector<std::string>{"person"});
    QCOMPARE(b.query.draft().reuse.splice.name(), std::string("4"));
    QCOMPARE(b.engine->asked.back().classes, (std::vector<std::string>{"bus", "truck"}));
    QCOMPARE(b.engine->asked.back().reuse.splice.name(), std::string("4"));
    QVERIFY(b.engine->asked.back().decisions && b.engine->asked.back().rejected);
    QCOMPARE(b.query.asked().reuse.splice.name(), std::string("4"));
}

void tst_Rerun::autoComesToTheDepthThatWasUsed()
{
    Bench b("auto"); // The fake has no maps: from pixels.
    QCOMPARE(b.counts(), "none>none +0 -0, 6 in the answer");
    b.go("none"); // It is there already.
    QCOMPARE(b.engine->queries.load(), 1);
    QCOMPARE(b.query.draft().reuse.kind, Reuse::Kind::Auto);
    b.go("4");
    QCOMPARE(b.counts(), "none>4 +1 -1, 6 in the answer");
}

void tst_Rerun::itTellsOnceOfItsStartAndItsEnd()
{
    Bench b;
    QSignalSpy run(&b.query, &QuerySession::started), rerun(&b.query, &QuerySession::rerunStarted);
    QSignalSpy finished(&b.query, &QuerySession::finished);
    QSignalSpy compared(&b.query, &QuerySession::shiftChanged);
    b.query.rerun(Reuse::parse("4"));
    QCOMPARE(compared.size(), 1);
    QVERIFY(b.query.isRerunning());
    QVERIFY(finished.wait());
    QVERIFY(!b.query.isRerunning());
    QCOMPARE(run.size(), 0);
    QCOMPARE(rerun.size(), 1);
    QCOMPARE(finished.size(), 1);
    QCOMPARE(compared.size(), 3); // Its start, its one batch, its end.
}

void tst_Rerun::withoutAWholeAnswerItDoesNothing()
{
    Bench b;
    b.engine->batch = 1;
    b.engine->batchDelay = 20ms;
    b.query.run();
    QVERIFY(!b.query.canRerun());
    b.query.rerun(Reuse::parse("4"));
    QCOMPARE(b.query.asked().reuse.kind, Reuse::Kind::None);
    QTRY_VERIFY(b.sightings.count() > 0);
    QSignalSpy cancelled(&b.query, &QuerySession::cancelled);
    b.query.cancel();
    QVERIFY(cancelled.wait());
    QVERIFY(!b.query.canRerun()); // What has been found of it is no baseline.
    QCOMPARE(b.engine->queries.load(), 2);
}

void tst_Rerun::theSameDepthIsNotAskedAgain()
{
    Bench b;
    b.go("none");
    b.go("4");
    b.go("4");
    QCOMPARE(b.engine->queries.load(), 2);
}

void tst_Rerun::resultsAreMergedAsTheyCome()
{
    Bench b;
    b.engine->batch = 1;
    QStringList seen;
    const auto note = [&] {
        if (seen.isEmpty() || seen.back() != b.list())
            seen << b.list();
    };
    connect(&b.query, &QuerySession::shiftChanged, this, note);
    b.go("7");
    QCOMPARE(seen, (QStringList{"0 1 2 3 4 5", "0 1 2 3 4 5 3truck+", "0 1 2 3 4 5 3truck+ 11+",
                                "0 1 2- 3- 4- 5- 3truck+ 11+"}));
    seen.clear();
    b.go("none"); // What comes back is unmarked at once; what goes, at the end.
    QCOMPARE(seen, (QStringList{"0 1 2- 3- 4- 5- 3truck+ 11+", "0 1 2 3- 4- 5- 3truck+ 11+",
                                "0 1 2 3 4- 5- 3truck+ 11+", "0 1 2 3 4 5- 3truck+ 11+",
                                "0 1 2 3 4 5 3truck+ 11+", "0 1 2 3 4 5 (-) (-)"}));
}

void tst_Rerun::aCancelledOneLeavesTheAnswerBefore()
{
    Bench b;
    b.go("4");
    const query::QueryStats stats = b.query.stats();
    b.engine->batch = 1;
    QSignalSpy cancelled(&b.query, &QuerySession::cancelled);
    b.when("0 1 2- 3 4 5 10+ 3truck+", [&b] { b.query.cancel(); });
    b.go("7");
    QCOMPARE(cancelled.size(), 1);
    QCOMPARE(b.list(), "0 1 2- 3 4 5 10+ (-)");
    QCOMPARE(b.counts(), "none>4 +1 -1, 6 in the answer");
    QCOMPARE(b.sightings.item(1).sighting.score, 0.25F);
    QCOMPARE(b.query.asked().reuse.splice.name(), std::string("4"));
    QCOMPARE(b.query.draft().reuse.splice.name(), std::string("4"));
    QCOMPARE(b.query.stats().reuse, stats.reuse);
    b.go("7");
    QCOMPARE(b.counts(), "none>7 +2 -4, 4 in the answer");
}

void tst_Rerun::aFailedOneLeavesTheAnswerBefore()
{
    Bench b("auto");
    b.engine->queryError = "the index is damaged";
    QSignalSpy failed(&b.query, &QuerySession::failed);
    b.go("4");
    QCOMPARE(failed.size(), 1);
    QCOMPARE(b.list(), "0 1 2 3 4 5");
    QCOMPARE(b.counts(), "none>none +0 -0, 6 in the answer");
    QCOMPARE(b.query.asked().reuse.kind, Reuse::Kind::Auto);
    QCOMPARE(b.query.draft().reuse.kind, Reuse::Kind::Auto);
    b.engine->queryError.clear();
    b.go("4");
    QCOMPARE(b.list(), "0 1 2- 3 4 5 10+");
}

void tst_Rerun::movingOnDropsTheOneThatRuns()
{
    Bench b;
    b.engine->batch = 1;
    QSignalSpy ended(&b.query.job(), &Job::ended);
    QString dropped;
    b.when("0 1 2 3 4 5 3truck+", [&] {
        b.query.rerun(Reuse::parse("4"));
        dropped = b.list();
    });
    b.go("7");
    QCOMPARE(dropped, "0 1 2 3 4 5 (-)"); // As before.
    QCOMPARE(ended.size(), 1);
    QCOMPARE(b.list(), "0 1 2- 3 4 5 (-) 10+");
    b.query.rerun(Reuse::parse("7"));
    b.query.rerun(Reuse::parse("4")); // Back before it is there.
    QTRY_VERIFY(!b.query.isRunning());
    QCOMPARE(b.counts(), "none>4 +1 -1, 6 in the answer");
    QCOMPARE(b.query.asked().reuse.splice.name(), std::string("4"));
}

void tst_Rerun::oneThatIsGoneIsWhatTheBaselineSaysOfIt()
{
    Bench b;
    const float score = b.sightings.item(5).sighting.score;
    b.engine->sightingsAt["4"][4].score = 0.5F; // Track 5's.
    b.go("4");
    QCOMPARE(b.sightings.item(5).sighting.score, 0.5F);
    b.go("7");
    QCOMPARE(b.sightings.item(5).change, Change::Gone);
    QCOMPARE(b.sightings.item(5).sighting.score, score);
}

void tst_Rerun::decisionsAreKeptThroughAllDepths()
{
    Bench b;
    b.go("4");
    b.sightings.setReview({"gate", 20}, Review{Decision::Accept, "bus", "", false, 1}); // Gone.
    b.sightings.setReview({"gate", 1000}, Review{Decision::Reject, "bus", "", false, 1});
    QCOMPARE(b.sightings.item(2).decision(), Decision::Accept);
    QCOMPARE(b.sightings.item(6).decision(), Decision::Reject);
    b.go("7");
    QCOMPARE(b.sightings.item(2).decision(), Decision::Accept);
    b.sightings.setReview({"gate", 1000}, std::nullopt); // Shown nowhere now.
    b.sightings.setReview({"gate", 20}, std::nullopt);
    b.go("4");
    QCOMPARE(b.sightings.item(2).decision(), Decision::None);
    QCOMPARE(b.sightings.item(6).decision(), Decision::None);
}

void tst_Rerun::anotherDepthIsAskedOfTheSameFootage()
{
    Bench b;
    b.go("4");
    QVERIFY(b.engine->asked.back().videos.empty()); // Nothing has come since.
    QVERIFY(b.engine->asked.back().spans.empty());

    const std::string first = b.engine->sourceList[0].id();
    const Timestamp then = b.engine->sourceList[0].duration;
    b.engine->sourceList[0].duration += 30s;                       // An ingest goes on,
    b.engine->sourceList.push_back(test::fakeSource("roof", 60s)); // and another has begun.
    const std::size_t count = b.engine->sourceList.size();
    QSignalSpy read(&b.workbench.session, &CaseSession::sourcesChanged);
    b.workbench.session.refresh();
    QVERIFY(read.wait());
    b.go("7");
    const query::QueryOptions asked = b.engine->asked.back();
    QCOMPARE(asked.videos.size(), count - 1);
    QVERIFY(std::ranges::find(asked.videos, "roof") == asked.videos.end());
    QCOMPARE(asked.spans.size(), std::size_t{1});
    QVERIFY(asked.spans.at(first) == (std::vector<TimeRange>{{0s, then + 1us}}));
    QVERIFY(b.query.asked().spans.empty()); // What a person asked is as it was.

    b.query.run();
    QTRY_VERIFY(!b.query.isRunning());
    b.go("4");
    QVERIFY(b.engine->asked.back().videos.empty());
    QVERIFY(b.engine->asked.back().spans.empty());
}

void tst_Rerun::aSourceThatIsForgottenKeepsTheMarksOfTheOthers()
{
    Bench b;
    auto yard = test::fakeSightings("yard", 2, {"bus"}, 60s);
    for (auto *answer : {&b.engine->sightings, &b.engine->sightingsAt["4"]})
        answer->insert(answer->begin(), yard.begin(), yard.end());
    b.query.run();
    QTRY_VERIFY(!b.query.isRunning());
    b.go("4");
    QCOMPARE(b.list(), "0 1 0 1 2- 3 4 5 10+");
    QSignalSpy reset(&b.sightings, &Sightings::reset);
    QSignalSpy added(&b.sightings, &Sightings::added);
    b.sightings.forget("ramp");
    QCOMPARE(reset.size(), 0);
    b.sightings.forget("yard");
    QCOMPARE(reset.size(), 0); // Ids stay.
    QCOMPARE(added.size(), 0);
    QCOMPARE(b.list(), "(-) (-) 0 1 2- 3 4 5 10+");
    QCOMPARE(b.counts(), "none>4 +1 -1, 6 in the answer");
    for (auto *answer : {&b.engine->sightings, &b.engine->sightingsAt["4"]})
        answer->erase(answer->begin(), answer->begin() + 2);
    b.go("none");
    QCOMPARE(b.list(), "(-) (-) 0 1 2 3 4 5 (-)");
}

void tst_Rerun::selectionAndPlayheadStay()
{
    Bench b;
    b.workbench.selection.select(2);
    b.workbench.playhead.moveTo("gate", 7s);
    b.go("4");
    b.go("7");
    QCOMPARE(b.workbench.selection.current(), 2);
    QCOMPARE(b.workbench.playhead.time().count(), Timestamp(7s).count());
}

QTEST_GUILESS_MAIN(tst_Rerun)
#include "tst_rerun.moc"
