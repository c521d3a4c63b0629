#include "ui/compare/chart_paint.h"
#include "ui/compare/some_comparison.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTest>

#include <cmath>
#include <set>

using namespace refocus;
using namespace refocus::ui;

class tst_ChartPaint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void depthsDifferInColourAndSymbol_data();
    void depthsDifferInColourAndSymbol();
    void aPlotLeavesRoomForItsAxes();
    void aLabelStandsRightOfItsPoint();
    void labelsDoNotLieOnEachOther();
    void aLabelKeepsOffWhatIsThere();
    void ratherOverALineThanNowhere();
    void hatchesEndAtTheBox();
    void linesAreCutAtTheBox();
    void boxesFollowALine();
};

void tst_ChartPaint::depthsDifferInColourAndSymbol_data()
{
    QTest::addColumn<int>("theme");
    QTest::newRow("dark") << int(Theme::Dark);
    QTest::newRow("light") << int(Theme::Light);
}

void tst_ChartPaint::depthsDifferInColourAndSymbol()
{
    QFETCH(int, theme);
    applyTheme(*qApp, static_cast<Theme>(theme));
    const Compared compared = test::someCompared();
    std::set<QRgb> seen;
    std::set<int> symbols;
    const auto luminance = [](const QColor &colour) {
        const auto part = [](double v) {
            return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) +
               0.0722 * part(colour.blueF());
    };
    const double ground = luminance(colours().base);
    for (std::size_t d = 0; d < compared.depths(); ++d) {
        const DepthStyle style = depthStyle(compared, d);
        seen.insert(style.colour.rgb());
        symbols.insert(static_cast<int>(style.symbol));
        QCOMPARE(style.dashed, d == 3);
        const double own = luminance(style.colour);
        QVERIFY((std::max(own, ground) + 0.05) / (std::min(own, ground) + 0.05) >= 3);
    }
    QCOMPARE(seen.size(), compared.depths());
    QCOMPARE(symbols.size(), compared.depths());
}

void tst_ChartPaint::aPlotLeavesRoomForItsAxes()
{
    const QFontMetricsF metrics(qApp->font());
    const double line = std::ceil(metrics.height());
    const QRectF area(12, 28, 376, 150);
    const Plot low = plotOf(area, metrics, {0, 4}, {0, 1});
    QCOMPARE(low.box.top(), area.top() + line + 4);
    QCOMPARE(low.box.bottom(), area.bottom() - line - 4);
    QCOMPARE(low.box.right(), area.right() - 12);
    QCOMPARE(low.at(0, 0), low.box.bottomLeft());
    QCOMPARE(low.at(4, 1), low.box.topRight());
    QCOMPARE(low.at(2, 0.5), low.box.center());
    // Higher, x's name has its own line.
    const Plot high = plotOf(QRectF(12, 28, 376, 180), metrics, {0, 4}, {0, 1});
    QCOMPARE(high.box.bottom(), 208 - 2 * line - 4);
}

void tst_ChartPaint::aLabelStandsRightOfItsPoint()
{
    const std::vector<QPointF> points{{100, 100}};
    const std::vector<QSizeF> sizes{{40, 12}};
    const auto boxes = placeLabels(points, sizes, QRectF(0, 0, 200, 200), {});
    QCOMPARE(boxes.at(0).value(), QRectF(108, 94, 40, 12));
    // No room on the right.
    const auto left = placeLabels(points, sizes, QRectF(0, 0, 140, 200), {});
    QCOMPARE(left.at(0).value(), QRectF(52, 94, 40, 12));
    const auto none = placeLabels(points, sizes, QRectF(90, 90, 20, 20), {});
    QVERIFY(!none.at(0));
}

void tst_ChartPaint::labelsDoNotLieOnEachOther()
{
    std::vector<QPointF> points;
    for (int i = 0; i < 12; ++i)
        points.emplace_back(100 + 3 * i, 100 - 5 * i);
    const std::vector<QSizeF> sizes(points.size(), QSizeF(40, 12));
    const auto boxes = placeLabels(points, sizes, QRectF(0, 0, 400, 200), {});
    for (std::size_t a = 0; a < boxes.size(); ++a)
        for (std::size_t b = 0; b < a; ++b)
            QVERIFY(!boxes[a] || !boxes[b] || !boxes[a]->intersects(*boxes[b]));
    QVERIFY(boxes.front() && boxes.back());
}

void tst_ChartPaint::aLabelKeepsOffWhatIsThere()
{
    const std::vector<QPointF> points{{100, 100}};
    const std::vector<QSizeF> sizes{{40, 12}};
    const auto boxes =
        placeLabels(points, sizes, QRectF(0, 0, 200, 200), {QRectF(120, 90, 10, 20)});
    QCOMPARE(boxes.at(0).value(), QRectF(52, 94, 40, 12));
}

void tst_ChartPaint::ratherOverALineThanNowhere()
{
    const std::vector<QPointF> points{{100, 100}};
    const std::vector<QSizeF> sizes{{40, 12}};
    const QRectF bounds(95, 90, 100, 20); // Only the right has room.
    const std::vector<QRectF> line{QRectF(110, 99, 80, 2)};
    QCOMPARE(placeLabels(points, sizes, bounds, {}, line).at(0).value(), QRectF(108, 94, 40, 12));
    QCOMPARE(placeLabels(points, sizes, QRectF(0, 0, 200, 200), {}, line).at(0).value(),
             QRectF(52, 94, 40, 12));
}

void tst_ChartPaint::hatchesEndAtTheBox()
{
    const QRectF box(10, 20, 30, 8);
    const auto lines = hatchLines(box, 6);
    QVERIFY(!lines.empty());
    for (const QLineF &line : lines)
        for (const QPointF end : {line.p1(), line.p2()})
            QVERIFY(box.adjusted(-1e-9, -1e-9, 1e-9, 1e-9).contains(end));
    // x + y is a multiple of 6: 36 is the first above 30.
    QCOMPARE(lines.front(), QLineF(10, 26, 16, 20));
    QVERIFY(hatchLines(QRectF(10, 20, 0, 8), 6).empty());
}

void tst_ChartPaint::linesAreCutAtTheBox()
{
    const QRectF box(0, 0, 100, 50);
    QCOMPARE(insideOf(QLineF(0, 0, 200, 100), box).value(), QLineF(0, 0, 100, 50));
    QCOMPARE(insideOf(QLineF(50, -50, 50, 100), box).value(), QLineF(50, 0, 50, 50));
    QCOMPARE(insideOf(QLineF(10, 10, 20, 20), box).value(), QLineF(10, 10, 20, 20));
    QVERIFY(!insideOf(QLineF(0, 60, 100, 60), box));
    QVERIFY(!insideOf(QLineF(150, 0, 200, 50), box));
}

void tst_ChartPaint::boxesFollowALine()
{
    const auto boxes = alongLine(QLineF(0, 0, 16, 0));
    QCOMPARE(boxes.size(), std::size_t(2));
    QCOMPARE(boxes[0], QRectF(-1, -1, 10, 2));
    QCOMPARE(boxes[1], QRectF(7, -1, 10, 2));
}

QTEST_MAIN(tst_ChartPaint)
#include "tst_chart_paint.moc"
