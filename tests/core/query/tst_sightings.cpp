#include "query/sightings.h"

#include <QTest>

#include <algorithm>

using namespace refocus;
using namespace refocus::query;

namespace {

constexpr int kInput = 64; // Of the network, in pixels.

// A track of patches, one a frame and a second, with boxes of these sides, of which some hit.
TrackHits trackOf(const std::vector<int> &sides, const std::vector<int> &hitFrames)
{
    const int last = static_cast<int>(sides.size()) - 1;
    TrackHits hits;
    hits.stay = {3, sides.size(), 0, last, fromSeconds(0), fromSeconds(last)};
    for (int frame = 0; frame <= last; ++frame) {
        store::PatchRecord patch;
        patch.id = static_cast<PatchId>(frame);
        patch.frame = frame;
        patch.time = fromSeconds(frame);
        patch.box = {0, 0, sides[static_cast<std::size_t>(frame)], 10};
        patch.track = 3;
        hits.weight += weightOf(patch.box, kInput);
        if (std::ranges::find(hitFrames, frame) != hitFrames.end())
            hits.hits.push_back({patch, 0.5F + 0.01F * static_cast<float>(frame)});
    }
    return hits;
}

TrackHits trackWith(const std::vector<int> &hitFrames)
{
    return trackOf(std::vector<int>(10, 10), hitFrames);
}

} // namespace

class TestSightings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void halfTheTrackIsTheWholeStay()
    {
        const auto sighting = sightingOf(trackWith({2, 3, 4, 5, 6}), kInput);
        QVERIFY(sighting);
        QCOMPARE(sighting->startFrame, 0);
        QCOMPARE(sighting->endFrame, 9);
        QCOMPARE(sighting->track, 3U);
        QVERIFY(std::abs(sighting->score - 0.54F) < 1e-5F);
    }

    void fewerHitsAreASightingOfTheirOwnSpan()
    {
        const auto sighting = sightingOf(trackWith({7, 5, 6}), kInput);
        QVERIFY(sighting);
        QCOMPARE(sighting->startFrame, 5);
        QCOMPARE(sighting->end, fromSeconds(7));
    }

    void aLoneHitIsAMistake()
    {
        QVERIFY(!sightingOf(trackWith({7}), kInput));
        QVERIFY(!sightingOf(trackWith({}), kInput));
    }

    void aPatchCountsByItsAreaUpToTheNetworksInput()
    {
        QCOMPARE(weightOf({0, 0, 16, 8}, kInput), 1.0 / 16);
        QCOMPARE(weightOf({0, 0, 8, 32}, kInput), 1.0 / 4);
        QCOMPARE(weightOf({0, 0, 64, 64}, kInput), 1.0);
        QCOMPARE(weightOf({0, 0, 300, 200}, kInput), 1.0);
        QCOMPARE(weightOf({0, 0, 112, 112}, 224), 1.0 / 4);
    }

    // One patch of eleven hits.
    void aCloseViewSaysMoreThanDistantOnes()
    {
        const std::vector<int> leaving{120, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16};
        const auto near = sightingOf(trackOf(leaving, {0}), kInput);
        QVERIFY(near);
        QCOMPARE(near->endFrame, 10); // 1 of 1 + 10/16: more than half.
        QVERIFY(!sightingOf(trackOf(leaving, {4}), kInput));
        const auto two = sightingOf(trackOf({120, 120, 120, 120, 120, 16, 16}, {1}), kInput);
        QVERIFY(two); // 1 of 5 + 2/16.
        QCOMPARE(two->startFrame, 1);
        QCOMPARE(two->endFrame, 1);
    }

    // Widths of a track's boxes, all 10 high; the negative ones are cut off by the picture's edge.
    void slicesAtTheEdgeAreNotYetAView_data()
    {
        QTest::addColumn<QList<int>>("widths");
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("last");
        QTest::newRow("whole views") << QList<int>{40, 50, 60} << 0 << 2;
        QTest::newRow("small but whole") << QList<int>{5, 50, 60} << 0 << 2;
        QTest::newRow("entering and leaving") << QList<int>{-5, -8, -16, 60, -20, -8} << 2 << 4;
        QTest::newRow("only in between") << QList<int>{-30, -5, 60} << 0 << 2;
        QTest::newRow("never whole") << QList<int>{-2, -20, -2} << 1 << 1;
        QTest::newRow("one patch") << QList<int>{-4} << 0 << 0;
    }
    void slicesAtTheEdgeAreNotYetAView()
    {
        QFETCH(QList<int>, widths);
        QFETCH(int, first);
        QFETCH(int, last);
        std::vector<store::PatchRecord> patches;
        for (const int width : widths) {
            store::PatchRecord patch;
            patch.frame = static_cast<FrameIndex>(patches.size());
            patch.time = fromSeconds(static_cast<double>(patch.frame));
            patch.track = 3;
            patch.box = {0, 0, std::abs(width), 10};
            patch.touchesBorder = width < 0;
            patches.push_back(patch);
        }
        const Stay stay = stayOf(patches);
        QCOMPARE(stay.track, 3U);
        QCOMPARE(stay.patches, patches.size());
        QCOMPARE(stay.firstFrame, first);
        QCOMPARE(stay.last, fromSeconds(last));
    }

    void theBestPatchIsAWholeView()
    {
        auto hits = trackWith({4, 5, 6, 7, 8});
        hits.hits[4].patch.touchesBorder = true;
        QCOMPARE(sightingOf(hits, kInput)->best.patch, PatchId(7));
    }
};

QTEST_GUILESS_MAIN(TestSightings)
#include "tst_sightings.moc"
