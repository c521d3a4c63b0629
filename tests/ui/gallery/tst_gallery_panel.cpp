#include "support/fake_engine.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/inline_edit.h"
#include "ui/state/time_text.h"

#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>

using namespace refocus;
using namespace refocus::ui;
using store::Decision;

namespace {

constexpr Timestamp kHour = std::chrono::seconds(3600);

// A panel of 760x300 on a case with one source and the given number of trucks and buses.
struct Bench
{
    explicit Bench(int count, bool ask = true)
    {
        engine->sourceList = {test::fakeSource("gate", kHour)};
        engine->sightings = test::fakeSightings("gate", count, {"truck", "bus"}, kHour);
        panel.resize(760, 300);
        panel.show();
        workbench.session.open("/fake.case");
        QSignalSpy known(&workbench.session, &CaseSession::infoChanged);
        QVERIFY(known.wait());
        QTRY_VERIFY(!workbench.session.sources().empty());
        query::QueryOptions options;
        options.classes = {"truck", "bus"};
        workbench.query.setDraft(options);
        if (ask)
            run();
    }
    void run()
    {
        workbench.query.run();
        QTRY_VERIFY(!workbench.query.isRunning());
        QTRY_COMPARE(panel.grid().geometry().count(), model.rowCount());
    }
    std::shared_ptr<test::FakeEngine> engine = std::make_shared<test::FakeEngine>();
    Workbench workbench{test::opens(engine)};
    SightingModel model{workbench};
    GalleryPanel panel{workbench, model};

    QWidget *view() { return panel.grid().viewport(); }
    void click(int row, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(view(), Qt::LeftButton, modifiers, panel.grid().cellInView(row).center());
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(&panel.grid(), static_cast<Qt::Key>(key), modifiers);
    }
    int current() const { return workbench.selection.current(); }
    std::vector<int> selected() const
    {
        return {workbench.selection.ids().begin(), workbench.selection.ids().end()};
    }
    Decision decision(int id) const { return workbench.sightings.item(id).decision(); }
    QPushButton *button(const QString &text) const
    {
        for (QPushButton *button : panel.findChildren<QPushButton *>())
            if (button->text() == text && button->isVisible())
                return button;
        return nullptr;
    }
    // The pack's depths, of which 7 finds neither the second nor the fourth, but one more between.
    void addDepths()
    {
        for (const char *name : {"none", "4", "7", "auto"}) {
            DepthInfo depth;
            depth.reuse = query::Reuse::parse(name);
            depth.name = name;
            engine->depthList.push_back(depth);
        }
        auto &deep = engine->sightingsAt["7"] = engine->sightings;
        deep[3].track = 1000;
        deep[3].best.patch = 9999;
        deep.erase(deep.begin() + 1);
    }
    DepthSlider &depth() { return panel.depthSlider(); }
    EmptyView empty() { return emptyView(workbench, model, {}); }
};

using Ids = std::vector<int>;

} // namespace

class TestGalleryPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clickCtrlAndShiftSelect()
    {
        Bench b(40);
        b.click(3);
        QCOMPARE(b.selected(), Ids{3});
        QCOMPARE(b.current(), 3);
        b.click(1, Qt::ControlModifier);
        QCOMPARE(b.selected(), (Ids{1, 3}));
        b.click(4, Qt::ShiftModifier); // From the last one that was clicked alone or with Ctrl.
        QCOMPARE(b.selected(), (Ids{1, 2, 3, 4}));
        QCOMPARE(b.current(), 4);
        b.click(3, Qt::ControlModifier);
        QCOMPARE(b.selected(), (Ids{1, 2, 4}));
    }

    void aRubberBandSelectsWhatItTouches()
    {
        Bench b(40);
        const QRect second = b.panel.grid().cellInView(1);
        const QRect third = b.panel.grid().cellInView(2);
        const QPoint between(second.right() + 4, second.top() - 6);
        QTest::mousePress(b.view(), Qt::LeftButton, {}, between);
        QTest::mouseMove(b.view(), between + QPoint(10, 20));
        QTest::mouseMove(b.view(), third.center() + QPoint(0, 10));
        QTest::mouseRelease(b.view(), Qt::LeftButton, {}, third.center());
        QCOMPARE(b.selected(), Ids{2});
        QTest::mouseClick(b.view(), Qt::LeftButton, {}, QPoint(2, 2)); // Beside every cell.
        QCOMPARE(b.selected(), Ids{});
        QCOMPARE(b.current(), -1);
    }

    void arrowsMoveAndShiftExtends()
    {
        Bench b(40);
        const int columns = b.panel.grid().geometry().columns();
        b.panel.grid().setFocus();
        b.press(Qt::Key_Right); // From nowhere to the first.
        QCOMPARE(b.current(), 0);
        b.press(Qt::Key_Right);
        b.press(Qt::Key_Down);
        QCOMPARE(b.current(), 1 + columns);
        b.press(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(b.selected(), (Ids{columns, columns + 1}));
        b.press(Qt::Key_Up);
        QCOMPARE(b.selected(), Ids{0});
        b.press(Qt::Key_End);
        QCOMPARE(b.current(), 39);
        QVERIFY(b.view()->rect().contains(b.panel.grid().cellInView(39)));
        b.press(Qt::Key_PageUp);
        QVERIFY(b.current() < 39 - columns + 1);
        b.press(Qt::Key_Home);
        QCOMPARE(b.current(), 0);
        QCOMPARE(b.panel.grid().verticalScrollBar()->value(), 0);
        QTest::keySequence(&b.panel.grid(), QKeySequence::SelectAll);
        QCOMPARE(b.selected().size(), std::size_t{40});
    }

    void thePlayheadFollowsAndEnterPlaysFromTheStart()
    {
        Bench b(40);
        const query::Sighting &third = b.workbench.sightings.item(2).sighting;
        b.click(2);
        QCOMPARE(b.workbench.playhead.video(), third.video);
        QCOMPARE(b.workbench.playhead.time().count(), third.best.time.count());
        QSignalSpy played(&b.panel, &GalleryPanel::playRequested);
        b.press(Qt::Key_Return);
        QCOMPARE(played.size(), 1);
        QCOMPARE(played[0][0].toInt(), 2);
        QVERIFY(b.workbench.playhead.isPlaying());
        QCOMPARE(b.workbench.playhead.time().count(), third.start.count());
        QTest::mouseDClick(b.view(), Qt::LeftButton, {}, b.panel.grid().cellInView(1).center());
        QCOMPARE(played.last()[0].toInt(), 1);
    }

    void aSelectionElsewhereComesIntoView()
    {
        Bench b(400);
        b.workbench.selection.select(300);
        QVERIFY(b.view()->rect().contains(b.panel.grid().cellInView(300)));
        QVERIFY(b.panel.grid().accessibleDescription().contains(QStringLiteral("truck")));
    }

    void acceptGoesOnToTheNext()
    {
        Bench b(40);
        b.click(2);
        b.panel.acceptSelected();
        QCOMPARE(b.decision(2), Decision::Accept);
        QCOMPARE(b.current(), 3);
        b.panel.rejectSelected();
        QCOMPARE(b.decision(3), Decision::Reject);
        QCOMPARE(b.current(), 4);
        b.panel.previous();
        b.panel.rejectSelected(); // Taken back: nothing moves.
        QCOMPARE(b.decision(3), Decision::None);
        QCOMPARE(b.current(), 3);
        b.workbench.decisions.undoStack().undo();
        QCOMPARE(b.decision(3), Decision::Reject);
    }

    void manyAreDecidedAtOnceAndTheNextIsBehindThem()
    {
        Bench b(40);
        b.click(2);
        b.click(5, Qt::ShiftModifier);
        b.panel.acceptSelected();
        for (const int id : {2, 3, 4, 5})
            QCOMPARE(b.decision(id), Decision::Accept);
        QCOMPARE(b.selected(), Ids{6});
        b.workbench.decisions.undoStack().undo();
        for (const int id : {2, 3, 4, 5})
            QCOMPARE(b.decision(id), Decision::None);
    }

    void amongTheUnreviewedADecisionTakesItOutAndTheNextIsCurrent()
    {
        Bench b(6);
        b.model.setFilter({SightingModel::Show::Unreviewed, {}, {}});
        b.click(4);
        b.panel.acceptSelected();
        QCOMPARE(b.model.rowCount(), 5);
        QCOMPARE(b.current(), 5);
        b.panel.rejectSelected(); // The last row: the one before it is next.
        QCOMPARE(b.current(), 3);
        for (int i = 0; i < 4; ++i)
            b.panel.acceptSelected();
        QCOMPARE(b.model.rowCount(), 0);
        QTRY_VERIFY(b.button(QStringLiteral("Show all")));
        QCOMPARE(b.empty().sentence, QStringLiteral("All 6 sightings are reviewed."));
        b.button(QStringLiteral("Show all"))->click();
        QCOMPARE(b.model.rowCount(), 6);
        QTRY_VERIFY(b.panel.grid().isVisible());
    }

    void digitsRelabelByTheClassesOfThePack()
    {
        Bench b(40);
        QCOMPARE(b.panel.relabelNames(), (QStringList{"bus", "car", "person", "truck"}));
        b.click(0);
        b.panel.relabelSelected(3);
        QCOMPARE(b.workbench.sightings.item(0).className(), std::string("person"));
        QCOMPARE(b.current(), 1);
        b.panel.relabelSelected(9); // No such class.
        QCOMPARE(b.decision(1), Decision::None);
        b.panel.relabelSelected(QStringLiteral("tractor"));
        QCOMPARE(b.workbench.sightings.item(1).className(), std::string("tractor"));
    }

    void aStarComesAndGoes()
    {
        Bench b(10);
        b.click(1);
        b.panel.starSelected();
        QVERIFY(b.workbench.sightings.item(1).starred());
        QCOMPARE(b.current(), 1);
        b.panel.starSelected();
        QVERIFY(!b.workbench.sightings.item(1).starred());
    }

    void aNoteIsWrittenInPlace()
    {
        Bench b(10);
        b.click(1);
        b.panel.editNote();
        auto *edit = b.panel.findChild<QLineEdit *>();
        QVERIFY(edit && edit->isVisible());
        QTest::keyClicks(edit, QStringLiteral("no plate"));
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(!edit->isVisible());
        QCOMPARE(b.workbench.sightings.item(1).review->note, std::string("no plate"));
        b.panel.editNote();
        QCOMPARE(edit->text(), QStringLiteral("no plate"));
        QTest::keyClicks(edit, QStringLiteral("something else"));
        QTest::keyClick(edit, Qt::Key_Escape);
        QCOMPARE(b.workbench.sightings.item(1).review->note, std::string("no plate"));
    }

    void nothingMovesInViewWhileResultsArrive()
    {
        Bench b(40);
        b.click(2);
        const auto [first, end] = b.panel.grid().visibleRows();
        Ids before;
        for (int row = first; row < end; ++row)
            before.push_back(b.model.idAt(row));
        // As many again, each between two of those that are there.
        auto more = test::fakeSightings("gate", 40, {"car"}, kHour);
        for (auto &sighting : more) {
            sighting.best.time += std::chrono::seconds(1);
            sighting.best.patch += 5000;
        }
        b.workbench.sightings.merge(more);
        b.panel.grid().geometry();
        for (int row = first; row < end; ++row)
            QCOMPARE(b.model.idAt(row), before[static_cast<std::size_t>(row - first)]);
        const int waiting = b.model.waiting();
        QVERIFY(waiting > 0);
        QTRY_VERIFY(b.button(QStringLiteral("%1 more ↑").arg(waiting)));
        b.button(QStringLiteral("%1 more ↑").arg(waiting))->click();
        QCOMPARE(b.model.rowCount(), 80);
        QTRY_VERIFY(!b.button(QStringLiteral("%1 more ↑").arg(waiting)));
    }

    void whatArrivesBelowIsAnnounced()
    {
        Bench b(60, false);
        b.engine->batch = 40;
        b.engine->batchDelay = std::chrono::milliseconds(150);
        b.workbench.query.run();
        QTRY_COMPARE(b.panel.grid().geometry().count(), 40);
        b.click(0);
        QTRY_COMPARE(b.model.rowCount(), 60);
        QTRY_VERIFY(b.button(QStringLiteral("20 more ↓")));
        b.button(QStringLiteral("20 more ↓"))->click();
        QTRY_VERIFY(!b.button(QStringLiteral("20 more ↓")));
        const auto [first, end] = b.panel.grid().visibleRows();
        QVERIFY(first <= 40 && 40 < end);
    }

    void anAnswerThatDropsSomeAtItsEndKeepsThePlace()
    {
        Bench b(400);
        b.panel.grid().showAtTop(200);
        const auto first =
            b.workbench.sightings.item(b.model.idAt(b.panel.grid().visibleRows().first));
        auto settled = b.engine->sightings;
        settled.erase(settled.begin(), settled.begin() + 37); // So that every id is another.
        b.workbench.sightings.settle(settled);
        QTRY_COMPARE(b.panel.grid().geometry().count(), 363);
        const auto [begin, end] = b.panel.grid().visibleRows();
        bool inView = false;
        for (int row = begin; row < end; ++row)
            inView =
                inView || b.workbench.sightings.item(b.model.idAt(row)).patch() == first.patch();
        QVERIFY(inView);
    }

    void anotherSortKeepsTheCurrentOneInView()
    {
        Bench b(400);
        b.click(2);
        b.model.setSort(SightingModel::Sort::Score);
        b.panel.grid().geometry();
        QVERIFY(b.view()->rect().intersects(b.panel.grid().cellInView(b.model.rowOfId(2))));
    }

    void theSizeChangesWithinItsBoundsAroundWhatIsCurrent()
    {
        Bench b(400);
        b.workbench.selection.select(200);
        const int before = b.panel.cellWidth();
        b.panel.zoomIn();
        QVERIFY(b.panel.cellWidth() > before);
        QVERIFY(b.view()->rect().intersects(b.panel.grid().cellInView(200)));
        for (int i = 0; i < 40; ++i)
            b.panel.zoomOut();
        QCOMPARE(b.panel.cellWidth(), ThumbnailGrid::kSmallest);
        QVERIFY(b.view()->rect().intersects(b.panel.grid().cellInView(200)));
    }

    void onlyWhatIsInViewIsLoadedFirst()
    {
        Bench b(5000);
        QTRY_VERIFY(b.engine->thumbnails > 0);
        const auto [first, end] = b.panel.grid().visibleRows();
        QTRY_VERIFY(b.engine->thumbnails >= end - first);
        QTRY_VERIFY(b.panel.grid().isLoaded());
        QVERIFY(b.engine->thumbnails <= 3 * (end - first) + 20); // And a page ahead.
    }

    void similarPatchesLeadToTheirPlaces()
    {
        Bench b(40);
        b.engine->similarPatches = {{{"gate", 70}, 0.9F}, {{"gate", 110}, 0.8F}};
        b.click(0);
        b.panel.findSimilar();
        PatchGrid &grid = b.panel.patchPage().grid();
        QTRY_COMPARE(grid.items().size(), std::size_t{2});
        QTRY_COMPARE(b.panel.patchPage().statusText(), QStringLiteral("2 patches"));
        QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, grid.cellInView(1).center());
        QCOMPARE(b.current(), 11); // The sighting that has patch 110.
        QCOMPARE(b.workbench.playhead.time().count(),
                 b.workbench.sightings.item(11).sighting.best.time.count());
        b.panel.acceptSelected(); // Decisions work there too.
        QCOMPARE(b.decision(11), Decision::Accept);
        QTest::keyClick(&b.panel.patchPage().grid(), Qt::Key_Escape);
        QVERIFY(b.panel.grid().isVisible());
        QVERIFY(b.panel.grid().hasFocus() || !b.panel.isActiveWindow());
    }

    void whatLeftTheAnswerIsNotDecidedAboutOnTheSecondPage()
    {
        Bench b(40);
        b.engine->similarPatches = {{{"gate", 70}, 0.9F}, {{"gate", 110}, 0.8F}};
        b.click(0);
        b.panel.findSimilar();
        PatchGrid &grid = b.panel.patchPage().grid();
        QTRY_COMPARE(b.panel.patchPage().statusText(), QStringLiteral("2 patches"));
        b.workbench.sightings.forget("gate"); // The source is removed.
        QTest::mouseClick(grid.viewport(), Qt::LeftButton, {}, grid.cellInView(1).center());
        QCOMPARE(b.current(), -1);
        b.panel.acceptSelected();
        QCOMPARE(b.decision(11), Decision::None);
    }

    void ofEachSimilarObjectOnePatchIsShownAndOfItsOwnNone()
    {
        Bench b(40);
        b.engine->similarPatches = {{{"gate", 0}, 0.99F},
                                    {{"gate", 70}, 0.9F},
                                    {{"gate", 70}, 0.85F},
                                    {{"gate", 110}, 0.8F}};
        b.click(0); // Its best patch is 0.
        b.panel.findSimilar();
        PatchPage &page = b.panel.patchPage();
        QTRY_COMPARE(page.statusText(), QStringLiteral("2 patches"));
        QCOMPARE(page.grid().items()[0].ref, (PatchRef{"gate", 70}));
        QCOMPARE(page.grid().items()[0].similarity, 0.9F);
        QCOMPARE(page.grid().items()[1].ref, (PatchRef{"gate", 110}));
    }

    void fromASimilarPatchOneGoesOnAndBack()
    {
        Bench b(40);
        b.engine->similarPatches = {{{"gate", 70}, 0.9F}};
        b.click(0);
        b.panel.findSimilar();
        PatchPage &page = b.panel.patchPage();
        QTRY_COMPARE(page.grid().items().size(), std::size_t{1});
        b.panel.next();
        b.panel.showCluster(); // Patches 70, 71 and 72, of which the case knows the first.
        QTRY_COMPARE(page.grid().items().size(), std::size_t{1});
        QVERIFY(page.grid().items()[0].similarity < 0);
        QCOMPARE(page.currentPatch(), (PatchRef{"gate", 70}));
        auto *back = page.findChild<QToolButton *>();
        back->click();
        QTRY_VERIFY(!page.grid().items().empty() && page.grid().items()[0].similarity > 0);
        back->click();
        QVERIFY(b.panel.grid().isVisible());
    }

    void aNewQuestionLeavesTheSecondPage()
    {
        Bench b(40);
        b.click(0);
        b.panel.showCluster();
        QVERIFY(!b.panel.grid().isVisible());
        b.run();
        QTRY_VERIFY(b.panel.grid().isVisible()); // Once the empty state has made way.
    }

    void restingOnASightingPlaysIt()
    {
        Bench b(40);
        HoverPlay play;
        QSignalSpy pictures(&play, &HoverPlay::picture);
        // One patch is no film; three tracks' worth are.
        play.start(b.engine, "gate", 3, {40, 40});
        QVERIFY(!pictures.wait(HoverPlay::kRestMs + 4 * HoverPlay::kPictureMs));
        for (auto &sighting : b.engine->sightings)
            sighting.track = 3;
        play.start(b.engine, "gate", 3, {40, 40});
        QTRY_VERIFY(pictures.size() >= 3);
        QVERIFY(pictures[0][0].value<QImage>() != pictures[1][0].value<QImage>());
        play.stop();
        QVERIFY(!pictures.wait(3 * HoverPlay::kPictureMs));
    }

    void anEmptyCaseAsksForFootageThenForAQuestion()
    {
        auto engine = std::make_shared<test::FakeEngine>();
        Workbench workbench(test::opens(engine));
        SightingModel model(workbench);
        QCOMPARE(emptyView(workbench, model, {}).steps, (std::vector{NextStep::AddFootage}));
        Bench b(10, false);
        QCOMPARE(b.empty().steps, (std::vector{NextStep::Ask}));
        QSignalSpy asked(&b.panel, &GalleryPanel::askRequested);
        QTRY_VERIFY(b.button(QStringLiteral("Choose a class")));
        b.button(QStringLiteral("Choose a class"))->click();
        QCOMPARE(asked.size(), 1);
    }

    void aSearchThatHasFoundNothingYetCanBeCancelled()
    {
        Bench b(100, false);
        b.engine->sightings = test::fakeSightings("gate", 1, {"truck"}, kHour);
        b.engine->batchDelay = std::chrono::milliseconds(100);
        b.workbench.query.run();
        QCOMPARE(b.empty().sentence, QStringLiteral("Searching for truck or bus"));
        QCOMPARE(b.empty().steps, (std::vector{NextStep::Cancel}));
        b.workbench.query.cancel();
        QTRY_VERIFY(!b.workbench.query.isRunning());
    }

    void nothingFoundSaysWhatWasSearchedAndWhatToTry()
    {
        Bench b(0, false);
        auto later = test::fakeSource("ramp", kHour);
        later.indexed = false;
        b.engine->sourceList.push_back(later);
        later = test::fakeSource("yard", kHour);
        later.indexed = false;
        later.record.error = "index.mdb: is damaged";
        b.engine->sourceList.push_back(later);
        b.engine->sourceList[0].coverage.framesFailed = 40;
        b.workbench.session.refresh();
        QTRY_COMPARE(b.workbench.session.sources().size(), std::size_t{3});
        query::QueryOptions narrow = b.workbench.query.draft();
        narrow.time.end = std::chrono::seconds(1800);
        b.workbench.query.setDraft(narrow);
        b.run();
        const EmptyView view = b.empty();
        QCOMPARE(view.sentence, QStringLiteral("No truck or bus found."));
        // Of its half an hour a second of pictures that cannot be read.
        QVERIFY2(view.details[0].startsWith("Searched 29 min 59 s in 1 source"),
                 qPrintable(view.details[0]));
        QVERIFY2(view.details[1].startsWith(QStringLiteral("Not searched 0.8 s and 2 source")) &&
                     view.details[1].contains(QStringLiteral("ramp: not ingested yet")) &&
                     view.details[1].contains(QStringLiteral("index.mdb: is damaged")) &&
                     view.details[1].contains(QStringLiteral("gate: 40 of ")),
                 qPrintable(view.details[1]));
        QCOMPARE(view.steps,
                 (std::vector{NextStep::AskEverywhere, NextStep::LookDeeper, NextStep::Ask}));
        QTRY_VERIFY(b.button(QStringLiteral("Search everything")));
        b.button(QStringLiteral("Search everything"))->click();
        QVERIFY(b.workbench.query.asked().time == TimeRange{});
        QTRY_VERIFY(!b.workbench.query.isRunning());
        QCOMPARE(b.empty().steps, (std::vector{NextStep::LookDeeper, NextStep::Ask}));
    }

    void lookingDeeperLeavesNoLimitsInTheNextQuestion()
    {
        Bench b(0, false);
        b.engine->sourceList[0].record.wallClockStart = 0;
        b.workbench.session.refresh();
        QTRY_VERIFY(b.workbench.session.sources()[0].record.wallClockStart);
        When morning;
        morning.to = 600'000'000; // The first ten minutes.
        b.workbench.query.setWhen(morning);
        b.run();
        QVERIFY(!b.workbench.query.asked().spans.empty());
        QTRY_VERIFY(b.button(QStringLiteral("Look deeper")));
        b.button(QStringLiteral("Look deeper"))->click();
        QVERIFY(!b.workbench.query.asked().spans.empty()); // The same time.
        QTRY_VERIFY(!b.workbench.query.isRunning());
        b.workbench.query.setWhen({});
        b.run();
        QVERIFY(b.workbench.query.asked().spans.empty());
    }

    void whatAFilterHidesIsNotDecidedAbout()
    {
        Bench b(10);
        b.press(Qt::Key_A, Qt::ControlModifier);
        b.panel.selectAll();
        QCOMPARE(b.selected().size(), std::size_t{10});
        b.workbench.timeView.setSelected(AxisRange{0, 1});
        const int shown = b.model.rowCount();
        QVERIFY(shown > 0 && shown < 10);
        QCOMPARE(b.panel.chosen().size(), static_cast<std::size_t>(shown));
        QCOMPARE(b.selected().size(), static_cast<std::size_t>(shown));
        b.panel.rejectSelected();
        int rejected = 0;
        for (int id = 0; id < 10; ++id)
            rejected += b.decision(id) == Decision::Reject;
        QCOMPARE(rejected, shown);
    }

    void aFilterEndsWithItsSourceAndTheTimeWithTheTimeline()
    {
        Bench b(10);
        b.engine->sourceList.push_back(test::fakeSource("yard", kHour));
        b.workbench.session.refresh();
        QTRY_VERIFY(b.workbench.session.source("yard"));
        b.model.setFilter({SightingModel::Show::All, {}, "yard"});
        b.workbench.session.removeSource("yard");
        QVERIFY(b.model.filter().video.empty());
        QCOMPARE(b.model.rowCount(), 10);

        b.workbench.timeView.setSelected(AxisRange{-2, -1});
        QTRY_VERIFY(b.button(QStringLiteral("Show all")));
        b.button(QStringLiteral("Show all"))->click();
        QVERIFY(!b.workbench.timeView.selected());
        QCOMPARE(b.model.rowCount(), 10);
    }

    void aNoteThatIsBeingWrittenIsKeptByANewQuestionAndByClosing()
    {
        Bench b(10);
        b.click(2);
        const auto write = [&](const QString &text) {
            b.panel.editNote();
            auto *edit = b.panel.findChild<InlineEdit *>();
            edit->setText(text);
        };
        write(QStringLiteral("red lorry"));
        b.run();
        const store::Review *review = b.workbench.sightings.review({"gate", 20});
        QVERIFY(review);
        QCOMPARE(review->note, std::string("red lorry"));
        b.click(3);
        write(QStringLiteral("blue van"));
        b.workbench.session.close();
        QCOMPARE(b.engine->reviewMap.at("gate:30").note, std::string("blue van"));
    }

    void anErrorIsShownWithAWayOn()
    {
        Bench b(10, false);
        b.engine->queryError = "the index is damaged";
        b.run();
        QTRY_VERIFY(b.button(QStringLiteral("Search again")));
        b.engine->queryError.clear();
        b.button(QStringLiteral("Search again"))->click();
        QTRY_COMPARE(b.model.rowCount(), 10);
        QTRY_VERIFY(b.panel.grid().isVisible());
    }

    void theHeadCountsWhatIsShownAndWhatIsToReview()
    {
        Bench b(10);
        const auto *header = b.panel.findChild<GalleryHeader *>();
        QCOMPARE(header->countsText(), QStringLiteral("10 sightings · 10 to review"));
        b.click(0);
        b.panel.acceptSelected();
        b.model.setFilter({SightingModel::Show::Accepted, {}, {}});
        QCOMPARE(header->countsText(), QStringLiteral("1 of 10 · 9 to review"));
        b.workbench.timeView.setSelected(AxisRange{0, 1});
        QCOMPARE(b.model.filter().show, SightingModel::Show::Accepted); // Kept.
        QVERIFY(b.model.filter().time);
    }

    void theDepthSliderIsThereOnceThereIsAnAnswerAtOneOfSeveralDepths()
    {
        Bench b(10);
        QVERIFY(b.depth().isHidden()); // There is one depth at most.
        b.addDepths();
        b.workbench.session.refreshDepths();
        QTRY_VERIFY(b.depth().isVisible());
        QCOMPARE(b.depth().slider().maximum(), 2); // Auto is no depth.
        QCOMPARE(b.depth().slider().value(), 0);   // What it came to.
        QCOMPARE(b.depth().slider().accessibleName(), QStringLiteral("Reuse depth"));
        QVERIFY(b.depth().slider().focusPolicy() & Qt::TabFocus);
        b.engine->batchDelay = std::chrono::milliseconds(30);
        b.workbench.query.run();
        QVERIFY(b.depth().isVisible() && !b.depth().slider().isEnabled());
        QTRY_VERIFY(b.depth().slider().isEnabled());
    }

    void arrowsMoveTheAnswerToAnotherDepth()
    {
        Bench b(10, false);
        b.addDepths();
        b.workbench.session.refreshDepths();
        QTRY_COMPARE(b.depth().slider().maximum(), 2);
        b.run();
        const auto *header = b.panel.findChild<GalleryHeader *>();
        const auto settled = [&] { QTRY_VERIFY(!b.workbench.query.isRunning()); };
        QTest::keyClick(&b.depth().slider(), Qt::Key_Right);
        settled();
        QCOMPARE(b.depth().text(), QStringLiteral("reuse 4, same"));
        QTest::keyClick(&b.depth().slider(), Qt::Key_Right);
        settled();
        QCOMPARE(b.depth().text(), QStringLiteral("reuse 7 +1 −2"));
        QCOMPARE(b.depth().slider().accessibleDescription(),
                 QStringLiteral("7 blocks · 1 more, 2 fewer than with no reuse"));
        QCOMPARE(header->countsText(), QStringLiteral("9 sightings · 9 to review"));
        QCOMPARE(b.workbench.query.draft().reuse.splice.name(), std::string("7"));
        QTest::keyClick(&b.depth().slider(), Qt::Key_Right); // The end.
        b.depth().step(-2);
        settled();
        QCOMPARE(b.depth().text(), QStringLiteral("no reuse"));
        QCOMPARE(header->countsText(), QStringLiteral("10 sightings · 10 to review"));
        QCOMPARE(b.engine->queries.load(), 4);
        b.panel.resize(1400, 300);
        b.depth().step(2);
        settled();
        QTRY_COMPARE(b.depth().text(),
                     QStringLiteral("7 blocks · 1 more, 2 fewer than with no reuse"));
        b.panel.resize(480, 300);
        QTRY_COMPARE(b.depth().text(), QStringLiteral("reuse 7 +1 −2"));
        QVERIFY(b.depth().isVisible());
        b.panel.resize(260, 300);
        QTRY_VERIFY(b.depth().isHidden());
    }

    void dragsEndAtTheLastDepth()
    {
        Bench b(10, false);
        b.addDepths();
        b.workbench.session.refreshDepths();
        QTRY_COMPARE(b.depth().slider().maximum(), 2);
        b.run();
        QSignalSpy ended(&b.workbench.query.job(), &Job::ended);
        for (const int place : {1, 2, 1, 0, 2})
            b.depth().slider().setValue(place);
        QTRY_VERIFY(!b.workbench.query.isRunning());
        QCOMPARE(ended.size(), 1);
        QCOMPARE(b.depth().slider().value(), 2);
        QCOMPARE(b.workbench.sightings.gone(), 2);
        b.engine->queryError = "the index is damaged";
        b.depth().slider().setValue(1);
        QTRY_VERIFY(!b.workbench.query.isRunning());
        QCOMPARE(b.depth().slider().value(), 2); // Where the answer is.
    }

    void anotherDepthChangesTheGridInPlace()
    {
        Bench b(400, false);
        b.addDepths();
        b.workbench.session.refreshDepths();
        QTRY_COMPARE(b.depth().slider().maximum(), 2);
        b.run();
        b.click(2);
        const int line = b.panel.grid().cellInView(2).top();
        b.workbench.query.rerun(query::Reuse::parse("7"));
        QTRY_VERIFY(!b.workbench.query.isRunning());
        QCOMPARE(b.current(), 2);
        QCOMPARE(b.model.waiting(), 0); // A person asked for it.
        const auto change = [&](int row) {
            return static_cast<Change>(
                b.model.data(b.model.index(row), SightingModel::ChangeRole).toInt());
        };
        QCOMPARE(change(1), Change::Gone);
        QCOMPARE(change(3), Change::Gone); // At the same time as the one that appeared.
        QCOMPARE(change(4), Change::Appeared);
        QCOMPARE(b.model.rowOfId(2), 2);
        QCOMPARE(b.panel.grid().cellInView(2).top(), line);
        b.panel.grid().verticalScrollBar()->setValue(800);
        b.click(60);
        const int id = b.current();
        const auto top = [&] { return b.panel.grid().cellInView(b.model.rowOfId(id)).top(); };
        const int at = top();
        b.workbench.query.rerun(query::Reuse::parse("none"));
        QTRY_VERIFY(!b.workbench.query.isRunning());
        QCOMPARE(top(), at);
        QCOMPARE(b.current(), id);
        b.workbench.query.rerun(query::Reuse::parse("7"));
        QTRY_VERIFY(!b.workbench.query.isRunning());
        b.workbench.selection.select(1);
        QVERIFY2(b.panel.grid().accessibleDescription().endsWith(
                     QStringLiteral("Not with 7 blocks; found with no reuse")),
                 qPrintable(b.panel.grid().accessibleDescription()));
        b.panel.acceptSelected(); // A decision is about the patch.
        QCOMPARE(b.decision(1), Decision::Accept);
    }

    void whatHasAppearedAndWhatIsGoneLooksOtherwise()
    {
        const auto drawn = [](Change change) {
            QImage image(120, 130, QImage::Format_RGB32), picture(100, 80, QImage::Format_RGB32);
            image.fill(Qt::black);
            picture.fill(Qt::darkCyan);
            Cell cell;
            cell.change = change;
            cell.picture = &picture;
            QPainter painter(&image);
            CellPainter(QFont()).paint(painter, {10, 10, 100, 110}, 80, cell);
            return image;
        };
        QCOMPARE(drawn(Change::Absent), drawn(Change::None));
        QVERIFY(drawn(Change::Appeared) != drawn(Change::None));
        QVERIFY(drawn(Change::Gone) != drawn(Change::None));
        QVERIFY(drawn(Change::Gone) != drawn(Change::Appeared));
    }

    void aCaseThatCanOnlyBeReadRefusesDecisionsAndStays()
    {
        Bench b(10, false);
        b.engine->canWrite = false;
        b.run();
        b.click(1);
        QSignalSpy refused(&b.workbench.decisions, &Decisions::refused);
        b.panel.acceptSelected();
        QCOMPARE(refused.size(), 1);
        QCOMPARE(b.current(), 1);
    }
};

QTEST_MAIN(TestGalleryPanel)
#include "tst_gallery_panel.moc"
