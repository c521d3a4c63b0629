#include "base/error.h"
#include "support/fake_engine.h"
#include "ui/state/decisions.h"
#include "ui/state/query_session.h"

#include <QSignalSpy>
#include <QTest>

#include <array>
#include <atomic>

using namespace refocus;
using namespace refocus::ui;
using refocus::test::FakeEngine;
using store::Decision;
using store::Review;
using namespace std::chrono_literals;

namespace {

class FullDisk : public FakeEngine
{
public:
    std::atomic<bool> full = false;
    void putReview(const PatchRef &patch, const std::optional<Review> &review) override
    {
        if (full)
            throw Error("case.mdb", "the disk is full");
        FakeEngine::putReview(patch, review);
    }
};

} // namespace

class tst_DecisionsState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void acceptIsShownAtOnceAndKept();
    void oneStepOfUndoTakesBackAllOfIt();
    void acceptingAgainTakesItBack();
    void someAcceptedMeansAllAreAccepted();
    void relabelKeepsStarAndNote();
    void undoBringsTheEarlierDecisionBack();
    void starsAreOneForAll();
    void anEmptyNoteIsNone();
    void clearLeavesStarAndNote();
    void everythingIsInTheAuditLog();
    void aReadOnlyCaseRefuses();
    void whatTheDiskDidNotTakeIsNotShownAsKept();
    void whatIsDecidedAboutAnotherPatchOfTheTrackCanBeTakenBack();
    void closingForgetsTheSteps();
    void aNewIndexOfASourceForgetsItsDecisionsAndTheirSteps();
    void nothingSelectedIsNoStep();

private:
    std::optional<Review> kept(PatchId patch);
    std::shared_ptr<FakeEngine> m_engine;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<Sightings> m_sightings;
    std::unique_ptr<Decisions> m_decisions;
};

void tst_DecisionsState::init()
{
    m_engine = std::make_shared<FakeEngine>();
    m_session = std::make_unique<CaseSession>(test::opens(m_engine));
    m_sightings = std::make_unique<Sightings>();
    m_decisions = std::make_unique<Decisions>(*m_session, *m_sightings);
    QSignalSpy opened(m_session.get(), &CaseSession::opened);
    m_session->open("/fake.case");
    QVERIFY(opened.wait());
    m_sightings->merge(test::fakeSightings("gate", 4, {"bus", "truck"}, 60s));
}

void tst_DecisionsState::cleanup()
{
    m_decisions.reset();
    m_sightings.reset();
    m_session.reset();
}

// What the case has, once everything is written.
std::optional<Review> tst_DecisionsState::kept(PatchId patch)
{
    bool through = false;
    m_session->write([&](Engine &) { through = true; });
    m_session->refresh(); // Behind the writes.
    if (!QTest::qWaitFor([&] { return !m_session->isRefreshing(); }) || !through)
        return Review{Decision::None, "was not written", "", false, -1};
    for (const store::ReviewedPatch &reviewed : m_engine->reviews())
        if (reviewed.patch.patch == patch)
            return reviewed.review;
    return {};
}

void tst_DecisionsState::acceptIsShownAtOnceAndKept()
{
    m_decisions->accept(std::vector{1});
    QCOMPARE(m_sightings->item(1).decision(), Decision::Accept);
    const auto review = kept(10);
    QVERIFY(review);
    QCOMPARE(review->decision, Decision::Accept);
    QCOMPARE(review->label, std::string("truck")); // What was judged.
    QVERIFY(review->time > 0);
    QVERIFY(!kept(0));
}

void tst_DecisionsState::oneStepOfUndoTakesBackAllOfIt()
{
    m_decisions->reject(std::vector{0, 1, 2});
    QCOMPARE(m_decisions->undoStack().count(), 1);
    QVERIFY(kept(0) && kept(10) && kept(20));
    m_decisions->undoStack().undo();
    for (int id = 0; id < 3; ++id)
        QCOMPARE(m_sightings->item(id).decision(), Decision::None);
    QVERIFY(!kept(0) && !kept(10) && !kept(20));
    m_decisions->undoStack().redo();
    QCOMPARE(m_sightings->item(2).decision(), Decision::Reject);
    QCOMPARE(kept(20)->decision, Decision::Reject);
}

void tst_DecisionsState::acceptingAgainTakesItBack()
{
    m_decisions->accept(std::vector{0});
    m_decisions->accept(std::vector{0});
    QCOMPARE(m_sightings->item(0).decision(), Decision::None);
    QVERIFY(!kept(0));
    m_decisions->undoStack().undo();
    QCOMPARE(m_sightings->item(0).decision(), Decision::Accept);
}

void tst_DecisionsState::someAcceptedMeansAllAreAccepted()
{
    m_decisions->accept(std::vector{0});
    m_decisions->accept(std::vector{0, 1});
    QCOMPARE(m_sightings->item(0).decision(), Decision::Accept);
    QCOMPARE(m_sightings->item(1).decision(), Decision::Accept);
    m_decisions->reject(std::vector{0, 1}); // The other decision replaces it.
    QCOMPARE(m_sightings->item(0).decision(), Decision::Reject);
}

void tst_DecisionsState::relabelKeepsStarAndNote()
{
    m_decisions->star(std::vector{0});
    m_decisions->note(std::vector{0}, QStringLiteral("  number plate visible "));
    m_decisions->relabel(std::vector{0}, "car");
    const auto review = kept(0);
    QCOMPARE(review->decision, Decision::Label);
    QCOMPARE(review->label, std::string("car"));
    QCOMPARE(review->note, std::string("number plate visible"));
    QVERIFY(review->starred);
    QCOMPARE(m_sightings->item(0).className(), std::string("car"));
}

void tst_DecisionsState::undoBringsTheEarlierDecisionBack()
{
    m_decisions->accept(std::vector{0});
    const auto accepted = kept(0);
    m_decisions->relabel(std::vector{0}, "car");
    m_decisions->undoStack().undo();
    QCOMPARE(kept(0), accepted); // Its time too.
    QCOMPARE(m_sightings->item(0).className(), std::string("bus"));
}

void tst_DecisionsState::starsAreOneForAll()
{
    m_decisions->star(std::vector{0});
    m_decisions->star(std::vector{0, 1});
    QVERIFY(m_sightings->item(0).starred() && m_sightings->item(1).starred());
    m_decisions->star(std::vector{0, 1});
    QVERIFY(!m_sightings->item(0).starred() && !m_sightings->item(1).starred());
    QVERIFY(!kept(0)); // Nothing is left to keep.
}

void tst_DecisionsState::anEmptyNoteIsNone()
{
    m_decisions->note(std::vector{0}, QStringLiteral("seen twice"));
    QCOMPARE(kept(0)->note, std::string("seen twice"));
    m_decisions->note(std::vector{0}, QStringLiteral("  "));
    QVERIFY(!kept(0));
}

void tst_DecisionsState::clearLeavesStarAndNote()
{
    m_decisions->star(std::vector{0});
    m_decisions->reject(std::vector{0});
    m_decisions->clear(std::vector{0});
    const auto review = kept(0);
    QCOMPARE(review->decision, Decision::None);
    QVERIFY(review->starred);
    QVERIFY(review->label.empty());
}

void tst_DecisionsState::everythingIsInTheAuditLog()
{
    m_decisions->accept(std::vector{0});
    m_decisions->undoStack().undo();
    m_decisions->relabel(std::vector{1}, "car");
    kept(0);
    QCOMPARE(m_engine->audit.size(), std::size_t{3});
    QCOMPARE(m_engine->audit[0].first, std::string("review"));
    QCOMPARE(m_engine->audit[0].second,
             std::string(R"({"class":"bus","decision":"accept","patch":"gate:0"})"));
    QCOMPARE(m_engine->audit[1].second, std::string(R"({"decision":"clear","patch":"gate:0"})"));
    QCOMPARE(m_engine->audit[2].second,
             std::string(R"({"decision":"label","label":"car","patch":"gate:10"})"));
}

void tst_DecisionsState::aReadOnlyCaseRefuses()
{
    m_engine->canWrite = false;
    QSignalSpy refused(m_decisions.get(), &Decisions::refused);
    m_decisions->accept(std::vector{0});
    QCOMPARE(refused.size(), 1);
    QCOMPARE(m_sightings->item(0).decision(), Decision::None);
    QCOMPARE(m_decisions->undoStack().count(), 0);
}

void tst_DecisionsState::whatTheDiskDidNotTakeIsNotShownAsKept()
{
    const auto disk = std::make_shared<FullDisk>();
    CaseSession session(test::opens(disk));
    Sightings sightings;
    QuerySession query(session, sightings);
    Decisions decisions(session, sightings);
    session.open("/fake.case");
    QTRY_VERIFY(session.engine());
    sightings.merge(test::fakeSightings("gate", 4, {"bus"}, 60s));
    decisions.accept(std::array{0});
    session.flushWrites();
    disk->full = true;
    QSignalSpy failed(&session, &CaseSession::writeFailed);
    decisions.accept(std::array{1});
    decisions.reject(std::array{0});
    QTRY_COMPARE(failed.size(), 2);
    QTRY_COMPARE(sightings.item(0).decision(), Decision::Accept); // As the case has it.
    QTRY_COMPARE(sightings.item(1).decision(), Decision::None);
    disk->full = false; // Room was made.
    decisions.accept(std::array{1});
    session.flushWrites();
    QCOMPARE(disk->reviewMap.size(), std::size_t{2});
    QCOMPARE(sightings.item(1).decision(), Decision::Accept);
}

// At another depth of reuse another patch of the track is the best one.
void tst_DecisionsState::whatIsDecidedAboutAnotherPatchOfTheTrackCanBeTakenBack()
{
    const PatchRef other{"gate", 3};
    m_decisions->acceptPatches(std::array{other}, "bus");
    std::vector<query::Sighting> found{m_sightings->item(0).sighting};
    found[0].decision = Decision::Accept;
    found[0].decidedBy = other.patch;
    m_sightings->merge(found);
    QCOMPARE(m_sightings->item(0).decision(), Decision::Accept);
    m_decisions->accept(std::array{0}); // Once more: back.
    QCOMPARE(m_sightings->item(0).decision(), Decision::None);
    QVERIFY(!m_sightings->review(other));
    QTRY_VERIFY(!kept(3));
    m_decisions->undoStack().undo();
    QCOMPARE(m_sightings->item(0).decision(), Decision::Accept);
    QTRY_VERIFY(kept(3));
    m_decisions->clear(std::array{1}); // Nothing to clear is no step.
    QVERIFY(m_decisions->undoStack().canRedo());
}

void tst_DecisionsState::closingForgetsTheSteps()
{
    m_decisions->accept(std::vector{0});
    m_session->close();
    QVERIFY(!m_decisions->undoStack().canUndo());
    QCOMPARE(m_engine->reviews().size(), std::size_t{1}); // The decision itself is kept.
}

void tst_DecisionsState::aNewIndexOfASourceForgetsItsDecisionsAndTheirSteps()
{
    m_decisions->accept(std::array{0, 1});
    m_sightings->forget("yard"); // Another one.
    QVERIFY(m_decisions->undoStack().canUndo());
    QVERIFY(m_sightings->review({"gate", 0}));
    m_sightings->forget("gate");
    QVERIFY(!m_decisions->undoStack().canUndo());
    QVERIFY(!m_sightings->review({"gate", 0}));
    m_sightings->merge(test::fakeSightings("gate", 4, {"bus", "truck"}, 60s));
    QCOMPARE(m_sightings->item(0).decision(), Decision::None);
}

void tst_DecisionsState::nothingSelectedIsNoStep()
{
    m_decisions->accept({});
    m_decisions->star({});
    QCOMPARE(m_decisions->undoStack().count(), 0);
}

QTEST_GUILESS_MAIN(tst_DecisionsState)
#include "tst_decisions_state.moc"
