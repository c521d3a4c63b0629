#include "compare/operating_point.h"

#include <QTest>

using namespace refocus;
using namespace refocus::compare;

// Three clusters of six patches of three objects, worked out by hand. Classes: 1 and 2.
class TestOperatingPoint : public QObject
{
    Q_OBJECT

    std::vector<SampledPatch> m_patches;
    std::vector<Group> m_groups;
    const std::vector<ClassId> m_truth{1, 1, 2, 2, 1, 0}, m_classes{1, 2};

    std::vector<std::size_t> m_judged{0, 1, 2, 3, 4, 5};

    Accuracy at(int k, const std::vector<ClassId> &answers) const
    {
        return accuracyOf(m_patches, 3, m_judged, m_groups, m_truth, answers, m_classes, k);
    }
    Accuracy at(int k) const { return at(k, m_truth); }

private Q_SLOTS:
    void initTestCase()
    {
        for (const std::size_t object : {0, 0, 1, 1, 2, 2})
            m_patches.push_back({0, 0, object, 1, {}, {}});
        // A: patches 0 to 2, represented by 0. 1 is likeliest in it, 2 second.
        m_groups.push_back({0, {0, 1, 2}, {{1, {0, 0.9F}}, {2, {1, 0.4F}}}});
        // B: patch 3 alone. 2 is second in it.
        m_groups.push_back({3, {3}, {{2, {1, 0.3F}}, {0, {0, 0.7F}}}});
        // C: patches 4 and 5, represented by 5, which is neither. 1 is third.
        m_groups.push_back({5, {4, 5}, {{0, {0, 0.8F}}, {1, {2, 0.1F}}}});
    }

    void withOneClassOnlyTheFirstClusterIsFound()
    {
        const Accuracy accuracy = at(1);
        // Class 1: A is the candidate, its three members are found, two of them are right; of the
        // three patches 0, 1 and 4 two are found.
        QCOMPARE(accuracy.classes[0].candidates, std::size_t{1});
        QCOMPARE(accuracy.classes[0].precision.hits, std::size_t{2});
        QCOMPARE(accuracy.classes[0].precision.of, std::size_t{3});
        QCOMPARE(accuracy.classes[0].recall.hits, std::size_t{2});
        QCOMPARE(accuracy.classes[0].recall.of, std::size_t{3});
        // Class 2: no candidate, nothing found of two.
        QCOMPARE(accuracy.classes[1].candidates, std::size_t{0});
        QVERIFY(!accuracy.classes[1].precision.defined());
        QCOMPARE(accuracy.classes[1].recall.value(), 0.0);
        QCOMPARE(accuracy.precision.value(), 2.0 / 3);
        QCOMPARE(accuracy.recall.value(), 2.0 / 5);
    }

    void withTwoClassesTheSecondClusterIsFoundToo()
    {
        const Accuracy accuracy = at(2);
        // For class 2 both A and B are looked at, and only B is of it.
        QCOMPARE(accuracy.classes[1].candidates, std::size_t{2});
        QCOMPARE(accuracy.classes[1].precision.value(), 1.0);
        QCOMPARE(accuracy.classes[1].recall.value(), 0.5);
        QCOMPARE(accuracy.precision.value(), 3.0 / 4);
        QCOMPARE(accuracy.recall.value(), 3.0 / 5);
    }

    void aRepresentativeOfAnotherClassHidesItsMembers()
    {
        const Accuracy accuracy = at(3);
        QCOMPARE(accuracy.classes[0].candidates, std::size_t{2}); // A and C.
        QCOMPARE(accuracy.classes[0].recall.value(), 2.0 / 3);    // Patch 4 stays hidden.
    }

    void aSpliceThatAnswersDifferentlyIsJudgedByTheTruth()
    {
        // It takes A's representative for class 2: the two patches of class 1 are missed, patch 2
        // is found.
        std::vector<ClassId> answers = m_truth;
        answers[0] = 2;
        const Accuracy accuracy = at(2, answers);
        QCOMPARE(accuracy.classes[0].recall.value(), 0.0);
        QCOMPARE(accuracy.classes[1].recall.value(), 1.0);
        QCOMPARE(accuracy.classes[1].precision.value(), 2.0 / 4);
        // An answer that the cluster is no candidate for finds nothing.
        QCOMPARE(at(1, answers).classes[1].precision.of, std::size_t{0});
    }

    void onlyJudgedPatchesCountButAllClustersAreLookedAt()
    {
        const Accuracy accuracy = accuracyOf(m_patches, 3, std::vector<std::size_t>{1, 2}, m_groups,
                                             m_truth, m_truth, m_classes, 3);
        QCOMPARE(accuracy.classes[0].candidates, std::size_t{2});
        QCOMPARE(accuracy.classes[0].recall.of, std::size_t{1});
        QCOMPARE(accuracy.classes[0].recall.hits, std::size_t{1});
        QCOMPARE(accuracy.classes[0].precision.of, std::size_t{2});
        QCOMPARE(accuracy.classes[0].precision.hits, std::size_t{1});
        QCOMPARE(accuracy.classes[1].recall.hits, std::size_t{0});
    }

    void sharesKnowHowManyObjectsTheyAreOf()
    {
        const Accuracy accuracy = at(1);
        // Found: two patches of object 0, one of object 1: (2 + 1)^2 / (4 + 1).
        QCOMPARE(accuracy.precision.independent, 9.0 / 5);
        // Wanted: two of object 0, two of object 1, one of object 2: 25 / 9.
        QCOMPARE(accuracy.recall.independent, 25.0 / 9);
    }
};

QTEST_GUILESS_MAIN(TestOperatingPoint)
#include "tst_operating_point.moc"
