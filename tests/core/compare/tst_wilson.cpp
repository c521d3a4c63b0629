#include "compare/mean_sd.h"
#include "compare/wilson.h"

#include <QTest>

#include <array>

using namespace refocus::compare;

class TestWilson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    void publishedIntervalsComeOut_data()
    {
        QTest::addColumn<int>("hits");
        QTest::addColumn<int>("of");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("81/263") << 81 << 263 << 0.2553 << 0.3662;
        QTest::newRow("15/148") << 15 << 148 << 0.0624 << 0.1605;
        QTest::newRow("0/20") << 0 << 20 << 0.0 << 0.1611;
        QTest::newRow("1/29") << 1 << 29 << 0.0061 << 0.1718;
    }
    void publishedIntervalsComeOut()
    {
        QFETCH(int, hits);
        QFETCH(int, of);
        QFETCH(double, low);
        QFETCH(double, high);
        const Interval interval = wilson(double(hits) / of, of);
        QVERIFY2(std::abs(interval.low - low) < 5e-5, qPrintable(QString::number(interval.low)));
        QVERIFY2(std::abs(interval.high - high) < 5e-5, qPrintable(QString::number(interval.high)));
        // Seen from the other side.
        const Interval misses = wilson(1 - double(hits) / of, of);
        QVERIFY(std::abs(misses.low - (1 - interval.high)) < 1e-12);
        QVERIFY(std::abs(misses.high - (1 - interval.low)) < 1e-12);
    }

    void withoutObservationsAnythingIsPossible()
    {
        QCOMPARE(wilson(0, 0).low, 0.0);
        QCOMPARE(wilson(0, 0).high, 1.0);
        QVERIFY(!Share{}.defined());
        QCOMPARE(Share{}.value(), 0.0);
    }

    void patchesOfOneObjectAreWorthOneObservation()
    {
        QCOMPARE(effectiveCount(std::array<std::size_t, 4>{1, 1, 1, 1}), 4.0);
        QCOMPARE(effectiveCount(std::array<std::size_t, 3>{0, 50, 0}), 1.0);
        QCOMPARE(effectiveCount(std::array<std::size_t, 2>{7, 7}), 2.0);
        // (3 + 1)^2 / (9 + 1)
        QCOMPARE(effectiveCount(std::array<std::size_t, 2>{3, 1}), 1.6);
        QCOMPARE(effectiveCount({}), 0.0);
    }

    void aSharesIntervalIsOfItsIndependentPart()
    {
        const Share many{90, 100, 100}, few{90, 100, 10};
        QCOMPARE(many.value(), 0.9);
        QCOMPARE(few.value(), 0.9);
        // By hand: (0.9 + 3.8415/20 -+ 1.96 sqrt(0.009 + 0.0096037)) / 1.38415
        QVERIFY(std::abs(few.interval().low - 0.5958) < 1e-3);
        QVERIFY(std::abs(few.interval().high - 0.9821) < 1e-3);
        QVERIFY(many.interval().low > few.interval().low);
    }

    void theDeviationIsThatOfASample()
    {
        const MeanSd value = meanSd(std::array<double, 4>{2, 4, 4, 6});
        QCOMPARE(value.mean, 4.0);
        QVERIFY(std::abs(value.sd - std::sqrt(8.0 / 3)) < 1e-12);
        QCOMPARE(meanSd(std::array<double, 1>{3}).sd, 0.0);
        QCOMPARE(meanSd({}).mean, 0.0);
    }
};

QTEST_GUILESS_MAIN(TestWilson)
#include "tst_wilson.moc"
