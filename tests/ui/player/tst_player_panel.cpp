#include "player_scene.h"
#include "ui/player/go_to_popup.h"
#include "ui/player/player_panel.h"
#include "ui/player/readout.h"
#include "ui/player/transport_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

// The panel on a clip of 60 pictures, 40 ms each.
class tst_PlayerPanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void withoutACaseItSaysSo();
    void thePlayheadsPictureIsShown();
    void everyTimeIsShownAndCopied();
    void steppingIsExact();
    void jumpsGoBySeconds();
    void playingMovesThePlayhead();
    void playingEndsAtTheEnd();
    void shuttleDoubles();
    void backwardsIsExact();
    void aLoopComesBackToItsIn();
    void marksAreThePicturesTimes();
    void speedsHaveTheirBounds();
    void goingToATimeByKeyboard();
    void boxesAreThePatchesOfThePicture();
    void theCurrentSightingIsStrongest();
    void aRegionIsDrawnForTheQuery();
    void aRegionByKeyboardAndCancelled();
    void aSnapshotIsTheDecodedPicture();
    void adjustingIsMarkedAndLeavesSnapshotsAlone();
    void zoomAboutTheCursorAndBack();
    void anOfflineSourceSaysWhatToDo();
    void aFileThatWasFoundIsOpenedAtItsNewPlace();
    void anUnreadableSourceSaysWhatFailed();
    void closingTheCaseEmptiesIt();

private:
    void openAt(FrameIndex index)
    {
        m_scene->open(*m_bench);
        m_bench->playhead.moveTo("gate3", timeOf(index));
        QTRY_VERIFY(shown() == index);
    }
    Timestamp timeOf(FrameIndex index) const
    {
        return m_scene->pictures[static_cast<std::size_t>(index)].time;
    }
    FrameIndex shown() const
    {
        const auto &picture = m_panel->view().picture();
        return picture ? picture->frame.index : -1;
    }
    QString readout(Readout *readout) const { return readout->value(); }

    std::unique_ptr<test::PlayerScene> m_scene;
    std::unique_ptr<Workbench> m_bench;
    std::unique_ptr<PlayerPanel> m_panel;
    test::TempFolder m_settings;
};

void tst_PlayerPanel::initTestCase()
{
    test::useOwnSettings(m_settings);
    m_scene = std::make_unique<test::PlayerScene>();
}

void tst_PlayerPanel::init()
{
    m_scene->engine->sourceList[0].offline = false;
    m_scene->engine->sourceList[0].record.path = m_scene->path.string();
    m_scene->engine->audit.clear();
    m_bench = std::make_unique<Workbench>(test::opens(m_scene->engine));
    m_panel = std::make_unique<PlayerPanel>(*m_bench);
    m_panel->resize(760, 480);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
}

void tst_PlayerPanel::cleanup()
{
    m_panel.reset();
    m_bench.reset();
}

void tst_PlayerPanel::withoutACaseItSaysSo()
{
    QVERIFY(m_panel->view().message());
    QVERIFY(!m_panel->transport().button(QStringLiteral("play"))->isEnabled());
    m_panel->togglePlay();
    m_panel->step(1);
    m_panel->shuttle(0);
    m_panel->snapshot();
    m_panel->goToTime();
    m_panel->startRegion();
    QVERIFY(!m_bench->playhead.isPlaying());
}

void tst_PlayerPanel::thePlayheadsPictureIsShown()
{
    openAt(31);
    QVERIFY(test::same(m_panel->view().picture()->frame.image, m_scene->pictures[31].image));
    // Between two pictures the earlier one is on screen; the playhead stays where it was put.
    m_bench->playhead.moveTo("gate3", timeOf(17) + 20ms);
    QTRY_COMPARE(shown(), FrameIndex(17));
    QCOMPARE(m_bench->playhead.time(), timeOf(17) + 20ms);
    // Of many moves the last one counts.
    for (FrameIndex i = 0; i < 50; ++i)
        m_bench->playhead.moveTo("gate3", timeOf(i));
    QTRY_COMPARE(shown(), FrameIndex(49));
    QVERIFY(test::same(m_panel->view().picture()->frame.image, m_scene->pictures[49].image));
}

void tst_PlayerPanel::everyTimeIsShownAndCopied()
{
    openAt(31);
    TransportBar &bar = m_panel->transport();
    QCOMPARE(bar.time()->value(), QStringLiteral("00:00:01.240"));
    QCOMPARE(bar.frame()->value(), QStringLiteral("31"));
    QCOMPARE(bar.pts()->value(), QString::number(m_scene->pictures[31].pts));
    QCOMPARE(bar.wallClock()->value(), QStringLiteral("2026-01-01 01:00:01.240 +01:00"));
    QTest::mouseClick(bar.wallClock(), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("2026-01-01 01:00:01.240 +01:00"));
    bar.pts()->setFocus();
    QTest::keySequence(bar.pts(), QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), bar.pts()->value());
}

void tst_PlayerPanel::steppingIsExact()
{
    openAt(22);
    for (FrameIndex expected = 23; expected <= 30; ++expected) {
        m_panel->step(1);
        QTRY_COMPARE(shown(), expected);
        QVERIFY(test::same(m_panel->view().picture()->frame.image,
                           m_scene->pictures[std::size_t(expected)].image));
        QCOMPARE(m_bench->playhead.time(), timeOf(expected));
    }
    for (FrameIndex expected = 29; expected >= 10; --expected) {
        QTest::mouseClick(m_panel->transport().button(QStringLiteral("stepBack")), Qt::LeftButton);
        QTRY_COMPARE(shown(), expected);
        QVERIFY(test::same(m_panel->view().picture()->frame.image,
                           m_scene->pictures[std::size_t(expected)].image));
    }
    // Faster than pictures come.
    for (int i = 0; i < 7; ++i)
        m_panel->step(1);
    QTRY_COMPARE(shown(), FrameIndex(17));
    m_panel->step(-1000);
    QTRY_COMPARE(shown(), FrameIndex(0));
    m_panel->step(1000);
    QTRY_COMPARE(shown(), FrameIndex(59));
}

void tst_PlayerPanel::jumpsGoBySeconds()
{
    openAt(10);
    m_panel->jumpSeconds(1);
    QTRY_COMPARE(shown(), FrameIndex(35));
    m_panel->jumpSeconds(-0.4);
    QTRY_COMPARE(shown(), FrameIndex(25));
    m_panel->jumpSeconds(-60);
    QTRY_COMPARE(shown(), FrameIndex(0));
}

void tst_PlayerPanel::playingMovesThePlayhead()
{
    openAt(5);
    std::vector<FrameIndex> seen;
    bool inStep = true;
    connect(&m_bench->playhead, &Playhead::moved, this, [&] {
        seen.push_back(shown());
        inStep = inStep && m_bench->playhead.time() == timeOf(shown());
    });
    m_panel->setSpeed(0.5);
    m_panel->togglePlay();
    QVERIFY(m_bench->playhead.isPlaying());
    QTRY_VERIFY(seen.size() >= 6);
    m_panel->togglePlay();
    disconnect(&m_bench->playhead, nullptr, this, nullptr);
    QVERIFY(inStep);
    QVERIFY(std::ranges::is_sorted(seen));
    const FrameIndex last = seen.back();
    QTRY_COMPARE(shown(), last);
    QVERIFY(test::same(m_panel->view().picture()->frame.image,
                       m_scene->pictures[std::size_t(last)].image));
    // Somebody else moves it while it plays: it goes on from there.
    m_panel->togglePlay();
    m_bench->playhead.moveTo("gate3", timeOf(40));
    QTRY_VERIFY(shown() >= 41);
    QVERIFY(m_bench->playhead.isPlaying());
}

void tst_PlayerPanel::playingEndsAtTheEnd()
{
    openAt(55);
    m_panel->togglePlay();
    QTRY_VERIFY(!m_bench->playhead.isPlaying());
    QCOMPARE(shown(), FrameIndex(59));
    m_panel->togglePlay(); // And begins again.
    QTRY_VERIFY(shown() < 30);
}

void tst_PlayerPanel::shuttleDoubles()
{
    openAt(0);
    m_panel->setSpeed(1);
    m_panel->toggleLoop(); // It must not end meanwhile.
    for (const double rate : {1.0, 2.0, 4.0, 8.0, 16.0, 16.0}) {
        m_panel->shuttle(1);
        QCOMPARE(m_panel->rate(), rate);
        QVERIFY(m_bench->playhead.isPlaying());
    }
    for (const double rate : {-1.0, -2.0, -4.0, -8.0, -16.0, -16.0}) {
        m_panel->shuttle(-1);
        QCOMPARE(m_panel->rate(), rate);
    }
    m_panel->shuttle(0);
    QVERIFY(!m_bench->playhead.isPlaying());
    m_panel->togglePlay();
    QCOMPARE(m_panel->rate(), 1.0);
}

void tst_PlayerPanel::backwardsIsExact()
{
    openAt(30);
    std::vector<FrameIndex> seen;
    connect(m_panel.get(), &PlayerPanel::pictureShown, this, [&](const Picture &picture) {
        seen.push_back(picture.frame.index);
        const QImage expected =
            drawPicture(m_scene->pictures[std::size_t(picture.frame.index)], picture.viewport, {})
                .image;
        QCOMPARE(picture.image, expected);
    });
    m_panel->shuttle(-1);
    QTRY_VERIFY(!m_bench->playhead.isPlaying()); // At the beginning.
    QVERIFY(std::ranges::is_sorted(seen, std::ranges::greater()));
    QCOMPARE(shown(), FrameIndex(0));
    QVERIFY(seen.size() > 10);
}

void tst_PlayerPanel::aLoopComesBackToItsIn()
{
    openAt(20);
    m_panel->setIn();
    m_panel->step(4);
    m_panel->setOut();
    m_panel->toggleLoop();
    QVERIFY(m_panel->isLooping());
    std::vector<FrameIndex> seen;
    connect(m_panel.get(), &PlayerPanel::pictureShown, this,
            [&](const Picture &picture) { seen.push_back(picture.frame.index); });
    m_panel->setSpeed(1);
    m_panel->togglePlay();
    QTRY_VERIFY(std::ranges::count(seen, FrameIndex(20)) >= 3);
    m_panel->togglePlay();
    QCOMPARE(std::ranges::min(seen), FrameIndex(20));
    QCOMPARE(std::ranges::max(seen), FrameIndex(24));
}

void tst_PlayerPanel::marksAreThePicturesTimes()
{
    openAt(20);
    m_panel->setIn();
    QCOMPARE(m_bench->playhead.in(), std::optional(timeOf(20)));
    m_panel->step(10);
    QTest::mouseClick(m_panel->transport().button(QStringLiteral("markOut")), Qt::LeftButton);
    QCOMPARE(m_bench->playhead.out(), std::optional(timeOf(30)));
    m_panel->step(-5);
    m_panel->goToStart();
    QTRY_COMPARE(shown(), FrameIndex(20));
    m_panel->goToStart();
    QTRY_COMPARE(shown(), FrameIndex(0));
    m_panel->goToEnd();
    QTRY_COMPARE(shown(), FrameIndex(30));
    m_panel->goToEnd();
    QTRY_COMPARE(shown(), FrameIndex(59));
    m_panel->clearMarks();
    QVERIFY(!m_bench->playhead.in() && !m_bench->playhead.out());
}

void tst_PlayerPanel::speedsHaveTheirBounds()
{
    for (int i = 0; i < 10; ++i)
        m_panel->speedUp();
    QCOMPARE(m_panel->rate(), 16.0);
    for (int i = 0; i < 3; ++i)
        m_panel->speedDown();
    QCOMPARE(m_panel->rate(), 2.0);
    for (int i = 0; i < 10; ++i)
        m_panel->speedDown();
    QCOMPARE(m_panel->rate(), 0.1);
    m_panel->setSpeed(100);
    QCOMPARE(m_panel->rate(), 16.0);
}

void tst_PlayerPanel::goingToATimeByKeyboard()
{
    openAt(3);
    m_panel->goToTime();
    auto *popup = m_panel->findChild<GoToPopup *>();
    QVERIFY(popup->isVisible());
    QCOMPARE(popup->edit()->selectedText(), QStringLiteral("00:00:00.120"));
    QTest::keyClicks(popup->edit(), QStringLiteral("never"));
    QTest::keyClick(popup->edit(), Qt::Key_Return);
    QVERIFY(popup->isVisible()); // It says what is wrong instead.
    popup->edit()->selectAll();
    QTest::keyClicks(popup->edit(), QStringLiteral("f 44"));
    QTest::keyClick(popup->edit(), Qt::Key_Return);
    QVERIFY(!popup->isVisible());
    QTRY_COMPARE(shown(), FrameIndex(44));
    QCOMPARE(m_bench->playhead.time(), timeOf(44));
}

void tst_PlayerPanel::boxesAreThePatchesOfThePicture()
{
    openAt(10);
    QTRY_COMPARE(m_panel->view().boxes().size(), 1U);
    QCOMPARE(m_panel->view().boxes()[0].box, QRectF(20, 40, 60, 40));
    m_panel->step(1); // No patch has this picture's time, and none is made up.
    QTRY_COMPARE(shown(), FrameIndex(11));
    QVERIFY(m_panel->view().boxes().empty());
    m_panel->step(9);
    QTRY_COMPARE(m_panel->view().boxes().size(), 1U);
    m_panel->toggleBoxes();
    QVERIFY(m_panel->view().boxes().empty());
    m_panel->toggleBoxes();
    QCOMPARE(m_panel->view().boxes().size(), 1U);
}

void tst_PlayerPanel::theCurrentSightingIsStrongest()
{
    openAt(10);
    QTRY_COMPARE(m_panel->view().boxes().size(), 1U);
    QCOMPARE(m_panel->view().boxes()[0].weight, PictureBox::Weight::Patch);
    m_bench->sightings.merge(m_scene->engine->sightings);
    const auto box = [&] { return m_panel->view().boxes().at(0); };
    QCOMPARE(box().weight, PictureBox::Weight::Sighting);
    QCOMPARE(box().className, std::string("truck"));
    QCOMPARE(box().score, m_scene->engine->sightings[1].score);
    m_bench->selection.select(1);
    QCOMPARE(box().weight, PictureBox::Weight::Current);
    const int both[] = {0, 1};
    m_bench->selection.set(both, 0);
    QCOMPARE(box().weight, PictureBox::Weight::Selected);
    const int one[] = {1};
    m_bench->decisions.reject(one);
    QVERIFY(box().rejected);
}

void tst_PlayerPanel::aRegionIsDrawnForTheQuery()
{
    openAt(0);
    PictureView &view = m_panel->view();
    QSignalSpy drawn(m_panel.get(), &PlayerPanel::regionDrawn);
    m_panel->startRegion();
    QVERIFY(view.isDrawingRegion());
    QVERIFY(m_panel->transport().button(QStringLiteral("region"))->isChecked());
    const auto at = [&](double x, double y) {
        return (toView({x, y}, view.viewport(), {192, 128}) / view.devicePixelRatioF()).toPoint();
    };
    QTest::mousePress(&view, Qt::LeftButton, {}, at(20, 30));
    QTest::mouseMove(&view, at(100, 60));
    QTest::mouseRelease(&view, Qt::LeftButton, {}, at(120, 90));
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(drawn.count(), 1);
    QVERIFY(!view.isDrawingRegion());
    QVERIFY(!m_panel->transport().button(QStringLiteral("region"))->isChecked());
    const auto region = m_bench->query.draft().region;
    QCOMPARE(region.size(), 4U);
    QVERIFY(std::abs(region[0].x - 20) <= 1 && std::abs(region[0].y - 30) <= 1);
    QVERIFY(std::abs(region[2].x - 120) <= 1 && std::abs(region[2].y - 90) <= 1);
    m_panel->clearRegion();
    QVERIFY(m_bench->query.draft().region.empty());
}

void tst_PlayerPanel::aRegionByKeyboardAndCancelled()
{
    openAt(0);
    PictureView &view = m_panel->view();
    m_panel->startRegion();
    for (const auto key :
         {Qt::Key_Space, Qt::Key_Right, Qt::Key_Space, Qt::Key_Down, Qt::Key_Space})
        QTest::keyClick(&view, key);
    QTest::keyClick(&view, Qt::Key_Escape);
    QVERIFY(!view.isDrawingRegion());
    QVERIFY(m_bench->query.draft().region.empty());
    m_panel->startRegion();
    QTest::keyClick(&view, Qt::Key_Return); // Not closable yet.
    QVERIFY(view.isDrawingRegion());
    for (const auto key :
         {Qt::Key_Space, Qt::Key_Right, Qt::Key_Space, Qt::Key_Down, Qt::Key_Space})
        QTest::keyClick(&view, key, key == Qt::Key_Space ? Qt::NoModifier : Qt::ShiftModifier);
    QTest::keyClick(&view, Qt::Key_Enter);
    const std::vector<cv::Point> expected{{96, 64}, {115, 64}, {115, 83}};
    QVERIFY(m_bench->query.draft().region == expected);
}

void tst_PlayerPanel::aSnapshotIsTheDecodedPicture()
{
    openAt(31);
    const auto folder = m_scene->folder / "snapshots";
    std::filesystem::create_directory(folder);
    m_panel->setSnapshotFolder(folder);
    QSignalSpy saved(m_panel.get(), &PlayerPanel::snapshotSaved);
    m_panel->zoomIn(); // Of no matter.
    m_panel->snapshot();
    QTRY_COMPARE(saved.count(), 1);
    const QString path = saved[0][0].toString();
    QCOMPARE(path, QString::fromStdString((folder / "Gate-3_00-00-01.240.png").string()));
    const QImage image(path);
    QCOMPARE(image.convertToFormat(QImage::Format_RGB32), wholeImage(m_scene->pictures[31]));
    QCOMPARE(image.text(QStringLiteral("Frame")), QStringLiteral("31"));
    QCOMPARE(image.text(QStringLiteral("PTS")), QString::number(m_scene->pictures[31].pts));
    // Nothing is overwritten.
    m_panel->snapshot();
    QTRY_COMPARE(saved.count(), 2);
    QVERIFY(saved[1][0].toString().endsWith(QStringLiteral("Gate-3_00-00-01.240_2.png")));
    QTRY_COMPARE(m_scene->engine->audit.size(), 2U);
    QCOMPARE(m_scene->engine->audit[0].first, std::string("snapshot"));
    // A folder that is gone is said, and nothing is lost.
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
}

void tst_PlayerPanel::adjustingIsMarkedAndLeavesSnapshotsAlone()
{
    openAt(31);
    const QImage before = m_panel->view().picture()->image;
    m_panel->setAdjustment({.brightness = 30, .gamma = 2});
    QTRY_VERIFY(m_panel->view().picture()->image != before);
    QCOMPARE(m_panel->view().picture()->adjustment, (Adjustment{.brightness = 30, .gamma = 2}));
    QVERIFY(m_panel->transport().button(QStringLiteral("look"))->isChecked());
    QVERIFY(test::same(m_panel->view().picture()->frame.image, m_scene->pictures[31].image));
    m_panel->setAdjustment({});
    QTRY_COMPARE(m_panel->view().picture()->image, before);
    QVERIFY(!m_panel->transport().button(QStringLiteral("look"))->isChecked());
}

void tst_PlayerPanel::zoomAboutTheCursorAndBack()
{
    openAt(31);
    PictureView &view = m_panel->view();
    const Viewport whole = view.viewport();
    const QPointF at(view.width() / 2.0, 100); // Off the middle where the picture fills the view.
    QWheelEvent wheel(at, view.mapToGlobal(at), {}, {0, 240}, {}, Qt::ControlModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &wheel);
    QVERIFY(view.viewport().zoom > 1.4);
    QTRY_COMPARE(view.picture()->viewport, view.viewport());
    const QPointF before = toPicture(at, whole, {192, 128});
    const QPointF after = toPicture(at, view.viewport(), {192, 128});
    QVERIFY((before - after).manhattanLength() < 1e-6);
    QTest::mouseDClick(&view, Qt::LeftButton, {}, {200, 100});
    QCOMPARE(view.viewport(), whole);
}

void tst_PlayerPanel::aFileThatWasFoundIsOpenedAtItsNewPlace()
{
    m_scene->engine->sourceList[0].offline = true;
    m_scene->engine->sourceList[0].record.path = "/nowhere/gate3.mp4";
    m_scene->open(*m_bench);
    m_bench->playhead.moveTo("gate3", Timestamp(0));
    QTRY_VERIFY(m_panel->view().message());
    QSignalSpy notice(m_panel.get(), &PlayerPanel::notice);
    m_scene->engine->sourceList[0].offline = false;
    store::SourceRecord record = m_bench->session.source("gate3")->record;
    record.path = m_scene->path.string();
    m_bench->session.write( // The disk takes its time.
        [](Engine &) { std::this_thread::sleep_for(std::chrono::milliseconds(200)); });
    m_bench->session.putSource(record);
    QTRY_COMPARE(shown(), FrameIndex(0));
    QCOMPARE(notice.size(), 0);
    m_scene->engine->sourceList[0].record.path = m_scene->path.string();
}

void tst_PlayerPanel::anOfflineSourceSaysWhatToDo()
{
    m_scene->engine->sourceList[0].offline = true;
    m_scene->engine->sourceList[0].record.path = "/nowhere/gate3.mp4";
    m_scene->open(*m_bench);
    m_bench->playhead.moveTo("gate3", Timestamp(0));
    const auto &message = m_panel->view().message();
    QTRY_VERIFY(message && message->title.contains(QStringLiteral("offline")));
    QVERIFY(message->title.contains(QStringLiteral("Gate 3")));
    QVERIFY(message->text.contains(QStringLiteral("/nowhere/gate3.mp4")));
    QSignalSpy asked(m_panel.get(), &PlayerPanel::findFileRequested);
    Q_EMIT m_panel->view().actionClicked();
    QCOMPARE(asked.count(), 1);
    // It is back: the picture comes by itself.
    m_scene->engine->sourceList[0].offline = false;
    m_scene->engine->sourceList[0].record.path = m_scene->path.string();
    m_bench->session.refresh();
    QTRY_COMPARE(shown(), FrameIndex(0));
    QVERIFY(!m_panel->view().message());
}

void tst_PlayerPanel::anUnreadableSourceSaysWhatFailed()
{
    const auto file = m_scene->folder / "broken.mp4";
    test::writeText(file, "not a video");
    m_scene->engine->sourceList[0].record.path = file.string();
    m_scene->open(*m_bench);
    m_bench->playhead.moveTo("gate3", Timestamp(0));
    const auto &message = m_panel->view().message();
    QTRY_VERIFY(message && message->title.contains(QStringLiteral("cannot be shown")));
    QVERIFY(message->text.contains(QStringLiteral("broken.mp4")));
    QVERIFY(!m_panel->transport().button(QStringLiteral("play"))->isEnabled());
}

void tst_PlayerPanel::closingTheCaseEmptiesIt()
{
    openAt(31);
    m_panel->togglePlay();
    m_bench->session.close();
    QTRY_VERIFY(!m_panel->view().picture());
    QVERIFY(m_panel->view().message());
    QVERIFY(m_panel->transport().time()->value().isEmpty());
    QVERIFY(!m_panel->table());
}

QTEST_MAIN(tst_PlayerPanel)
#include "tst_player_panel.moc"
