#include "ui/compare/curve_chart.h"
#include "ui/compare/some_comparison.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLocale>
#include <QTest>
#include <QToolButton>

using namespace refocus;
using namespace refocus::ui;

namespace {

Plot somePlot(double fromX, double fromY)
{
    Plot plot;
    plot.box = QRectF(0, 0, 100, 100);
    plot.area = plot.box;
    plot.x = {fromX, 1, 0, 100};
    plot.y = {fromY, 1, 100, 0};
    return plot;
}

} // namespace

class tst_CurveChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qApp, Theme::Dark);
    }
    void pointsStandAtRecallAndPrecision();
    void outsideTheAxesTheyAreLeftOut();
    void nothingFoundIsNoPoint();
    void theAxesAreForTheRetrained();
    void labelsAtOnePlaceAreOne();
    void theSwitchChangesTheCurves();
    void onlyWantedDepthsAreShown();
    void theChosenDepthKeepsItsPoints();
    void withoutHitsThereIsNothingToFind();
};

void tst_CurveChart::pointsStandAtRecallAndPrecision()
{
    const Compared compared = test::someCompared();
    const auto curves = curvesOf(compared, CurveOver::K, {0, 2}, somePlot(0, 0));
    QCOMPARE(curves.size(), std::size_t(2));
    QCOMPARE(curves[0].depth, std::size_t(0));
    QCOMPARE(curves[1].depth, std::size_t(2));
    // Ranks are 0 to 3 by turns: each K finds another quarter, all by none's answers.
    QCOMPARE(curves[0].places.size(), std::size_t(4));
    for (std::size_t k = 0; k < 4; ++k) {
        QVERIFY(qFuzzyCompare(curves[0].places[k].at.x() + 1, 25.0 * (k + 1.0) + 1));
        QCOMPARE(curves[0].places[k].at.y(), 0.0);
        QVERIFY(curves[0].places[k].inside);
    }
    QVERIFY(curves[1].places[3].at.x() < 100 && curves[1].places[3].at.y() > 0);
}

void tst_CurveChart::outsideTheAxesTheyAreLeftOut()
{
    const auto curves = curvesOf(test::someCompared(), CurveOver::K, {0}, somePlot(0.4, 0.9));
    QCOMPARE(curves[0].places.size(), std::size_t(4));
    QVERIFY(!curves[0].places[0].inside);
    QVERIFY(curves[0].places[1].inside);
}

void tst_CurveChart::nothingFoundIsNoPoint()
{
    const Compared compared = test::someCompared();
    const auto &points = curvePoints(compared.at(0), CurveOver::Score);
    QCOMPARE(points.size(), std::size_t(20));
    const auto curves = curvesOf(compared, CurveOver::Score, {0}, somePlot(0, 0));
    std::size_t found = 0;
    for (const compare::CurvePoint &point : points)
        found += point.recall.hits > 0 ? 1 : 0;
    QCOMPARE(curves[0].places.size(), found);
}

void tst_CurveChart::theAxesAreForTheRetrained()
{
    const Compared compared = test::someCompared();
    const std::vector<std::size_t> all{0, 1, 2, 3};
    QVERIFY(curvePrecisions(compared, CurveOver::K, all, 1).from >= 0.9);
    QVERIFY(curvePrecisions(compared, CurveOver::K, all, 3).from < 0.34); // It is asked for.
    QVERIFY(curvePrecisions(compared, CurveOver::K, {3}, 0).from < 0.34); // There is no other.
    QVERIFY(curvePrecisions(compared, CurveOver::K, all, 1).to > 1);
}

void tst_CurveChart::labelsAtOnePlaceAreOne()
{
    std::vector<compare::CurvePoint> points(4);
    Curve curve{1, {}};
    for (std::size_t i = 0; i < points.size(); ++i) {
        points[i].setting = static_cast<double>(i) * 0.25;
        curve.places.push_back({i, QPointF(i < 2 ? 90 : 50, 10), i != 3});
    }
    QCOMPARE(curveLabels(curve, points, CurveOver::Score),
             (std::vector{CurveLabel{{90, 10}, 0, 0.25}, CurveLabel{{50, 10}, 0.5, 0.5}}));
    points[1].setting = 0.2; // Not a quarter.
    QCOMPARE(curveLabels(curve, points, CurveOver::Score).front(), (CurveLabel{{90, 10}, 0, 0}));
    QVERIFY(isLabelled(3, CurveOver::K));
    QVERIFY(!isLabelled(0.3, CurveOver::Score));
}

void tst_CurveChart::theSwitchChangesTheCurves()
{
    CurveChart chart;
    chart.resize(400, 220);
    chart.setCompared(test::someCompared());
    QCOMPARE(chart.spots().front().title, QStringLiteral("none, K 1"));
    QCOMPARE(chart.table().front().at(1), QStringLiteral("k"));
    QToolButton *score = nullptr;
    for (QToolButton *button : chart.findChildren<QToolButton *>())
        if (button->text() == QStringLiteral("score"))
            score = button;
    QVERIFY(score);
    QTest::mouseClick(score, Qt::LeftButton);
    QCOMPARE(chart.over(), CurveOver::Score);
    QCOMPARE(chart.spots().front().title, QStringLiteral("none, score from 0.00"));
    QCOMPARE(chart.table().front().at(1), QStringLiteral("least score"));
    chart.setOver(CurveOver::K);
    QVERIFY(!score->isChecked());
}

void tst_CurveChart::onlyWantedDepthsAreShown()
{
    CurveChart chart;
    chart.resize(400, 220);
    chart.setCompared(test::someCompared());
    chart.setShown({1, 2});
    for (const ChartSpot &spot : chart.spots())
        QVERIFY(spot.depth == 1 || spot.depth == 2);
    QCOMPARE(chart.table().size(), std::size_t(1 + 2 * 4));
    chart.setShown({});
    QCOMPARE(chart.table().size(), std::size_t(1 + 4 * 4));
}

void tst_CurveChart::theChosenDepthKeepsItsPoints()
{
    CurveChart chart;
    chart.resize(400, 220);
    chart.setCompared(test::someCompared());
    const auto shows = [&](int depth) {
        for (const ChartSpot &spot : chart.spots())
            if (spot.depth == depth)
                return true;
        return false;
    };
    QVERIFY(!shows(3)); // Far below the others.
    chart.setChosen(3);
    QVERIFY(shows(3));
    QVERIFY(shows(1));
}

void tst_CurveChart::withoutHitsThereIsNothingToFind()
{
    compare::Comparison comparison = test::someComparison();
    comparison.subjects.classes = {0};
    CurveChart chart;
    chart.resize(400, 220);
    chart.setCompared(Compared::of(comparison));
    QVERIFY(chart.emptySentence().contains(QStringLiteral("no patch is a hit")));
    QVERIFY(chart.spots().empty());
}

QTEST_MAIN(tst_CurveChart)
#include "tst_curve_chart.moc"
