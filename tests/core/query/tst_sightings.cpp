#include "query/sightings.h"

#include <QTest>

using namespace refocus;
using namespace refocus::query;

namespace {

// A track of 10 patches, one a frame and a second, of which some hit.
TrackHits trackWith(const std::vector<int> &hitFrames)
{
    TrackHits hits;
    hits.stay = {3, 10, 0, 9, fromSeconds(0), fromSeconds(9)};
    for (const int frame : hitFrames) {
        store::PatchRecord patch;
        patch.id = static_cast<PatchId>(frame);
        patch.frame = frame;
        patch.time = fromSeconds(frame);
        patch.box = {0, 0, 10, 10};
        patch.track = 3;
        hits.hits.push_back({patch, 0.5F + 0.01F * static_cast<float>(frame)});
    }
    return hits;
}

} // namespace

class TestSightings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void halfTheTrackIsTheWholeStay()
    {
        const auto sighting = sightingOf(trackWith({2, 3, 4, 5, 6}));
        QVERIFY(sighting);
        QCOMPARE(sighting->startFrame, 0);
        QCOMPARE(sighting->endFrame, 9);
        QCOMPARE(sighting->track, 3U);
        QVERIFY(std::abs(sighting->score - 0.54F) < 1e-5F);
    }

    void fewerHitsAreASightingOfTheirOwnSpan()
    {
        const auto sighting = sightingOf(trackWith({7, 5, 6}));
        QVERIFY(sighting);
        QCOMPARE(sighting->startFrame, 5);
        QCOMPARE(sighting->end, fromSeconds(7));
    }

    void aLoneHitIsAMistake()
    {
        QVERIFY(!sightingOf(trackWith({7})));
        QVERIFY(!sightingOf(trackWith({})));
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
        QCOMPARE(sightingOf(hits)->best.patch, PatchId(7));
    }
};

QTEST_GUILESS_MAIN(TestSightings)
#include "tst_sightings.moc"
