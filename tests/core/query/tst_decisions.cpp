// What a person decided against what the network found, by hand-made tracks.
#include "query/decisions.h"
#include "store/records.h"

#include <QTest>

using namespace refocus;
using namespace refocus::query;
using store::Decision;

namespace {

const std::vector<std::string> kTrucks{"truck"};

Sighting found(const std::string &className, FrameIndex first = 10, FrameIndex last = 20)
{
    Sighting sighting;
    sighting.video = "gate";
    sighting.className = className;
    sighting.track = 3;
    sighting.startFrame = first;
    sighting.endFrame = last;
    sighting.start = fromSeconds(static_cast<double>(first));
    sighting.end = fromSeconds(static_cast<double>(last));
    sighting.score = 0.7F;
    return sighting;
}

TrackDecision decision(Decision what, std::int64_t time, const std::string &judged,
                       const std::string &label = {})
{
    return {{what, label, "", false, time}, 7, judged};
}

Sighting decided(Sighting sighting, const std::vector<TrackDecision> &decisions)
{
    decide(sighting, decisions);
    return sighting;
}

std::vector<store::PatchRecord> track()
{
    std::vector<store::PatchRecord> patches;
    for (int i = 0; i < 5; ++i) {
        store::PatchRecord patch;
        patch.id = static_cast<PatchId>(5 + i);
        patch.frame = 10 + i;
        patch.time = fromSeconds(10 + i);
        patch.box = {i, i, 10 + i, 10};
        patch.track = 3;
        patches.push_back(patch);
    }
    return patches;
}

} // namespace

class TestDecisions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasRejectedDoesNotStand()
    {
        const Sighting truck = decided(found("truck"), {decision(Decision::Reject, 1, "truck")});
        QVERIFY(truck.decision == Decision::Reject);
        QVERIFY(!stands(truck, kTrucks));
        QVERIFY(stands(found("truck"), kTrucks));
        QVERIFY(stands(decided(found("truck"), {decision(Decision::Accept, 1, "truck")}), kTrucks));
    }

    void rejectingAPatchSaysNothingAboutAnotherClassOfItsTrack()
    {
        const auto car = decision(Decision::Reject, 1, "car");
        QVERIFY(decided(found("truck"), {car}).decision == Decision::None);
        QVERIFY(decided(found("car"), {car}).decision == Decision::Reject);
        // Where the network was not asked about the patch, the track is all that is known.
        QVERIFY(decided(found("truck"), {decision(Decision::Reject, 1, "")}).decision ==
                Decision::Reject);
    }

    void theNewestDecisionCounts()
    {
        const auto no = decision(Decision::Reject, 5, "truck");
        const auto yes = decision(Decision::Accept, 6, "truck");
        QVERIFY(decided(found("truck"), {no, yes}).decision == Decision::Accept);
        QVERIFY(decided(found("truck"), {yes, no}).decision == Decision::Accept);
        const auto other = decision(Decision::Accept, 9, "car");
        QVERIFY(decided(found("truck"), {no, other}).decision == Decision::Reject);
    }

    void aClassThatWasGivenIsThatOfTheWholeTrack()
    {
        const auto bus = decision(Decision::Label, 1, "car", "bus");
        const Sighting sighting = decided(found("truck"), {bus});
        QVERIFY(sighting.decision == Decision::Label);
        QCOMPARE(sighting.className, std::string("bus"));
        QCOMPARE(sighting.foundClass, std::string("truck"));
        QCOMPARE(sighting.score, 0.7F); // The truck's.
        QVERIFY(!stands(sighting, kTrucks));
        QVERIFY(stands(sighting, std::vector<std::string>{"car", "bus"}));
    }

    void aTrackIsSeenUnderTheClassThatItWasGiven()
    {
        const std::vector decisions{decision(Decision::Label, 1, "car", "car"),
                                    decision(Decision::Label, 2, "car", "bus"),
                                    decision(Decision::Reject, 3, "car")};
        const auto patches = track();
        const auto sighting = labelledSighting(decisions, patches);
        QVERIFY(sighting);
        QCOMPARE(sighting->className, std::string("bus"));
        QCOMPARE(sighting->startFrame, 10);
        QCOMPARE(sighting->endFrame, 14);
        QCOMPARE(sighting->end, fromSeconds(14));
        QCOMPARE(sighting->best.patch, PatchId(7));
        // A question that does not cover the patch shows the largest that it covers.
        const auto rest = labelledSighting(decisions, std::span(patches).subspan(3));
        QCOMPARE(rest->best.patch, PatchId(9));
        QVERIFY(!labelledSighting(decisions, {}));
        QVERIFY(!labelledSighting(std::vector{decision(Decision::Accept, 1, "car")}, patches));
    }

    void aClassThatWasGivenAndThenRejectedIsNoSightingAnyMore()
    {
        const std::vector<store::PatchRecord> patches = track();
        const TrackDecision given = decision(Decision::Label, 5, "car", "truck");
        const auto with = [&](const TrackDecision &other) {
            return labelledSighting(std::vector{given, other}, patches).has_value();
        };
        QVERIFY(!with(decision(Decision::Reject, 6, "truck")));
        QVERIFY(!with(decision(Decision::Reject, 6, ""))); // Of no known class: of all.
        QVERIFY(with(decision(Decision::Reject, 4, "truck")));
        QVERIFY(with(decision(Decision::Reject, 6, "car")));
    }

    void sightingsOfOneTrackAndClassBecomeOne()
    {
        Sighting other = found("truck", 0, 5);
        other.track = 4;
        std::vector<Sighting> sightings{found("truck"), other, found("truck", 5, 15),
                                        found("bus", 0, 9), found("truck", 12, 30)};
        joinSameTrack(sightings);
        QCOMPARE(sightings.size(), std::size_t(3));
        QCOMPARE(sightings[0].startFrame, 5);
        QCOMPARE(sightings[0].start, fromSeconds(5));
        QCOMPARE(sightings[0].endFrame, 30);
        QCOMPARE(sightings[0].end, fromSeconds(30));
        QCOMPARE(sightings[2].className, std::string("bus"));
    }
};

QTEST_GUILESS_MAIN(TestDecisions)
#include "tst_decisions.moc"
