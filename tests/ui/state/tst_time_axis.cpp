#include "ui/state/time_axis.h"

#include "support/fake_engine.h"

#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::fakeSource;
using namespace std::chrono_literals;

namespace {

constexpr AxisTime kSecond = 1'000'000;
constexpr AxisTime kNoon = 1'795'000'000 * kSecond;

SourceInfo withClock(SourceInfo source, AxisTime start, std::int64_t offsetMs = 0)
{
    source.record.wallClockStart = start;
    source.record.clockOffsetMs = offsetMs;
    source.record.timeZone = "Europe/Berlin";
    return source;
}

} // namespace

class tst_TimeAxis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutClocksSourcesLieFromZero();
    void clocksPutSourcesWhereTheyWere();
    void oneSourceWithoutAClockPutsAllAtZero();
    void whatIsNotIndexedHasNoLaneAndNoSay();
    void timesGoThereAndBack();
    void theOffsetIsAddedToTheCamerasClock();
};

void tst_TimeAxis::withoutClocksSourcesLieFromZero()
{
    const TimeAxis axis({fakeSource("a", 60s), fakeSource("b", 90s)});
    QVERIFY(!axis.isWallClock());
    QCOMPARE(axis.lanes().size(), std::size_t{2});
    QCOMPARE(axis.whole(), (AxisRange{0, 90 * kSecond}));
    QCOMPARE(axis.lane("b")->end(), 90 * kSecond);
    QCOMPARE(axis.laneIndex("b"), 1);
    QCOMPARE(axis.laneIndex("c"), -1);
    QVERIFY(!axis.lane("c"));
    QCOMPARE(TimeAxis().whole(), AxisRange{});
}

void tst_TimeAxis::clocksPutSourcesWhereTheyWere()
{
    const TimeAxis axis({withClock(fakeSource("late", 60s), kNoon + 100 * kSecond),
                         withClock(fakeSource("early", 20s), kNoon)});
    QVERIFY(axis.isWallClock());
    QCOMPARE(axis.whole(), (AxisRange{kNoon, kNoon + 160 * kSecond}));
    QCOMPARE(axis.lane("early")->begin, kNoon);
    QCOMPARE(axis.lane("early")->timeZone, std::string("Europe/Berlin"));
}

void tst_TimeAxis::oneSourceWithoutAClockPutsAllAtZero()
{
    const TimeAxis axis({withClock(fakeSource("a", 60s), kNoon), fakeSource("b", 20s)});
    QVERIFY(!axis.isWallClock());
    QCOMPARE(axis.lane("a")->begin, AxisTime{0});
    QCOMPARE(axis.whole(), (AxisRange{0, 60 * kSecond}));
}

void tst_TimeAxis::whatIsNotIndexedHasNoLaneAndNoSay()
{
    SourceInfo added = fakeSource("b", 20s);
    added.indexed = false;
    const TimeAxis axis({withClock(fakeSource("a", 60s), kNoon), added});
    QVERIFY(axis.isWallClock());
    QCOMPARE(axis.lanes().size(), std::size_t{1});
}

void tst_TimeAxis::timesGoThereAndBack()
{
    const TimeAxis axis({withClock(fakeSource("a", 60s), kNoon, 12'000)});
    QCOMPARE(axis.toAxis("a", 5s), kNoon + 17 * kSecond);
    QCOMPARE(axis.fromAxis("a", kNoon + 17 * kSecond), Timestamp(5s));
    QCOMPARE(axis.fromAxis("a", kNoon), Timestamp(-12s)); // Before the video.
    QCOMPARE(axis.toAxis("unknown", 5s), AxisTime{0});
}

void tst_TimeAxis::theOffsetIsAddedToTheCamerasClock()
{
    const auto slow = withClock(fakeSource("a", 60s), kNoon, 1500);
    QCOMPARE(wallClockOf(slow.record, 1s), std::optional(kNoon + 2'500'000));
    const auto fast = withClock(fakeSource("a", 60s), kNoon, -1500);
    QCOMPARE(wallClockOf(fast.record, 0s), std::optional(kNoon - 1'500'000));
    QVERIFY(!wallClockOf(fakeSource("a", 60s).record, 1s));
}

QTEST_GUILESS_MAIN(tst_TimeAxis)
#include "tst_time_axis.moc"
