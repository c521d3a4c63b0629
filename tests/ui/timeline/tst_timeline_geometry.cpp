#include "ui/timeline/lane_layout.h"
#include "ui/timeline/overview_strip.h"
#include "ui/timeline/time_scale.h"

#include <QTest>

using namespace refocus::ui;

class tst_TimelineGeometry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timesAndPixelsAreInverse();
    void aScaleKeepsMicrosecondsOfTheWallClock();
    void anEmptyScaleStillAnswers();
    void lanesShareTheSpaceWithinLimits_data();
    void lanesShareTheSpaceWithinLimits();
    void laneAtIsWhereLanesAre();
    void everyClassHasItsRow();
    void levelsShareARowUntilTheyAreTooThin();
    void rowAtIsTheNearest();
    void theWindowIsHeldByEndsAndMiddle_data();
    void theWindowIsHeldByEndsAndMiddle();
};

void tst_TimelineGeometry::timesAndPixelsAreInverse()
{
    const TimeScale scale{{1000, 5000}, 100, 400}; // 10 us a pixel.
    QCOMPARE(scale.perPixel(), 10.0);
    QCOMPARE(scale.timeToPixel(1000), 100.0);
    QCOMPARE(scale.timeToPixel(3000), 300.0);
    QCOMPARE(scale.timeToPixel(0), 0.0);
    QCOMPARE(scale.pixelToTime(100), AxisTime(1000));
    QCOMPARE(scale.pixelToTime(500), AxisTime(5000));
    QCOMPARE(scale.pixelToTime(0), AxisTime(0));
    for (const AxisTime time : {1000, 1234, 4999})
        QCOMPARE(scale.pixelToTime(scale.timeToPixel(time)), time);
}

void tst_TimelineGeometry::aScaleKeepsMicrosecondsOfTheWallClock()
{
    const AxisTime now = 1'795'399'200'000'001; // 2026
    const TimeScale scale{{now, now + 200'000}, 132, 1000};
    for (const AxisTime time : {now, now + 1, now + 199'999})
        QCOMPARE(scale.pixelToTime(scale.timeToPixel(time)), time);
}

void tst_TimelineGeometry::anEmptyScaleStillAnswers()
{
    const TimeScale scale{{5, 5}, 0, 0};
    QVERIFY(scale.perPixel() > 0);
    QCOMPARE(scale.timeToPixel(5), 0.0);
}

void tst_TimelineGeometry::lanesShareTheSpaceWithinLimits_data()
{
    QTest::addColumn<int>("lanes");
    QTest::addColumn<int>("classes");
    QTest::addColumn<int>("space");
    QTest::addColumn<int>("height");
    QTest::newRow("one does not grow for ever") << 1 << 1 << 400 << 72;
    QTest::newRow("shared") << 3 << 2 << 150 << 50;
    QTest::newRow("not below what can be read") << 10 << 2 << 150 << 36;
    QTest::newRow("higher for many classes") << 3 << 13 << 150 << 13 * 6 + 8;
    QTest::newRow("none") << 0 << 0 << 100 << 72;
}

void tst_TimelineGeometry::lanesShareTheSpaceWithinLimits()
{
    QFETCH(int, lanes);
    QFETCH(int, classes);
    QFETCH(int, space);
    QFETCH(int, height);
    const LaneLayout layout{lanes, classes, 24, space, 0};
    QCOMPARE(layout.laneHeight(), height);
    QCOMPARE(layout.contentHeight(), lanes * height);
}

void tst_TimelineGeometry::laneAtIsWhereLanesAre()
{
    LaneLayout layout{3, 1, 24, 100, 0}; // 36 each, 108 in all.
    QCOMPARE(layout.laneAt(23), -1);     // The ruler.
    QCOMPARE(layout.laneAt(24), 0);
    QCOMPARE(layout.laneAt(59), 0);
    QCOMPARE(layout.laneAt(60), 1);
    QCOMPARE(layout.laneAt(123), 2);
    QCOMPARE(layout.laneAt(124), -1); // Below the widget.
    layout.scrolled = 8;
    QCOMPARE(layout.lane(0), (Band{16, 36}));
    QCOMPARE(layout.laneAt(24), 0);
    QCOMPARE(layout.laneAt(52), 1);
    const LaneLayout tall{2, 1, 24, 300, 0};
    QCOMPARE(tall.laneAt(24 + 2 * 72 - 1), 1);
    QCOMPARE(tall.laneAt(24 + 2 * 72), -1); // Below the lanes.
}

void tst_TimelineGeometry::everyClassHasItsRow()
{
    const LaneLayout layout{2, 3, 24, 88, 0}; // Lanes of 44: rows of 12.
    QCOMPARE(layout.laneHeight(), 44);
    QCOMPARE(layout.classRow(0, 0), (Band{28, 12}));
    QCOMPARE(layout.classRow(0, 2), (Band{52, 12}));
    QCOMPARE(layout.classRow(1, 0), (Band{72, 12}));
    const LaneLayout one{1, 1, 0, 72, 0};
    QCOMPARE(one.classRow(0, 0), (Band{4, 22})); // No higher than is useful.
}

void tst_TimelineGeometry::levelsShareARowUntilTheyAreTooThin()
{
    const LaneLayout one{1, 1, 0, 72, 0}; // A row of 22 from 4 on.
    QCOMPARE(one.bar(0, 0, 1, 0), (Band{7, 14}));
    QCOMPARE(one.bar(0, 0, 3, 0), (Band{4, 6}));
    QCOMPARE(one.bar(0, 0, 3, 1), (Band{11, 6}));
    QCOMPARE(one.bar(0, 0, 3, 2), (Band{18, 6}));
    const LaneLayout many{2, 3, 24, 88,
                          0}; // Rows of 12: two levels, the third falls on the second.
    QCOMPARE(many.bar(0, 0, 3, 0), (Band{28, 4}));
    QCOMPARE(many.bar(0, 0, 3, 1), (Band{33, 4}));
    QCOMPARE(many.bar(0, 0, 3, 2), (Band{33, 4}));
    for (int level = 0; level < 3; ++level) { // Never out of its row.
        const LaneLayout thin{1, 13, 0, 40, 0};
        const Band row = thin.classRow(0, 5), bar = thin.bar(0, 5, 3, level);
        QVERIFY(bar.top >= row.top && bar.bottom() <= row.bottom() && bar.height > 0);
    }
}

void tst_TimelineGeometry::rowAtIsTheNearest()
{
    const LaneLayout layout{2, 3, 24, 88, 0};
    QCOMPARE(layout.rowAt(0, 24), 0);
    QCOMPARE(layout.rowAt(0, 39), 0);
    QCOMPARE(layout.rowAt(0, 40), 1);
    QCOMPARE(layout.rowAt(0, 67), 2);
    QCOMPARE(layout.rowAt(1, 72), 0);
    const LaneLayout none{2, 0, 24, 88, 0};
    QCOMPARE(none.rowAt(0, 40), -1);
}

void tst_TimelineGeometry::theWindowIsHeldByEndsAndMiddle_data()
{
    QTest::addColumn<double>("begin");
    QTest::addColumn<double>("end");
    QTest::addColumn<double>("x");
    QTest::addColumn<int>("part");
    const auto row = [](const char *name, double begin, double end, double x, WindowPart part) {
        QTest::newRow(name) << begin << end << x << static_cast<int>(part);
    };
    row("left of it", 100, 200, 90, WindowPart::Outside);
    row("at its begin from outside", 100, 200, 95, WindowPart::Begin);
    row("at its begin from inside", 100, 200, 105, WindowPart::Begin);
    row("in it", 100, 200, 150, WindowPart::Middle);
    row("at its end", 100, 200, 197, WindowPart::End);
    row("right of it", 100, 200, 210, WindowPart::Outside);
    row("the middle of a narrow one", 100, 112, 106, WindowPart::Middle);
    row("the begin of a narrow one", 100, 112, 103, WindowPart::Begin);
    row("the end of a narrow one", 100, 112, 109, WindowPart::End);
}

void tst_TimelineGeometry::theWindowIsHeldByEndsAndMiddle()
{
    QFETCH(double, begin);
    QFETCH(double, end);
    QFETCH(double, x);
    QFETCH(int, part);
    QCOMPARE(static_cast<int>(windowPartAt(begin, end, x)), part);
}

QTEST_GUILESS_MAIN(tst_TimelineGeometry)
#include "tst_timeline_geometry.moc"
