#include "compare/paired_ratio.h"

#include <QTest>

#include <cmath>

using namespace refocus::compare;

namespace {

// Each inner list is a run, each value a batch's milliseconds.
ComparedDepth depth(const std::vector<std::vector<double>> &runs)
{
    ComparedDepth result;
    for (const auto &batches : runs) {
        TimedRun &run = result.runs.emplace_back();
        for (const double ms : batches)
            run.add({0, 0, ms}, 32);
    }
    return result;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

} // namespace

class TestPairedRatio : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pairsAreOfTheSameBatch()
    {
        const PairedRatio ratio =
            pairedRatio(depth({{8, 16, 4}, {80}}), depth({{10, 20, 5}, {100}}));
        QVERIFY(near(ratio.median, 0.8));
        QVERIFY(near(ratio.halfWidth, 0)); // Slow batches are slow for both.
    }

    void disturbedBatchesDoNotCount()
    {
        const PairedRatio ratio = pairedRatio(depth({{8, 8, 30, 8}, {8, 25, 8, 8}}),
                                              depth({{10, 10, 10, 10}, {10, 10, 10, 10}}));
        QVERIFY(near(ratio.median, 0.8));
    }

    // Ten sorted ratios 0.1 to 1: (10 - 1.96 * 3.16) / 2 is 1.9, so the first from either end.
    void theIntervalOfManyComesFromTheirOrder()
    {
        const ComparedDepth to = depth({std::vector<double>(10, 10.0)});
        const PairedRatio one = pairedRatio(depth({{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}), to);
        QVERIFY(near(one.median, 0.55));
        QVERIFY(std::isinf(one.halfWidth)); // A single run cannot say how runs differ.
        const ComparedDepth twice =
            depth({{3, 1, 10, 6, 5, 4, 9, 8, 7, 2}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}});
        const PairedRatio two = pairedRatio(
            twice, depth({std::vector<double>(10, 10.0), std::vector<double>(10, 10.0)}));
        QVERIFY(near(two.median, 0.55));
        // Of twenty: (20 - 8.77) / 2 is 5.6, the fifth: 0.3 and 0.8.
        QVERIFY(near(two.halfWidth, 0.25));
    }

    void runsThatDifferAsAWholeWidenTheInterval()
    {
        const std::vector<double> none(8, 10.0);
        const ComparedDepth to = depth({none, none, none});
        const ComparedDepth of = depth({std::vector<double>(8, 7.0), std::vector<double>(8, 8.0),
                                        std::vector<double>(8, 9.0)});
        const PairedRatio ratio = pairedRatio(of, to);
        QVERIFY(near(ratio.median, 0.8));
        QVERIFY(std::abs(ratio.halfWidth - 4.303 * 0.1 / std::sqrt(3.0)) < 1e-4);
    }

    void nothingIsKnownBeforeTheSecondRun()
    {
        QVERIFY(std::isinf(pairedRatio(depth({}), depth({})).halfWidth));
        const PairedRatio one = pairedRatio(depth({{5}}), depth({{10}}));
        QVERIFY(near(one.median, 0.5));
        QVERIFY(std::isinf(one.halfWidth));
    }
};

QTEST_APPLESS_MAIN(TestPairedRatio)
#include "tst_paired_ratio.moc"
