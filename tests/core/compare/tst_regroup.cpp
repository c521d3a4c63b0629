#include "compare/regroup.h"

#include <QTest>

#include <cmath>

using namespace refocus;
using namespace refocus::compare;

class TestRegroup : public QObject
{
    Q_OBJECT

    // A patch whose embedding points at `degrees` in a plane.
    static SampledPatch patch(std::size_t video, std::size_t object, double degrees,
                              float quality = 1, std::vector<ClassScore> topK = {})
    {
        const double angle = degrees * 3.14159265358979 / 180;
        return {video,
                0,
                object,
                quality,
                std::move(topK),
                {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))}};
    }
    static std::vector<std::vector<std::size_t>> membersOf(const std::vector<Group> &groups)
    {
        std::vector<std::vector<std::size_t>> members;
        for (const Group &group : groups)
            members.push_back(group.members);
        return members;
    }
    static std::vector<cluster::ClusterOptions> options(float threshold, std::size_t videos = 1)
    {
        cluster::ClusterOptions one;
        one.threshold = threshold;
        return std::vector(videos, one);
    }

private Q_SLOTS:
    // Unit vectors d degrees apart are 2 sin(d/2) apart: 20 degrees are 0.35, 90 degrees 1.41.
    void theThresholdDecidesWhoBelongsTogether()
    {
        const std::vector<SampledPatch> patches{patch(0, 0, 0), patch(0, 1, 20), patch(0, 2, 90)};
        using Members = std::vector<std::vector<std::size_t>>;
        QCOMPARE(membersOf(regroup(patches, options(0.3F))), (Members{{0}, {1}, {2}}));
        QCOMPARE(membersOf(regroup(patches, options(0.4F))), (Members{{0, 1}, {2}}));
        QCOMPARE(membersOf(regroup(patches, options(1.5F))), (Members{{0, 1, 2}}));
    }

    void anObjectThatTurnsStaysInItsCluster()
    {
        // 27 degrees are 0.47: beyond 0.4, within 1.4 times of it.
        const std::vector<SampledPatch> same{patch(0, 5, 0), patch(0, 5, 27)},
            strangers{patch(0, 5, 0), patch(0, 6, 27)};
        QCOMPARE(regroup(same, options(0.4F)).size(), std::size_t{1});
        QCOMPARE(regroup(strangers, options(0.4F)).size(), std::size_t{2});
    }

    void videosShareNoCluster()
    {
        const std::vector<SampledPatch> patches{patch(0, 0, 0), patch(1, 1, 0), patch(1, 2, 0)};
        const auto groups = regroup(patches, options(0.5F, 2));
        QCOMPARE(membersOf(groups), (std::vector<std::vector<std::size_t>>{{0}, {1, 2}}));
        QCOMPARE(groups[1].representative, std::size_t{1});
    }

    void aClearlyBetterViewRepresents()
    {
        const std::vector<SampledPatch> patches{patch(0, 0, 0, 100), patch(0, 0, 1, 120),
                                                patch(0, 0, 2, 200)};
        const auto groups = regroup(patches, options(0.5F));
        QCOMPARE(groups.size(), std::size_t{1});
        QCOMPARE(groups[0].representative, std::size_t{2});
    }

    void theBestRankOfAnyMemberCounts()
    {
        const std::vector<SampledPatch> patches{patch(0, 0, 0, 1, {{3, 0.6F}, {1, 0.4F}}),
                                                patch(0, 0, 0, 1, {{1, 0.5F}, {2, 0.3F}})};
        const auto groups = regroup(patches, options(0.5F));
        QCOMPARE(groups.size(), std::size_t{1});
        const auto &postings = groups[0].postings;
        QCOMPARE(postings.size(), std::size_t{3});
        QCOMPARE(postings.at(3), (store::Posting{0, 0.6F}));
        QCOMPARE(postings.at(1), (store::Posting{0, 0.5F}));
        QCOMPARE(postings.at(2), (store::Posting{1, 0.3F}));
    }
};

QTEST_GUILESS_MAIN(TestRegroup)
#include "tst_regroup.moc"
