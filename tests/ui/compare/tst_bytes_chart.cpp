#include "ui/compare/bytes_chart.h"
#include "ui/compare/some_comparison.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLocale>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;

class tst_BytesChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qApp, Theme::Dark);
    }
    void readingIsNotCounted();
    void aSlowDiskDoesNotPay();
    void theLineIsTheDisksSpeed();
    void withoutADiskThereIsNoLine();
    void valuesAreWritten();
    void theFileHasThem();
};

void tst_BytesChart::readingIsNotCounted()
{
    const auto points = bytesPointsOf(test::someCompared());
    QCOMPARE(points.size(), std::size_t(3));
    QCOMPARE(points[0].depth, std::size_t(1));
    QCOMPARE(points[0].bytes, 4676.0);
    QVERIFY(qAbs(points[0].msSaved - 0.3) < 1e-9); // 2.6 - 2.2 - 0.1
    QVERIFY(qAbs(points[1].msSaved - 0.6) < 1e-9);
    QVERIFY(qAbs(points[2].msSaved - 0.9) < 1e-9);
    QVERIFY(bytesPointsOf(test::someCompared({.runs = 0})).empty());
    QVERIFY(bytesPointsOf({}).empty());
}

void tst_BytesChart::aSlowDiskDoesNotPay()
{
    const auto pays = [](double speed) {
        std::vector<bool> pays;
        for (const BytesPoint &point :
             bytesPointsOf(test::someCompared({.diskBytesPerSecond = speed})))
            pays.push_back(point.pays);
        return pays;
    };
    QCOMPARE(pays(25e6), (std::vector{true, true, true}));
    QCOMPARE(pays(12e6), (std::vector{false, true, true})); // 0.39 ms to read at 4.
    QCOMPARE(pays(5e6), (std::vector{false, false, false}));
    QCOMPARE(pays(0), (std::vector{false, false, false}));
}

void tst_BytesChart::theLineIsTheDisksSpeed()
{
    Plot plot;
    plot.box = QRectF(0, 0, 100, 100);
    plot.x = {0, 10000, 0, 100};
    plot.y = {0, 1, 100, 0};
    const auto line = breakEvenOf(test::someCompared(), plot); // 0.4 ms for 10 kB.
    QVERIFY(line);
    QCOMPARE(line->p1(), QPointF(0, 100));
    QCOMPARE(line->p2(), QPointF(100, 60));
    // At 5 MB/s it leaves the plot on top, at 5 kB.
    const auto steep = breakEvenOf(test::someCompared({.diskBytesPerSecond = 5e6}), plot);
    QCOMPARE(steep->p2(), QPointF(50, 0));
}

void tst_BytesChart::withoutADiskThereIsNoLine()
{
    Plot plot;
    plot.box = QRectF(0, 0, 100, 100);
    QVERIFY(!breakEvenOf(test::someCompared({.diskBytesPerSecond = 0}), plot));
    QVERIFY(!breakEvenOf({}, plot));
}

void tst_BytesChart::valuesAreWritten()
{
    BytesChart chart;
    chart.resize(380, 210);
    chart.setCompared(test::someCompared());
    QCOMPARE(chart.spots().size(), std::size_t(3));
    QCOMPARE(chart.spots()[1].title, QStringLiteral("7"));
    QCOMPARE(chart.spots()[1].lines,
             (QStringList{"5.6 kB a patch", "saves 0.60 ms a patch, reading aside",
                          "from a cold disk 0.22 ms to read", "pays even then",
                          "pays from a disk of 9.3 MB a second"}));
    for (const ChartSpot &spot : chart.spots())
        QVERIFY(chart.area().contains(spot.at));
}

void tst_BytesChart::theFileHasThem()
{
    BytesChart chart;
    chart.setCompared(test::someCompared());
    const auto table = chart.table();
    QCOMPARE(table.size(), std::size_t(4));
    QCOMPARE(table[1][0], QStringLiteral("4"));
    QCOMPARE(table[1][1], QStringLiteral("4676"));
    QCOMPARE(table[1][3], QStringLiteral("25000000"));
    QCOMPARE(table[1][4], QStringLiteral("yes"));
}

QTEST_MAIN(tst_BytesChart)
#include "tst_bytes_chart.moc"
