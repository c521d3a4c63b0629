#include "train/held_out.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace refocus;
using namespace refocus::train;
using store::Decision;

namespace {

CaseSample sample(std::size_t group, std::vector<bool> allowed)
{
    return {{0, group}, std::move(allowed), 1, 1, group};
}

CaseDecision decision(PatchId shown, Decision what, ClassId classId, bool itself = false)
{
    return {{"v", shown}, {0, shown}, itself,          what,
            classId,      true,       std::int64_t{0}, {"vc" + std::to_string(shown)}};
}

bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

} // namespace

class TestHeldOut : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aGroupIsNeverSplitAndClassesAreSpread()
    {
        std::vector<CaseSample> samples;
        for (std::size_t i = 0; i < 400; ++i) // 100 groups; a fifth of class 1, the rest of 0.
            samples.push_back(sample(i / 4, i / 4 % 5 == 0 ? std::vector<bool>{false, true}
                                                           : std::vector<bool>{true, false}));
        const auto folds = foldsOf(samples, 2, 5, 1);
        std::vector<int> ofClass0(5), ofClass1(5);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            QCOMPARE(folds[i], folds[i / 4 * 4]);
            ++(samples[i].allowed[0] ? ofClass0 : ofClass1)[static_cast<std::size_t>(folds[i])];
        }
        QCOMPARE(ofClass0, std::vector<int>(5, 64));
        QCOMPARE(ofClass1, std::vector<int>(5, 16));
        QCOMPARE(foldsOf(samples, 2, 5, 1), folds);
        QVERIFY(foldsOf(samples, 2, 5, 2) != folds);
    }

    // One track of 100 labels fills a fold; those that prove something are in the others.
    void theFoldWithTheMostGroupsIsHeldOut()
    {
        std::vector<CaseSample> samples;
        for (std::size_t i = 0; i < 220; ++i)
            samples.push_back(sample(i < 100 ? 0 : i, i % 2 == 0 ? std::vector<bool>{true, false}
                                                                 : std::vector<bool>{false, true}));
        const auto folds = foldsOf(samples, 2, 5, 1);
        const int held = foldWithMostGroups(samples, folds);
        QVERIFY(held != folds[0]);
        QCOMPARE(std::ranges::count(folds, held), 30);
        const std::vector<int> alike{2, 0, 1, 0, 1, 2}; // Groups 0 to 5, two in each fold.
        std::vector<CaseSample> six;
        for (std::size_t i = 0; i < 6; ++i)
            six.push_back(sample(i, {true, false}));
        QCOMPARE(foldWithMostGroups(six, alike), 0); // The first of several.
    }

    void theComparisonCountsWhatWasFixedAndWhatWasBroken()
    {
        // 10 groups of one; 6 fixed, 1 broken, 2 right both times, 1 wrong both times.
        const std::vector<bool> before{0, 0, 0, 0, 0, 0, 1, 1, 1, 0};
        const std::vector<bool> after{1, 1, 1, 1, 1, 1, 0, 1, 1, 0};
        const std::vector<std::size_t> groups{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        const Comparison c = compareAnswers(before, after, groups);
        QCOMPARE(c.labels, std::size_t(10));
        QCOMPARE(c.fixed, std::size_t(6));
        QCOMPARE(c.broken, std::size_t(1));
        QVERIFY(near(c.before, 0.3) && near(c.after, 0.8));
        QVERIFY(near(c.pBetter, 8.0 / 128)); // 6 or 7 heads of 7.
        QVERIFY(near(c.pWorse, 127.0 / 128));
        QVERIFY(!c.better() && !c.worse());
        // Changes +1 (6), -1 (1), 0 (3) about their mean of 0.5.
        const double deviation = std::sqrt(10.0 / 9 * (6 * 0.25 + 2.25 + 3 * 0.25)) / 10;
        QVERIFY(near(c.low, 0.5 - 1.96 * deviation) && near(c.high, 0.5 + 1.96 * deviation));
    }

    // Twenty labels of one track are no more proof than one.
    void aTrackCountsOnce()
    {
        const std::vector<bool> before(20, false), after(20, true);
        std::vector<std::size_t> apart(20);
        for (std::size_t i = 0; i < 20; ++i)
            apart[i] = i;
        QVERIFY(compareAnswers(before, after, apart).better());
        QVERIFY(!compareAnswers(before, after, std::vector<std::size_t>(20, 3)).better());
        QVERIFY(compareAnswers(after, before, apart).worse());
        QVERIFY(near(compareAnswers({}, {}, {}).pBetter, 1));
    }

    void decisionsAboutOnePictureAreJoined()
    {
        CaseDecisions read;
        read.decisions = {
            decision(1, Decision::Reject, 0), decision(1, Decision::Reject, 2), // Only 1 is left.
            decision(2, Decision::Accept, 0), decision(2, Decision::Label, 1),  // Contradictory.
            decision(3, Decision::Label, 1),  decision(3, Decision::Label, 2, true), // Itself: 2.
            decision(4, Decision::Reject, 0)};
        read.decisions.push_back(decision(5, Decision::Accept, 0));
        read.decisions.back().classId.reset();
        LabelCounts counts;
        const auto samples = samplesOf(read, 3, counts);
        QCOMPARE(samples.size(), std::size_t(3));
        QCOMPARE(samples[0].allowed, (std::vector<bool>{false, true, false}));
        QCOMPARE(samples[0].stratum(3), std::size_t(1));
        QCOMPARE(samples[0].weight, 0.5F);
        QCOMPARE(samples[1].allowed, (std::vector<bool>{false, false, true}));
        QCOMPARE(samples[1].weight, 1.0F);
        QCOMPARE(samples[2].allowed, (std::vector<bool>{false, true, true}));
        QCOMPARE(samples[2].stratum(3), std::size_t(3)); // Not class 0.
        QCOMPARE(counts.used, std::size_t(5));
        QCOMPARE(counts.contradictory, std::size_t(2));
        QCOMPARE(counts.unclear, std::size_t(1));
    }

    void whatSharesATrackOrAClusterIsOneGroup()
    {
        CaseDecisions read;
        for (const PatchId patch : {1, 2, 3, 4})
            read.decisions.push_back(decision(patch, Decision::Label, 0));
        read.decisions[0].kin = {"vc1", "vt1"};
        read.decisions[1].kin = {"vc2", "vt2"};
        read.decisions[2].kin = {"vc3", "vt1", "vt2"}; // Joins the two before.
        read.decisions[3].kin = {"vc4", "vt4"};
        LabelCounts counts;
        const auto samples = samplesOf(read, 2, counts);
        QCOMPARE(samples[0].group, samples[1].group);
        QCOMPARE(samples[1].group, samples[2].group);
        QVERIFY(samples[3].group != samples[0].group);
    }
};

QTEST_GUILESS_MAIN(TestHeldOut)
#include "tst_held_out.moc"
