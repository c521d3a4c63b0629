#include "support/fake_engine.h"
#include "ui/state/workbench.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

namespace {

constexpr int kMany = 4000;

struct Bench
{
    std::shared_ptr<test::FakeEngine> engine = std::make_shared<test::FakeEngine>();
    Workbench workbench{test::opens(engine)};
    QuerySession &query = workbench.query;
    Sightings &sightings = workbench.sightings;

    explicit Bench(int count)
    {
        engine->sourceList = {test::fakeSource("gate", 3600s)};
        engine->sightings = test::fakeSightings("gate", count, {"bus"}, 3600s);
        engine->batch = static_cast<std::size_t>(count); // All at once, as from kept verdicts.
        workbench.session.open("/fake.case");
        QTRY_VERIFY(!workbench.session.sources().empty());
        query::QueryOptions options;
        options.classes = {"bus"};
        query.setDraft(options);
    }
};

} // namespace

class tst_QuerySession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAnswerOfManyLeavesTurnsToTheWindow();
    void oneThatIsCancelledWhileItComesInKeepsWhatIsThere();
    void aRerunThatIsCancelledWhileItComesInLeavesTheAnswerBefore();
    void anotherQuestionWhileOneComesInHasNothingOfIt();
    void theSelectionIsGivenUpWhileItsSightingsAreThere();
    void whatIsShownNowhereIsNotSelected();
};

void tst_QuerySession::anAnswerOfManyLeavesTurnsToTheWindow()
{
    Bench b(kMany);
    QSignalSpy finished(&b.query, &QuerySession::finished);
    QSignalSpy reset(&b.sightings, &Sightings::reset);
    int most = 0;
    connect(&b.sightings, &Sightings::added, this,
            [&](int first, int last) { most = std::max(most, last - first + 1); });
    int turns = 0; // Of what the event loop does when nothing that was posted waits.
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&] { turns += b.sightings.count() > 0 ? 1 : 0; });
    timer.start(0);
    b.query.run();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(b.sightings.answered(), kMany);
    QCOMPARE(b.query.shift().gone + b.query.shift().appeared, 0);
    QCOMPARE(reset.size(), 1); // At its start.
    QVERIFY(b.query.canRerun());
    QVERIFY2(most < 100, qPrintable(QString::number(most)));
    QVERIFY2(turns > 1, qPrintable(QString::number(turns)));
}

void tst_QuerySession::oneThatIsCancelledWhileItComesInKeepsWhatIsThere()
{
    Bench b(kMany);
    QSignalSpy cancelled(&b.query, &QuerySession::cancelled);
    connect(&b.sightings, &Sightings::added, this, [&](int, int last) {
        if (last > 1000)
            b.query.cancel();
    });
    b.query.run();
    QTRY_COMPARE(cancelled.size(), 1);
    QVERIFY(b.sightings.answered() > 1000 && b.sightings.answered() < kMany);
    QVERIFY(!b.query.canRerun());
}

void tst_QuerySession::aRerunThatIsCancelledWhileItComesInLeavesTheAnswerBefore()
{
    Bench b(kMany);
    QSignalSpy finished(&b.query, &QuerySession::finished);
    QSignalSpy cancelled(&b.query, &QuerySession::cancelled);
    b.query.run();
    QTRY_COMPARE(finished.size(), 1);
    const float score = b.sightings.item(0).sighting.score;
    auto &other = b.engine->sightingsAt["4"] = b.engine->sightings;
    for (query::Sighting &sighting : other)
        sighting.score /= 2;
    other.resize(other.size() - 10);
    b.engine->batch = 10'000;
    bool once = false; // When the answer at hand has begun to change.
    connect(&b.sightings, &Sightings::changed, this, [&] {
        if (!std::exchange(once, true))
            b.query.cancel();
    });
    b.query.rerun(query::Reuse::parse("4"));
    QTRY_COMPARE(cancelled.size(), 1);
    QVERIFY(once);
    QCOMPARE(b.sightings.answered(), kMany);
    for (const SightingItem &item : b.sightings.items())
        QVERIFY(item.change == Change::None);
    QCOMPARE(b.sightings.item(0).sighting.score, score);
    b.query.rerun(query::Reuse::parse("4")); // And to its end.
    QTRY_COMPARE(finished.size(), 2);
    QCOMPARE(b.query.shift().gone, 10);
    QCOMPARE(b.sightings.item(0).sighting.score, score / 2);
}

void tst_QuerySession::anotherQuestionWhileOneComesInHasNothingOfIt()
{
    Bench b(kMany);
    for (auto &car : test::fakeSightings("gate", 7, {"car"}, 3600s))
        b.engine->sightings.push_back(std::move(car));
    QSignalSpy finished(&b.query, &QuerySession::finished);
    bool once = false;
    connect(&b.sightings, &Sightings::added, this, [&](int, int last) {
        if (last <= 1000 || std::exchange(once, true))
            return;
        query::QueryOptions options;
        options.classes = {"car"};
        b.query.setDraft(options);
        QMetaObject::invokeMethod(&b.query, &QuerySession::run, Qt::QueuedConnection);
    });
    b.query.run();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(b.sightings.count(), 7);
    QCOMPARE(b.sightings.item(0).className(), std::string("car"));
}

// Who hears of it may still hold ids.
void tst_QuerySession::theSelectionIsGivenUpWhileItsSightingsAreThere()
{
    Bench b(7);
    QSignalSpy finished(&b.query, &QuerySession::finished);
    b.query.run();
    QTRY_COMPARE(finished.size(), 1);
    b.workbench.selection.select(3);
    int there = -1;
    connect(&b.workbench.selection, &Selection::changed, this,
            [&] { there = b.sightings.count(); });
    b.query.run();
    QCOMPARE(there, 7);
    QCOMPARE(b.workbench.selection.current(), -1);
    QCOMPARE(b.sightings.count(), 0);
}

void tst_QuerySession::whatIsShownNowhereIsNotSelected()
{
    Bench b(7);
    Selection &selection = b.workbench.selection;
    b.sightings.merge(b.engine->sightings);
    selection.set(std::vector{1, 2, 5}, 2);
    b.sightings.settle(std::span(b.engine->sightings).first(5)); // Without 5 and 6.
    QCOMPARE(std::vector(selection.ids().begin(), selection.ids().end()), (std::vector{1, 2}));
    QCOMPARE(selection.current(), 2);
    b.sightings.settle(std::span(b.engine->sightings).first(2));
    QCOMPARE(std::vector(selection.ids().begin(), selection.ids().end()), (std::vector{1}));
    QCOMPARE(selection.current(), -1);
}

QTEST_GUILESS_MAIN(tst_QuerySession)
#include "tst_query_session.moc"
