#include "ui/compare/chart_scale.h"

#include <QLocale>
#include <QTest>

using namespace refocus::ui;

class tst_ChartScale : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void valuesAndPixels();
    void stepsAreOneTwoOrFive_data();
    void stepsAreOneTwoOrFive();
    void rangesGoToFullSteps();
    void aRangeOfNoLengthIsWidened();
    void ticksHaveAsManyDecimalsAsTheyNeed();
    void ticksKeepTheirDistance();
    void ticksAlsoCountDownwards();
};

void tst_ChartScale::valuesAndPixels()
{
    const ChartScale scale{0, 4, 100, 300};
    QCOMPARE(scale.pixel(0), 100.0);
    QCOMPARE(scale.pixel(1), 150.0);
    const ChartScale up{0.9, 1, 200, 100};
    QCOMPARE(up.pixel(1), 100.0);
    QCOMPARE(up.pixel(0.9), 200.0);
}

void tst_ChartScale::stepsAreOneTwoOrFive_data()
{
    QTest::addColumn<double>("length");
    QTest::addColumn<int>("most");
    QTest::addColumn<double>("step");
    QTest::newRow("exactly one") << 10.0 << 10 << 1.0;
    QTest::newRow("two") << 11.0 << 10 << 2.0;
    QTest::newRow("five") << 3.1 << 1 << 5.0;
    QTest::newRow("ten") << 5.1 << 1 << 10.0;
    QTest::newRow("small") << 0.09 << 5 << 0.02;
    QTest::newRow("large") << 5555.0 << 4 << 2000.0;
}

void tst_ChartScale::stepsAreOneTwoOrFive()
{
    QFETCH(double, length);
    QFETCH(int, most);
    QFETCH(double, step);
    QVERIFY(qFuzzyCompare(niceStep(length, most), step));
}

void tst_ChartScale::rangesGoToFullSteps()
{
    const ValueRange range = niceRange(0.913, 0.998, 5);
    QVERIFY(qFuzzyCompare(range.from, 0.9));
    QVERIFY(qFuzzyCompare(range.to, 1.0));
    QCOMPARE(niceRange(0, 10, 10), (ValueRange{0, 10}));
    QCOMPARE(niceRange(-1, 9, 10), (ValueRange{-1, 9}));
}

void tst_ChartScale::aRangeOfNoLengthIsWidened()
{
    const ValueRange range = niceRange(3, 3, 4);
    QVERIFY(range.from < 3 && range.to > 3);
    const ValueRange zero = niceRange(0, 0, 4);
    QVERIFY(zero.from < 0 && zero.to > 0);
}

void tst_ChartScale::ticksHaveAsManyDecimalsAsTheyNeed()
{
    const auto labels = [](const ChartScale &scale, double apart) {
        QStringList found;
        for (const ChartTick &tick : chartTicks(scale, apart))
            found << tick.label;
        return found;
    };
    QCOMPARE(labels({0, 3, 0, 300}, 100), (QStringList{"0", "1", "2", "3"}));
    QCOMPARE(labels({0.9, 1.005, 105, 0}, 17),
             (QStringList{"0.90", "0.92", "0.94", "0.96", "0.98", "1.00"}));
    QCOMPARE(labels({0.25, 2.2, 0, 400}, 100), (QStringList{"0.5", "1.0", "1.5", "2.0"}));
}

void tst_ChartScale::ticksKeepTheirDistance()
{
    for (double length = 0.01; length < 1e5; length *= 1.3) {
        const ChartScale scale{0, length, 0, 330};
        const auto ticks = chartTicks(scale, 56);
        QVERIFY(ticks.size() >= 2 && ticks.size() <= 6);
        for (std::size_t i = 1; i < ticks.size(); ++i)
            QVERIFY(scale.pixel(ticks[i].value) - scale.pixel(ticks[i - 1].value) >= 55.9);
    }
}

void tst_ChartScale::ticksAlsoCountDownwards()
{
    const auto ticks = chartTicks({-1, 1, 100, 0}, 40);
    QCOMPARE(ticks.size(), std::size_t(3));
    QCOMPARE(ticks[0], (ChartTick{-1, QStringLiteral("-1")}));
    QCOMPARE(ticks[1], (ChartTick{0, QStringLiteral("0")}));
}

QTEST_GUILESS_MAIN(tst_ChartScale)
#include "tst_chart_scale.moc"
