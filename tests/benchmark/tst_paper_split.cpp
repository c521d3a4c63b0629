#include "base/error.h"
#include "paper_table/reuse.h"
#include "paper_table/split.h"
#include "statistics.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace refocus;
using namespace refocus::benchmark;

namespace {

// Some frames have none, some have several patches, as with background subtraction.
std::string labels()
{
    std::string text;
    for (int frame = 299; frame >= 100; --frame)
        for (int patch = 0; patch < frame % 4; ++patch)
            text += "frame_" + std::to_string(frame) + "_patch_" + std::to_string(patch) + ".jpg," +
                    std::to_string(frame % 3) + '\n';
    return text;
}

std::set<std::string> names(const std::vector<LabelledPatch> &patches)
{
    std::set<std::string> result;
    for (const LabelledPatch &patch : patches)
        result.insert(patch.name);
    return result;
}

} // namespace

class TstPaperSplit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void labelsAreReadInOrderOfTime()
    {
        const auto patches = parseLabels("frame_12_patch_1.jpg,2\r\n\nframe_9_patch_0.jpg,0\n"
                                         "frame_12_patch_0.jpg,1");
        QCOMPARE(patches.size(), std::size_t(3));
        QCOMPARE(patches[0].frame, 9);
        QCOMPARE(patches[1].name, std::string("frame_12_patch_0.jpg"));
        QCOMPARE(patches[2].patch, 1);
        QCOMPARE(patches[2].label, 2);
    }

    void whatIsNoLineOfLabelsIsNamed()
    {
        for (const char *line : {"frame_1_patch_2.jpg", "frame_1_patch_2.jpg,", "name,1",
                                 "frame_1_patch_2.jpg,1,2", "frame_1_patch_2.jpg,-1"}) {
            try {
                parseLabels(line);
                QFAIL(line);
            } catch (const Error &error) {
                QVERIFY(std::string(error.what()).find(line) != std::string::npos);
            }
        }
    }

    void atRandomAFifthIsForTestingAndEveryPatchIsOnOneSide()
    {
        const auto patches = parseLabels(labels());
        QCOMPARE(patches.size(), std::size_t(300));
        const Split split = randomSplit(patches, 1);
        QCOMPARE(split.train.size(), std::size_t(240));
        QCOMPARE(split.test.size(), std::size_t(60));
        auto all = names(split.train);
        all.merge(names(split.test));
        QVERIFY(all == names(patches));
        // Neighbours on both sides is what makes it easy.
        QVERIFY(split.test.front().frame != split.test.back().frame);
    }

    void theSeedDecidesTheRandomSplit()
    {
        const auto patches = parseLabels(labels());
        const auto first = names(randomSplit(patches, 1).test);
        QVERIFY(first == names(randomSplit(patches, 1).test));
        QVERIFY(first != names(randomSplit(patches, 2).test));
        // Of any machine: the published table depends on it.
        QCOMPARE(randomSplit(patches, 1).test.front().name, std::string("frame_230_patch_0.jpg"));
    }

    void everyPatchIsTestedInOneFold()
    {
        const auto patches = parseLabels(labels());
        QVERIFY(names(randomSplit(patches, 1).test) == names(randomSplit(patches, 1, 1).test));
        std::set<std::string> tested;
        for (int fold = 1; fold <= kFolds; ++fold) {
            const Split split = randomSplit(patches, 1, fold);
            QCOMPARE(split.test.size(), patches.size() / kFolds);
            auto all = names(split.train);
            QCOMPARE(all.size(), patches.size() - split.test.size());
            all.merge(names(split.test));
            QVERIFY(all == names(patches));
            tested.merge(names(split.test));
        }
        QVERIFY(tested == names(patches));
    }

    void byTimeNoFrameIsOnBothSides()
    {
        const auto patches = parseLabels(labels());
        const Split split = splitByTime(patches);
        QCOMPARE(split.train.size() + split.test.size(), patches.size());
        QVERIFY(split.train.back().frame < split.test.front().frame);
        std::set<int> train, test;
        for (const auto &patch : split.train)
            train.insert(patch.frame);
        for (const auto &patch : split.test)
            test.insert(patch.frame);
        QCOMPARE(train.size(), std::size_t(120)); // Of 150 frames that have patches.
        QCOMPARE(test.size(), std::size_t(30));
    }

    void theShareOfTheGainIsOneForTheQueryNetworkAndNoneWithoutAGain()
    {
        QCOMPARE(shareOfGain(0.80, 0.84, 0.84).value(), 1.0);
        QVERIFY(std::abs(shareOfGain(0.80, 0.84, 0.83).value() - 0.75) < 1e-9);
        QVERIFY(shareOfGain(0.80, 0.84, 0.79).value() < 0);
        QVERIFY(!shareOfGain(0.84, 0.84, 0.84));
        QVERIFY(!shareOfGain(0.85, 0.84, 0.86));
    }

    void theReductionIsTheMedianOfTheRuns()
    {
        // A disturbed run changes both of its figures and does not decide.
        const double whole[] = {100, 200, 100}, reused[] = {80, 190, 81};
        QVERIFY(std::abs(reduction(whole, reused) - 0.19) < 1e-9);
        QCOMPARE(median({4, 1, 3, 2}), 2.5);
        QCOMPARE(median({}), 0.0);
        const double runs[] = {1, 2, 3, 4};
        QCOMPARE(meanSd(runs).mean, 2.5);
        QVERIFY(std::abs(meanSd(runs).sd - std::sqrt(5.0 / 3)) < 1e-12);
    }

    void readingPaysUntilTheNetworkIsSoMuchFaster()
    {
        QCOMPARE(payingUpTo(1, 100, 2, 80), 20.0);
        QVERIFY(payingUpTo(1, 2, 2, 1.5) < 1);
        QVERIFY(std::isinf(payingUpTo(1, 100, 1, 80)));
    }

    void theBestDepthSavesMostOfThoseThatAreAccurateEnough()
    {
        const Depth depths[] = {{"7→7", 0.841, 0.19}, {"13→24", 0.835, 0.5}, {"13→47", 0.82, 0.9}};
        QCOMPARE(bestWithin(0.84, 0.005, depths)->name, std::string("13→24"));
        QCOMPARE(bestWithin(0.841, 0.005, depths)->name, std::string("7→7"));
        QVERIFY(!bestWithin(0.9, 0.005, depths));
    }

    void everyWayIsTimedInTurnAndBeginsOnce()
    {
        std::vector<std::pair<std::size_t, std::size_t>> order;
        const auto times =
            timeInTurn(3, 3, 2, Clock::Wall,
                       [&](std::size_t way, std::size_t piece) { order.emplace_back(way, piece); });
        QCOMPARE(times.size(), std::size_t(3));
        for (const auto &runs : times)
            QCOMPARE(runs.size(), std::size_t(2));
        QCOMPARE(order.size(), std::size_t(27)); // With the run that does not count.
        QVERIFY(order[0] == std::pair(std::size_t(0), std::size_t(0)));
        QVERIFY(order[3] == std::pair(std::size_t(1), std::size_t(1)));
        QVERIFY(order[5] == std::pair(std::size_t(0), std::size_t(1)));
        QVERIFY(order[6] == std::pair(std::size_t(2), std::size_t(2)));
    }
};

QTEST_GUILESS_MAIN(TstPaperSplit)
#include "tst_paper_split.moc"
