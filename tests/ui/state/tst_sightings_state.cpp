#include "support/fake_engine.h"
#include "ui/state/sightings.h"

#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::fakeSightings;
using store::Decision;
using store::Review;
using namespace std::chrono_literals;

namespace {

std::vector<query::Sighting> some(int count) { return fakeSightings("gate", count, {"bus"}, 60s); }

} // namespace

class tst_SightingsState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void newOnesAreAppended();
    void knownOnesTakeWhatIsNewer();
    void aRelabelledOneIsStillTheSame();
    void settlingOnTheSameKeepsTheIds();
    void whatTheWholeAnswerLacksIsShownNowhereAndIdsStay();
    void anAnswerSettlesInPieces();
    void aBaselineLeavesOutWhatWasNotInTheAnswer();
    void aForgottenVideoLeavesTheOthersAsTheyWere();
    void aForgottenVideoComesBackWithANewIndex();
    void manyOfAForgottenVideoLeaveInPieces();
    void whatComesOfAForgottenVideoIsNotForgottenWithIt();
    void manyAreClearedAtOnce();
    void reviewsReachTheSightingsOfTheirPatch();
    void reviewsThatComeLaterAreApplied();
    void aReviewFollowsTheBestPatch();
    void takingADecisionBackLeavesNone();
    void aStarLeavesTheDecisionOfAnotherPatch();
    void twoSightingsOfOnePatchAreBothTold();
    void exportedOnesAreMarked();
};

void tst_SightingsState::newOnesAreAppended()
{
    Sightings sightings;
    QSignalSpy added(&sightings, &Sightings::added);
    QSignalSpy changed(&sightings, &Sightings::changed);
    sightings.merge(some(3));
    QCOMPARE(added.size(), 1);
    QCOMPARE(added.back(), (QVariantList{0, 2}));
    auto more = some(5);
    sightings.merge(std::span(more).subspan(3));
    QCOMPARE(added.back(), (QVariantList{3, 4}));
    QCOMPARE(changed.size(), 0);
    QCOMPARE(sightings.item(4).sighting.track, TrackId{4});
    sightings.merge({});
    QCOMPARE(added.size(), 2);
    QSignalSpy reset(&sightings, &Sightings::reset);
    sightings.clear();
    QCOMPARE(reset.size(), 1);
    QCOMPARE(sightings.count(), 0);
}

void tst_SightingsState::knownOnesTakeWhatIsNewer()
{
    Sightings sightings;
    sightings.merge(some(4));
    QSignalSpy added(&sightings, &Sightings::added);
    QSignalSpy changed(&sightings, &Sightings::changed);
    auto newer = some(4);
    newer[1].score = 0.25F;
    newer[2].end += 1s;
    sightings.merge(std::span(newer).subspan(1, 2));
    QCOMPARE(added.size(), 0);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.back(), (QVariantList{1, 2}));
    QCOMPARE(sightings.item(1).sighting.score, 0.25F);
    auto other = newer[1]; // The same track as another class is another sighting.
    other.className = "truck";
    sightings.merge(std::span(&other, 1));
    QCOMPARE(sightings.count(), 5);
}

void tst_SightingsState::aRelabelledOneIsStillTheSame()
{
    Sightings sightings;
    sightings.merge(some(1));
    auto labelled = some(1).front();
    labelled.foundClass = "bus";
    labelled.className = "truck";
    labelled.decision = Decision::Label;
    sightings.merge(std::span(&labelled, 1));
    QCOMPARE(sightings.count(), 1);
    QCOMPARE(sightings.item(0).className(), std::string("truck"));
}

void tst_SightingsState::settlingOnTheSameKeepsTheIds()
{
    Sightings sightings;
    sightings.merge(some(3));
    QSignalSpy reset(&sightings, &Sightings::reset);
    auto all = some(5);
    std::ranges::reverse(all);
    sightings.settle(all);
    QCOMPARE(reset.size(), 0);
    QCOMPARE(sightings.count(), 5);
    QCOMPARE(sightings.item(0).sighting.track, TrackId{0});
}

void tst_SightingsState::whatTheWholeAnswerLacksIsShownNowhereAndIdsStay()
{
    Sightings sightings;
    sightings.merge(some(4));
    sightings.setExported(std::vector{2});
    QSignalSpy reset(&sightings, &Sightings::reset);
    QSignalSpy changed(&sightings, &Sightings::changed);
    const auto all = some(4);
    sightings.settle(std::span(all).subspan(1));
    QCOMPARE(reset.size(), 0);
    QCOMPARE(changed.size(), 1); // The others are what they were.
    QCOMPARE(changed.back(), (QVariantList{0, 0}));
    QCOMPARE(sightings.answered(), 3);
    QCOMPARE(sightings.item(0).change, Change::Absent);
    QVERIFY(!sightings.item(0).isAnswer());
    QCOMPARE(sightings.item(1).sighting.track, TrackId{1});
    QVERIFY(sightings.item(2).exported);
}

void tst_SightingsState::anAnswerSettlesInPieces()
{
    Sightings sightings;
    auto all = some(8);
    sightings.merge(std::span(all).first(6));
    QSignalSpy changed(&sightings, &Sightings::changed);
    all[1].score = 0.25F;
    all[5].end += 1s;
    std::ranges::reverse(all); // 7 is new, 6 is new, 5 changed ...
    sightings.settlePiece(std::span(all).subspan(0, 3));
    QCOMPARE(sightings.count(), 8);
    QCOMPARE(sightings.item(6).sighting.track, TrackId{7});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.back(), (QVariantList{5, 5}));
    sightings.settlePiece(std::span(all).subspan(3, 4)); // 4 to 1.
    QCOMPARE(changed.size(), 2);
    QCOMPARE(changed.back(), (QVariantList{1, 1}));
    QCOMPARE(sightings.answered(), 8); // Until the end it says nothing of the others.
    sightings.endSettling();
    QCOMPARE(sightings.answered(), 7);
    QCOMPARE(sightings.item(0).change, Change::Absent);
    QCOMPARE(changed.size(), 3);
    sightings.settle(all); // Nothing is left of the pieces before.
    QCOMPARE(sightings.answered(), 8);
    QCOMPARE(sightings.item(0).change, Change::None);
}

void tst_SightingsState::aBaselineLeavesOutWhatWasNotInTheAnswer()
{
    Sightings sightings;
    sightings.merge(some(4));
    const auto all = some(4);
    sightings.settle(std::span(all).subspan(1)); // Without the first.
    sightings.beginAgain();
    sightings.settle(std::span(all).subspan(2));
    QCOMPARE(sightings.gone(), 1); // The second. The first was no answer before either.
    QCOMPARE(sightings.item(0).change, Change::Absent);
    QCOMPARE(sightings.item(1).change, Change::Gone);
    sightings.beginAgain();
    sightings.settle(all);
    QCOMPARE(sightings.item(0).change, Change::Appeared);
    QCOMPARE(sightings.item(1).change, Change::None);
    QCOMPARE(sightings.appeared(), 1);
}

void tst_SightingsState::aForgottenVideoLeavesTheOthersAsTheyWere()
{
    Sightings sightings;
    auto all = fakeSightings("yard", 2, {"bus"}, 60s);
    for (const auto &sighting : some(3))
        all.push_back(sighting);
    sightings.settle(all);
    sightings.beginAgain();
    auto newer = all;
    newer[3].score = 0.25F;                                // Of the gate's second.
    sightings.settlePiece(std::span(newer).subspan(3, 1)); // And the rest is still to come.
    const QSignalSpy reset(&sightings, &Sightings::reset);
    sightings.forget("yard");
    QCOMPARE(reset.size(), 0); // Ids stay.
    QCOMPARE(sightings.item(0).change, Change::Absent);
    QCOMPARE(sightings.answered(), 3);
    QCOMPARE(sightings.item(3).sighting.score, 0.25F);
    sightings.dropAgain();
    QCOMPARE(sightings.item(0).change, Change::Absent);
    QCOMPARE(sightings.item(3).sighting.score, all[3].score);
    QCOMPARE(sightings.answered(), 3);
    sightings.beginAgain();
    sightings.settle(std::span(newer).subspan(2, 1)); // The gate's first.
    QCOMPARE(sightings.answered(), 1);
    QCOMPARE(sightings.gone(), 2);
    QCOMPARE(sightings.item(3).sighting.score, all[3].score); // As the baseline says.
    QCOMPARE(sightings.item(0).change, Change::Absent);       // It is no part of that.
}

void tst_SightingsState::aForgottenVideoComesBackWithANewIndex()
{
    Sightings sightings;
    const auto all = some(3);
    sightings.settle(all);
    QSignalSpy changed(&sightings, &Sightings::changed);
    sightings.forget("elsewhere");
    QCOMPARE(changed.size(), 0);
    sightings.forget("gate");
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0], QVariantList({0, 2}));
    QCOMPARE(sightings.answered(), 0);
    sightings.forget("gate");
    QCOMPARE(changed.size(), 1);
    auto again = all;
    again[1].best.patch += 1000;
    sightings.settle(std::span(again).subspan(1, 1));
    QCOMPARE(sightings.answered(), 1);
    QCOMPARE(sightings.count(), 3);
    QVERIFY(!sightings.item(1).exported);
    sightings.setReview({"gate", again[1].best.patch},
                        Review{Decision::Accept, "bus", "", false, 1});
    QCOMPARE(sightings.item(1).decision(), Decision::Accept);
}

void tst_SightingsState::manyOfAForgottenVideoLeaveInPieces()
{
    Sightings sightings;
    auto all = some(9000);
    for (std::size_t i = 0; i < all.size(); i += 3)
        all[i].video = "yard";
    sightings.settle(all);
    int largest = 0;
    connect(&sightings, &Sightings::changed, &sightings,
            [&](int first, int last) { largest = std::max(largest, last - first + 1); });
    sightings.forget("yard");
    QCOMPARE(sightings.answered(), 9000); // Not in this turn of the event loop.
    QTRY_COMPARE(sightings.answered(), 6000);
    QVERIFY2(largest < 4500, qPrintable(QString::number(largest)));
    for (int id = 0; id < sightings.count(); ++id)
        QCOMPARE(sightings.item(id).change, id % 3 ? Change::None : Change::Absent);
    sightings.forget("gate");
    sightings.clear(); // And nothing of it goes on.
    sightings.settle(all);
    QTest::qWait(20);
    QCOMPARE(sightings.answered(), 9000);
}

void tst_SightingsState::whatComesOfAForgottenVideoIsNotForgottenWithIt()
{
    Sightings sightings;
    const auto all = some(9000);
    sightings.settle(all);
    sightings.forget("gate");
    auto again = all[8999]; // It was indexed again, and a question asked.
    again.score = 0.25F;
    sightings.merge(std::span(&again, 1));
    QCOMPARE(sightings.answered(), 1);
    QTest::qWait(20);
    QCOMPARE(sightings.answered(), 1);
    QCOMPARE(sightings.item(8999).sighting.score, 0.25F);
    sightings.settle(all);
    sightings.forget("gate");
    sightings.beginAgain(); // What is compared with does not have them.
    QCOMPARE(sightings.answered(), 0);
    sightings.settle(std::span(&again, 1));
    QCOMPARE(sightings.appeared(), 1);
    QCOMPARE(sightings.gone(), 0);
}

void tst_SightingsState::manyAreClearedAtOnce()
{
    Sightings sightings;
    sightings.merge(some(3000));
    sightings.clear();
    QCOMPARE(sightings.count(), 0);
    sightings.setReview({"gate", 10}, Review{Decision::Accept, "bus", "", false, 1});
    sightings.merge(some(2)); // Nothing of those before is known.
    QCOMPARE(sightings.count(), 2);
    QCOMPARE(sightings.item(1).decision(), Decision::Accept);
}

void tst_SightingsState::reviewsReachTheSightingsOfTheirPatch()
{
    Sightings sightings;
    sightings.merge(some(3));
    QSignalSpy changed(&sightings, &Sightings::changed);
    QSignalSpy reviews(&sightings, &Sightings::reviewsChanged);
    sightings.setReview({"gate", 10}, Review{Decision::Accept, "bus", "", false, 1});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.back(), (QVariantList{1, 1}));
    QCOMPARE(reviews.size(), 1);
    QCOMPARE(sightings.item(1).decision(), Decision::Accept);
    QCOMPARE(sightings.item(0).decision(), Decision::None);
    sightings.setReview({"yard", 10}, Review{Decision::Reject, "", "", false, 1});
    QCOMPARE(changed.size(), 1); // Another video's patch.
    QVERIFY(sightings.review({"yard", 10}));
    sightings.setReview({"gate", 10}, Review{Decision::Label, "truck", "", true, 2});
    QCOMPARE(sightings.item(1).className(), std::string("truck"));
    QVERIFY(sightings.item(1).starred());
}

void tst_SightingsState::reviewsThatComeLaterAreApplied()
{
    Sightings sightings;
    sightings.merge(some(2));
    sightings.setReview({"gate", 0}, Review{Decision::Accept, "bus", "", false, 1});
    sightings.setReviews(
        std::vector<store::ReviewedPatch>{{{"gate", 10}, {Decision::Reject, "bus", "", false, 1}}});
    QCOMPARE(sightings.item(1).decision(), Decision::Reject);
    QVERIFY(!sightings.item(0).review); // They are all there are.
}

void tst_SightingsState::aReviewFollowsTheBestPatch()
{
    Sightings sightings;
    sightings.setReviews(
        std::vector<store::ReviewedPatch>{{{"gate", 77}, {Decision::Accept, "bus", "", false, 1}}});
    sightings.merge(some(1));
    QCOMPARE(sightings.item(0).decision(), Decision::None);
    auto better = some(1).front();
    better.best.patch = 77;
    sightings.merge(std::span(&better, 1));
    QCOMPARE(sightings.item(0).decision(), Decision::Accept);
    QSignalSpy changed(&sightings, &Sightings::changed);
    sightings.setReview({"gate", 0}, Review{Decision::Reject, "", "", false, 1});
    QCOMPARE(changed.size(), 0); // No longer its patch.
}

void tst_SightingsState::takingADecisionBackLeavesNone()
{
    Sightings sightings;
    sightings.setReviews(
        std::vector<store::ReviewedPatch>{{{"gate", 0}, {Decision::Accept, "bus", "", false, 1}}});
    auto found = some(1).front();
    found.decision = Decision::Accept; // As the engine tells it.
    sightings.merge(std::span(&found, 1));
    sightings.setReview({"gate", 0}, std::nullopt);
    QCOMPARE(sightings.item(0).decision(), Decision::None);
}

void tst_SightingsState::aStarLeavesTheDecisionOfAnotherPatch()
{
    Sightings sightings;
    auto found = some(1).front();
    found.decision = Decision::Accept; // By a patch of the track that is not its best.
    sightings.merge(std::span(&found, 1));
    sightings.setReview({"gate", 0}, Review{Decision::None, "", "", true, 1});
    QVERIFY(sightings.item(0).starred());
    QCOMPARE(sightings.item(0).decision(), Decision::Accept);
    sightings.setReview({"gate", 0}, std::nullopt);
    QCOMPARE(sightings.item(0).decision(), Decision::Accept);
}

void tst_SightingsState::twoSightingsOfOnePatchAreBothTold()
{
    Sightings sightings;
    auto two = fakeSightings("gate", 2, {"bus", "truck"}, 60s);
    two[1].track = two[0].track;
    two[1].best = two[0].best;
    sightings.merge(two);
    QCOMPARE(sightings.count(), 2);
    sightings.setReview({"gate", 0}, Review{Decision::Reject, "bus", "", false, 1});
    QCOMPARE(sightings.item(0).decision(), Decision::Reject);
    QCOMPARE(sightings.item(1).decision(), Decision::Reject);
}

void tst_SightingsState::exportedOnesAreMarked()
{
    Sightings sightings;
    sightings.merge(some(3));
    QSignalSpy changed(&sightings, &Sightings::changed);
    sightings.setExported(std::vector{0, 2});
    QVERIFY(sightings.item(0).exported && !sightings.item(1).exported &&
            sightings.item(2).exported);
    QCOMPARE(changed.size(), 2);
    sightings.merge(some(3)); // What is newer does not unmark it.
    QVERIFY(sightings.item(2).exported);
}

QTEST_GUILESS_MAIN(tst_SightingsState)
#include "tst_sightings_state.moc"
