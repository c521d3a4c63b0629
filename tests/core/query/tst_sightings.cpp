#include "query/sightings.h"

#include <QTest>

using namespace refocus;
using namespace refocus::query;

namespace {

// A track of 10 patches, one a frame and a second, of which some hit.
TrackHits trackWith(const std::vector<int> &hitFrames)
{
    TrackHits hits;
    hits.track = {3, 0, 9, fromSeconds(0), fromSeconds(9), 10, 0};
    hits.patches = 10;
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
        const auto sighting = sightingOf(trackWith({2, 3, 4, 5, 6}), {});
        QVERIFY(sighting);
        QCOMPARE(sighting->startFrame, 0);
        QCOMPARE(sighting->endFrame, 9);
        QCOMPARE(sighting->track, 3U);
        QVERIFY(std::abs(sighting->score - 0.54F) < 1e-5F);
    }

    void fewerHitsAreASightingOfTheirOwnSpan()
    {
        const auto sighting = sightingOf(trackWith({7, 5, 6}), {});
        QVERIFY(sighting);
        QCOMPARE(sighting->startFrame, 5);
        QCOMPARE(sighting->end, fromSeconds(7));
    }

    void aLoneHitIsAMistake()
    {
        QVERIFY(!sightingOf(trackWith({7}), {}));
        QVERIFY(!sightingOf(trackWith({}), {}));
    }

    void theStayEndsWhereTheQuestionDoes()
    {
        auto hits = trackWith({5, 6, 7});
        hits.patches = 3; // Of those asked for.
        const auto sighting = sightingOf(hits, {fromSeconds(5), fromSeconds(8)});
        QVERIFY(sighting);
        QCOMPARE(sighting->start, fromSeconds(5));
        QCOMPARE(sighting->end, fromSeconds(7));
    }

    void theBestPatchIsAWholeView()
    {
        auto hits = trackWith({4, 5, 6, 7, 8});
        hits.hits[4].patch.touchesBorder = true;
        QCOMPARE(sightingOf(hits, {})->best.patch, PatchId(7));
    }
};

QTEST_GUILESS_MAIN(TestSightings)
#include "tst_sightings.moc"
