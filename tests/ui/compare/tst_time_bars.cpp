#include "ui/compare/some_comparison.h"
#include "ui/compare/time_bars.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLocale>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;

class tst_TimeBars : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qApp, Theme::Dark);
    }
    void partsStandBehindEachOther();
    void rowsShareTheHeightUpToALimit();
    void theSpreadIsAtTheEnd();
    void valuesAreThoseOfTheParts();
    void withoutTimesItSaysWhy();
    void theFileHasTheShownValues();
};

void tst_TimeBars::partsStandBehindEachOther()
{
    const Compared compared = test::someCompared();
    const ChartScale scale{0, 3, 100, 400}; // 100 pixels a millisecond.
    const auto bars = timeBarsOf(*compared.figures, scale, QRectF(0, 20, 500, 120));
    QCOMPARE(bars.size(), std::size_t(4));
    QCOMPARE(bars[0].row, QRectF(0, 20, 500, 30));
    QCOMPARE(bars[2].row, QRectF(0, 80, 500, 30));
    // 0.1, 0.2 and 1.8 ms at depth 7.
    QCOMPARE(bars[2].parts[0].left(), 100.0);
    QCOMPARE(bars[2].parts[0].right(), 110.0);
    QCOMPARE(bars[2].parts[1].left(), bars[2].parts[0].right());
    QCOMPARE(bars[2].parts[1].right(), 130.0);
    QCOMPARE(bars[2].parts[2].right(), 310.0);
    for (const QRectF &part : bars[2].parts) {
        QCOMPARE(part.height(), 16.0);
        QCOMPARE(part.top(), 87.0);
    }
    QCOMPARE(bars[0].parts[1].width(), 0.0); // Pixels are decoded as they are read.
}

void tst_TimeBars::rowsShareTheHeightUpToALimit()
{
    const Compared compared = test::someCompared();
    const ChartScale scale{0, 3, 0, 300};
    QCOMPARE(timeBarsOf(*compared.figures, scale, QRectF(0, 0, 300, 50))[1].row.height(), 12.0);
    QCOMPARE(timeBarsOf(*compared.figures, scale, QRectF(0, 0, 300, 900))[1].row.height(), 40.0);
}

void tst_TimeBars::theSpreadIsAtTheEnd()
{
    compare::Figures figures;
    figures.depths.resize(1);
    figures.depths[0].time.total = {2, 0.5};
    const auto bars = timeBarsOf(figures, {0, 3, 0, 300}, QRectF(0, 0, 300, 30));
    QCOMPARE(bars[0].sdLow, 150.0);
    QCOMPARE(bars[0].sdHigh, 250.0);
    QCOMPARE(bars[0].middle, 15.0);
}

void tst_TimeBars::valuesAreThoseOfTheParts()
{
    TimeBars chart;
    chart.resize(400, 220);
    chart.setCompared(test::someCompared());
    QCOMPARE(chart.spots().size(), std::size_t(16));
    const ChartSpot &decode = chart.spots()[2 * 4 + 1];
    QCOMPARE(decode.key, QStringLiteral("7/decode"));
    QCOMPARE(decode.title, QStringLiteral("7: decoding"));
    QCOMPARE(decode.lines, (QStringList{"0.20 ± 0.01 ms a patch", "10 % of the total"}));
    QVERIFY(decode.area.contains(decode.at));
    const ChartSpot &total = chart.spots()[3 * 4 + 3];
    QCOMPARE(total.title, QStringLiteral("7→11 un-retrained: total"));
    QCOMPARE(total.lines, (QStringList{"1.80 ± 0.06 ms a patch", "5 runs",
                                       "−41 % ± 4.3 percentage points against none"}));
    QCOMPARE(total.depth, 3);
    for (const ChartSpot &spot : chart.spots())
        QVERIFY(chart.area().adjusted(-8, 0, 8, 0).contains(spot.at));
}

void tst_TimeBars::withoutTimesItSaysWhy()
{
    TimeBars chart;
    chart.resize(400, 220);
    QVERIFY(!chart.emptySentence().isEmpty());
    chart.setCompared(test::someCompared({.runs = 0}));
    QVERIFY(chart.emptySentence().startsWith(QStringLiteral("The first pass")));
    QVERIFY(chart.spots().empty());
    chart.setCompared(test::someCompared({.runs = 1}));
    QVERIFY(chart.emptySentence().isEmpty());
}

void tst_TimeBars::theFileHasTheShownValues()
{
    TimeBars chart;
    chart.setCompared(test::someCompared({.runs = 1}));
    const auto table = chart.table();
    QCOMPARE(table.size(), std::size_t(5));
    QCOMPARE(table[0].mid(0, 4), (QStringList{"depth", "runs", "read ms", "read sd"}));
    for (const QStringList &row : table)
        QCOMPARE(row.size(), table[0].size());
    QCOMPARE(table[4][0], QStringLiteral("7-11 un-retrained"));
    QCOMPARE(table[4][1], QStringLiteral("1"));
    QCOMPARE(table[4][3], QString()); // One run has no spread.
    QCOMPARE(table[4][11], QString());
    QVERIFY(chart.csv().startsWith(QStringLiteral("depth,runs,")));
}

QTEST_MAIN(tst_TimeBars)
#include "tst_time_bars.moc"
