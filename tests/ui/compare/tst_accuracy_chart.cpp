#include "ui/compare/accuracy_chart.h"
#include "ui/compare/some_comparison.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLocale>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;

namespace {

// 100 pixels a millisecond, and 10 a hundredth of accuracy.
Plot somePlot()
{
    Plot plot;
    plot.box = QRectF(0, 0, 300, 200);
    plot.area = plot.box;
    plot.x = {0, 3, 0, 300};
    plot.y = {0.8, 1, 200, 0};
    return plot;
}

bool near(QPointF a, QPointF b) { return QLineF(a, b).length() < 1e-6; }

} // namespace

class tst_AccuracyChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qApp, Theme::Dark);
    }
    void theAxisIsForTheRetrained();
    void timesHaveRoomOnBothSides();
    void pointsStandAtTheirFigures();
    void whatIsBelowTheAxisStaysInSight();
    void theParetoSetIsJoinedByTime();
    void valuesAreWrittenBySpot();
    void itNeedsTimesAndAnswers();
};

void tst_AccuracyChart::theAxisIsForTheRetrained()
{
    const ValueRange range = accuracyRange(test::someCompared());
    QVERIFY(qFuzzyCompare(range.from, 0.85)); // The interval of 7 goes down to 0.865.
    QVERIFY(qFuzzyCompare(range.to, 1.0075)); // Points at 1 keep off the top.
}

void tst_AccuracyChart::timesHaveRoomOnBothSides()
{
    const ValueRange range = timeRange(test::someCompared());
    QVERIFY(range.from < 1.8 && range.from > 1.4);
    QVERIFY(range.to > 3 && range.to < 3.4);
}

void tst_AccuracyChart::pointsStandAtTheirFigures()
{
    const auto points = accuracyPointsOf(test::someCompared(), somePlot());
    QCOMPARE(points.size(), std::size_t(4));
    QVERIFY(near(points[0].at, {300, 0}));
    QCOMPARE(points[0].low, points[0].high); // None is what others are compared with.
    QVERIFY(near(points[1].at, {240, 20}));
    QVERIFY(near(points[2].at, {210, 40}));
    QVERIFY(points[2].high < points[2].at.y() && points[2].at.y() < points[2].low);
    QVERIFY(!points[2].below);
}

void tst_AccuracyChart::whatIsBelowTheAxisStaysInSight()
{
    const auto points = accuracyPointsOf(test::someCompared(), somePlot());
    QVERIFY(points[3].below);
    QVERIFY(near(points[3].at, {180, 192}));
    QVERIFY(near(points[3].truly, {180, 665})); // 0.335
    QCOMPARE(points[3].low, points[3].high);
}

void tst_AccuracyChart::theParetoSetIsJoinedByTime()
{
    std::vector<AccuracyPoint> points(3);
    points[0].truly = {200, 10};
    points[1].truly = {100, 50};
    points[2].truly = {150, 100};
    points[0].pareto = points[1].pareto = true;
    const auto lines = paretoLinesOf(points, somePlot());
    QCOMPARE(lines.size(), std::size_t(1));
    QCOMPARE(lines[0], QLineF(100, 50, 200, 10));
    // What lies outside is only pointed to.
    points[1].truly = {100, 410};
    const auto cut = paretoLinesOf(points, somePlot());
    QVERIFY(near(cut.at(0).p1(), {152.5, 200}));
    QVERIFY(near(cut.at(0).p2(), {200, 10}));
}

void tst_AccuracyChart::valuesAreWrittenBySpot()
{
    AccuracyChart chart;
    chart.resize(380, 210);
    chart.setCompared(test::someCompared());
    QStringList keys;
    for (const ChartSpot &spot : chart.spots()) {
        keys << spot.key;
        QVERIFY(chart.area().contains(spot.at));
    }
    QCOMPARE(keys, (QStringList{"7-11 un-retrained", "7", "4", "none"})); // By time.
    QCOMPARE(
        chart.spots()[1].lines,
        (QStringList{"2.10 ± 0.07 ms a patch", "accuracy 0.96 (0.87–0.99)",
                     "192 of 200 patches as without reuse", "none is both faster and nearer"}));
}

void tst_AccuracyChart::itNeedsTimesAndAnswers()
{
    AccuracyChart chart;
    QVERIFY(!chart.emptySentence().isEmpty());
    chart.setCompared(test::someCompared({.runs = 0}));
    QVERIFY(!chart.emptySentence().isEmpty());
    chart.setCompared(test::someCompared({.runs = 1}));
    QCOMPARE(chart.emptySentence(), QString());
    const auto table = chart.table();
    QCOMPARE(table.size(), std::size_t(5));
    QCOMPARE(table[3][3], QStringLiteral("0.96"));
    QCOMPARE(table[3][6], QStringLiteral("200"));
}

QTEST_MAIN(tst_AccuracyChart)
#include "tst_accuracy_chart.moc"
