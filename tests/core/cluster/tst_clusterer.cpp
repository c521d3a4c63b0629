#include "base/error.h"
#include "cluster/clusterer.h"

#include <QTest>

#include <cmath>
#include <random>
#include <set>

using namespace refocus;
using namespace refocus::cluster;

namespace {

// A vector of `length` with a 1 at `axis`, turned by `angle` towards the next axis.
std::vector<float> direction(int axis, double angle = 0, float scale = 1, std::size_t length = 64)
{
    std::vector<float> v(length, 0.0F);
    v[static_cast<std::size_t>(axis)] = scale * static_cast<float>(std::cos(angle));
    v[static_cast<std::size_t>(axis) + 1] = scale * static_cast<float>(std::sin(angle));
    return v;
}

// Noisy members of `kinds` directions in random order, with a random quality.
struct Sample
{
    std::vector<float> embedding;
    float quality;
    int kind;
};

std::vector<Sample> samples(int count, int kinds, std::size_t length, float noise = 0.02F)
{
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    std::vector<std::vector<float>> centres(static_cast<std::size_t>(kinds),
                                            std::vector<float>(length));
    for (auto &centre : centres) {
        for (float &x : centre)
            x = normal(random);
    }
    std::vector<Sample> result;
    for (int i = 0; i < count; ++i) {
        const int kind = static_cast<int>(random() % static_cast<unsigned>(kinds));
        Sample s{centres[static_cast<std::size_t>(kind)], 1.0F + static_cast<float>(random() % 100),
                 kind};
        for (float &x : s.embedding)
            x += noise * normal(random);
        result.push_back(std::move(s));
    }
    return result;
}

bool same(const Assignment &a, const Assignment &b)
{
    return a.cluster == b.cluster && a.created == b.created &&
           a.becomesRepresentative == b.becomesRepresentative && a.distance == b.distance;
}

} // namespace

class TestClusterer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsFartherThanTheThresholdFoundsACluster_data()
    {
        QTest::addColumn<double>("distance");
        QTest::addColumn<bool>("created");
        QTest::newRow("the same") << 0.0 << false;
        QTest::newRow("just inside") << 0.49 << false;
        QTest::newRow("just outside") << 0.51 << true;
        QTest::newRow("at right angles") << std::sqrt(2.0) << true;
    }
    void whatIsFartherThanTheThresholdFoundsACluster()
    {
        QFETCH(double, distance);
        QFETCH(bool, created);
        Clusterer clusterer({.threshold = 0.5F});
        const Assignment first = clusterer.add(direction(3), 1);
        QVERIFY(first.created && first.becomesRepresentative);
        // A chord of this length belongs to the angle 2 asin(d / 2); the scale does not matter.
        const Assignment second = clusterer.add(direction(3, 2 * std::asin(distance / 2), 12), 1);
        QCOMPARE(second.created, created);
        QCOMPARE(second.cluster, created ? 1U : 0U);
        if (!created)
            QVERIFY(std::abs(second.distance - distance) < 1e-3);
    }

    void theNearestOfSeveralTakesTheMember()
    {
        Clusterer clusterer({.threshold = 0.9F});
        clusterer.add(direction(0, 0), 1);
        clusterer.add(direction(0, 1.0), 1);
        QCOMPARE(clusterer.clusterCount(), 2U);
        QCOMPARE(clusterer.add(direction(0, 0.4), 1).cluster, 0U);
        QCOMPARE(clusterer.add(direction(0, 0.7), 1).cluster, 1U);
    }

    void theHintIsTakenWhereItIsNearEnough()
    {
        Clusterer clusterer({.threshold = 0.9F, .hintFactor = 1});
        clusterer.add(direction(0, 0), 1);
        clusterer.add(direction(0, 1.0), 1);
        QCOMPARE(clusterer.add(direction(0, 0.6), 1, 0U).cluster, 0U);  // 1 would be nearer
        QCOMPARE(clusterer.add(direction(0, 1.5), 1, 0U).cluster, 1U);  // 0 is too far
        QCOMPARE(clusterer.add(direction(0, 1.0), 1, 77U).cluster, 1U); // no such cluster
    }

    void theHintedClusterLetsAMemberBeFartherAway()
    {
        Clusterer clusterer({.threshold = 0.5F, .hintFactor = 1.4F});
        clusterer.add(direction(0, 0), 1);
        QCOMPARE(clusterer.add(direction(0, 0.6), 1, 0U).cluster, 0U); // Chord 0.59, up to 0.7.
        QVERIFY(clusterer.add(direction(0, 1.2), 1, 0U).created);
        Clusterer unhinted({.threshold = 0.5F, .hintFactor = 1.4F});
        unhinted.add(direction(0, 0), 1);
        QVERIFY(unhinted.add(direction(0, 0.6), 1).created);
    }

    void patchesOfDifferentSureClassesPart()
    {
        Clusterer clusterer({.threshold = 0.5F});
        QCOMPARE(clusterer.add(direction(0), 1).cluster, 0U);                 // not sure
        QCOMPARE(clusterer.add(direction(0), 1, 0U, ClassId{3}).cluster, 0U); // makes it a 3
        QCOMPARE(clusterer.add(direction(0), 1, 0U, ClassId{5}).cluster, 1U); // hinted, but a 5
        QCOMPARE(clusterer.add(direction(0), 1, {}, ClassId{5}).cluster, 1U);
        QCOMPARE(clusterer.add(direction(0), 1, {}, ClassId{3}).cluster, 0U);
        QCOMPARE(clusterer.add(direction(0), 1, 1U).cluster, 1U); // not sure: either
        const Clusterer again({.threshold = 0.5F}, clusterer.state());
        QCOMPARE(Clusterer(again).add(direction(0), 1, 0U, ClassId{5}).cluster, 1U);
    }

    void aSureMemberRepresentsRatherThanAnUnsureOne()
    {
        Clusterer clusterer({.threshold = 0.5F, .clearlyBetter = 1.3F});
        QVERIFY(clusterer.add(direction(0), 100).becomesRepresentative);
        QVERIFY(!clusterer.add(direction(0), 49, {}, ClassId{3}).becomesRepresentative);
        QVERIFY(clusterer.add(direction(0), 50, {}, ClassId{3}).becomesRepresentative);
        QVERIFY(!clusterer.add(direction(0), 1000).becomesRepresentative); // Larger, but unsure.
        QVERIFY(!clusterer.add(direction(0), 84, {}, ClassId{3}).becomesRepresentative);
        QVERIFY(clusterer.add(direction(0), 85, {}, ClassId{3}).becomesRepresentative); // 1.3² x 50
    }

    void onlyASureLikeliestClassCounts()
    {
        const ClusterOptions options{.sure = 0.6F};
        const std::vector<ClassScore> sure{{4, 0.6F}, {2, 0.3F}}, unsure{{4, 0.59F}, {2, 0.3F}};
        QVERIFY(sureClass(sure, options) == ClassId{4});
        QVERIFY(!sureClass(unsure, options));
        QVERIFY(!sureClass({}, options));
        QVERIFY(!sureClass(sure, {.sure = 2}));
    }

    // Two clusters, of which 0 was used last, as a program before kinds kept them.
    void aStateFromBeforeKindsGoesOn()
    {
        const auto put = [](std::string &bytes, const auto &value) {
            bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
        };
        std::string state = "CLs1";
        put(state, ClusterId{2});
        put(state, std::uint64_t{3});
        put(state, std::uint32_t{64});
        put(state, std::uint32_t{2});
        for (const ClusterId id : {0U, 1U}) {
            put(state, id);
            put(state, std::uint64_t{id == 0 ? 3U : 2U});
            put(state, 1.0F);
            put(state, std::int32_t{1});
            put(state, 1.0F);
        }
        for (const int axis : {0, 10})
            for (const float value : direction(axis))
                put(state, value);
        Clusterer clusterer({.threshold = 0.5F}, state);
        QCOMPARE(clusterer.clusterCount(), ClusterId{2});
        QCOMPARE(clusterer.add(direction(10), 1, {}, ClassId{5}).cluster, 1U);
        QCOMPARE(clusterer.add(direction(10), 1, {}, ClassId{6}).cluster, 2U);
        QCOMPARE(clusterer.add(direction(0), 1).cluster, 0U);
    }

    void theLeastRecentlyUsedClosesAndTakesNoMoreMembers()
    {
        Clusterer clusterer({.threshold = 0.5F, .maxActive = 2});
        clusterer.add(direction(0), 1);
        clusterer.add(direction(10), 1);
        clusterer.add(direction(0), 1);                        // 0 is used again, 1 is older
        QCOMPARE(clusterer.add(direction(20), 1).cluster, 2U); // closes 1
        QCOMPARE(clusterer.activeCount(), std::size_t(2));
        QCOMPARE(clusterer.add(direction(0), 1).cluster, 0U);
        const Assignment again = clusterer.add(direction(10), 1, 1U);
        QVERIFY(again.created);
        QCOMPARE(again.cluster, 3U);
    }

    void aClearlyBetterMemberRepresentsButNotForEver()
    {
        Clusterer clusterer({.threshold = 0.5F, .clearlyBetter = 1.3F, .maxRepresentatives = 3});
        QVERIFY(clusterer.add(direction(0), 100).becomesRepresentative);
        QVERIFY(!clusterer.add(direction(0), 129).becomesRepresentative);
        QVERIFY(clusterer.add(direction(0), 131).becomesRepresentative);
        QVERIFY(!clusterer.add(direction(0), 220).becomesRepresentative); // 1.3² x 131 is 221.4
        QVERIFY(clusterer.add(direction(0), 222).becomesRepresentative);
        QVERIFY(!clusterer.add(direction(0), 1e6F).becomesRepresentative); // the third was the last
    }

    void separateKindsComeOutAsOneClusterEach()
    {
        Clusterer clusterer({.threshold = 0.5F});
        std::vector<std::set<int>> kinds;
        for (const Sample &s : samples(3000, 40, 512)) {
            const ClusterId id = clusterer.add(s.embedding, s.quality).cluster;
            if (id >= kinds.size())
                kinds.resize(id + 1);
            kinds[id].insert(s.kind);
        }
        QCOMPARE(kinds.size(), std::size_t(40));
        for (const auto &k : kinds)
            QCOMPARE(k.size(), std::size_t(1));
    }

    void replayingGivesTheSameAssignments()
    {
        const auto sequence = samples(2000, 60, 129, 0.6F);
        const ClusterOptions options{.threshold = 0.7F, .maxActive = 20};
        Clusterer a(options);
        Clusterer b(options);
        std::optional<ClusterId> hint;
        for (const Sample &s : sequence) {
            const Assignment x = a.add(s.embedding, s.quality, hint);
            QVERIFY(same(x, b.add(s.embedding, s.quality, hint)));
            hint = x.cluster;
        }
        QVERIFY(a.clusterCount() > 60); // Some were closed and founded again.
    }

    void aRestoredClustererGoesOnAsIfNothingHadHappened()
    {
        const auto sequence = samples(2000, 60, 129, 0.6F);
        const ClusterOptions options{.threshold = 0.7F, .maxActive = 20};
        Clusterer whole(options);
        Clusterer broken(options);
        for (std::size_t i = 0; i < sequence.size(); ++i) {
            if (i % 97 == 0)
                broken = Clusterer(options, broken.state());
            QVERIFY(same(whole.add(sequence[i].embedding, sequence[i].quality),
                         broken.add(sequence[i].embedding, sequence[i].quality)));
        }
        QCOMPARE(whole.state(), broken.state());
    }

    void aWrongStateIsRefused()
    {
        Clusterer clusterer({.maxActive = 8});
        for (const Sample &s : samples(50, 6, 32))
            clusterer.add(s.embedding, 1);
        const std::string state = clusterer.state();
        for (std::size_t size = 0; size < state.size(); ++size)
            QVERIFY_THROWS_EXCEPTION(Error, Clusterer({.maxActive = 8}, state.substr(0, size)));
        QVERIFY_THROWS_EXCEPTION(Error, Clusterer({.maxActive = 8}, state + "x"));
        QVERIFY_THROWS_EXCEPTION(Error, Clusterer({.maxActive = 2}, state)); // fewer than it has
        QVERIFY_THROWS_EXCEPTION(Error, Clusterer({.maxActive = 8}, std::string(200, 'x')));
    }

    void vectorsWithoutADirectionDoNoHarm()
    {
        Clusterer clusterer({.threshold = 0.5F});
        clusterer.add(direction(0), 1);
        const float nan = std::nanf("");
        QVERIFY(clusterer.add(std::vector<float>(64, 0.0F), 1).created);
        QVERIFY(clusterer.add(std::vector<float>(64, nan), 1).created);
        QVERIFY(clusterer.add(std::vector<float>(64, INFINITY), nan).created);
        QCOMPARE(clusterer.add(direction(0), 1).cluster, 0U);
    }

    void aHundredActiveClustersOf512()
    {
        const auto sequence = samples(1000, 100, 512);
        Clusterer clusterer({.threshold = 0.5F});
        for (const Sample &s : sequence)
            clusterer.add(s.embedding, s.quality);
        QCOMPARE(clusterer.activeCount(), std::size_t(100));
        QBENCHMARK
        {
            for (const Sample &s : sequence)
                clusterer.add(s.embedding, s.quality);
        }
    }
};

QTEST_GUILESS_MAIN(TestClusterer)
#include "tst_clusterer.moc"
