#include "support/fake_engine.h"
#include "ui/theme/theme.h"
#include "ui/timeline/class_legend.h"
#include "ui/timeline/lane_view.h"
#include "ui/timeline/overview_strip.h"
#include "ui/timeline/timeline_panel.h"

#include <QApplication>
#include <QLabel>
#include <QPaintEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace refocus;
using namespace refocus::ui;
using namespace std::chrono_literals;

namespace {

constexpr AxisTime kStart = 1'795'399'200'000'000; // 2026-11-23 02:00:00 UTC
constexpr AxisTime kSecond = 1'000'000;

query::Sighting sighting(const std::string &video, TrackId track, const std::string &className,
                         Timestamp start, Timestamp end)
{
    query::Sighting made;
    made.video = video;
    made.className = className;
    made.track = track;
    made.start = start;
    made.end = end;
    made.score = 0.97F;
    made.best.patch = track;
    made.best.time = start + 1s;
    return made;
}

// Gathers what a widget was asked to paint.
class PaintedArea : public QObject
{
public:
    explicit PaintedArea(QWidget *widget) { widget->installEventFilter(this); }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            area += static_cast<QPaintEvent *>(event)->region();
        return false;
    }
    QRegion area;
};

} // namespace

class tst_TimelinePanel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Dark); }
    void init();
    void cleanup();

    void anEmptyPanelSaysWhatItIsForAndWhatIsNext();
    void everySourceHasALaneAndTheLegendOnlyClassesThatOccur();
    void aSearchThatFailedIsNotSaidToGoOnOrToHaveFoundNothing();
    void activityComesByItself();
    void aClickOnABarSelectsItAndMovesThePicture();
    void aClickWithControlAddsToTheSelection();
    void aClickOnALaneMovesThePlayhead();
    void aClickBesideASourceGoesToItsNearestEnd();
    void aClickOnANameGoesToThatSource();
    void aDragOnTheRulerScrubs();
    void theRulerFindsTheSourceThatWasRecordedThen();
    void aDragOnALanePans_data();
    void aDragOnALanePans();
    void aDragThatBeginsOnABarDoesNotSelectIt();
    void aDragWithShiftSelectsASpan();
    void aSelectedSpanIsDroppedByClickEscapeAndButton();
    void theWheelZoomsAboutThePointer();
    void theWheelWithShiftPans();
    void keysPanAndZoom();
    void itsOwnKeysGoBeforeTheWindows();
    void aDoubleClickShowsTheSightingClosely();
    void theOverviewMovesTheWindow();
    void theOverviewPullsAnEndOfTheWindow();
    void nextAndPreviousGoThroughAll();
    void aPlayheadElsewhereIsBroughtIntoView();
    void whilePlayingThePageIsTurned();
    void aMovingPlayheadRepaintsAStrip();
    void decisionsAndSelectionChangeThePicture();
    void marksAndSelectedSpanAreDrawn();
    void theCardTellsTimeAndSighting();
    void theCardTellsWhatADepthChanges();
    void theCardTellsWhatIsMissing();
    void manyLanesScroll();
    void aClosedCaseLeavesNothing();
    void bothThemesPaint();

private:
    void open();
    void ask(const std::vector<std::string> &classes);
    int x(double seconds) const
    {
        return qRound(m_panel->lanes().scale().timeToPixel(at(seconds)));
    }
    static AxisTime at(double seconds) { return kStart + static_cast<AxisTime>(seconds * kSecond); }
    QPoint bar(int lane, int row, double seconds) const
    {
        const Band band = m_panel->lanes().layout().bar(lane, row, 1, 0);
        return {x(seconds), band.top + band.height / 2};
    }
    QPoint empty(int lane, double seconds) const // Below its class rows.
    {
        return {x(seconds), m_panel->lanes().layout().lane(lane).bottom() - 4};
    }
    QWidget *viewport() const { return m_panel->lanes().viewport(); }
    void drag(QWidget *widget, QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton,
              Qt::KeyboardModifiers modifiers = {});
    void wheel(QWidget *widget, QPoint at, int angle, Qt::KeyboardModifiers modifiers = {});
    void hover(QPoint at);

    std::shared_ptr<test::FakeEngine> m_engine;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<TimelinePanel> m_panel;
};

// Two sources of 100 s, the second 50 s later; a car and a truck in the first, a car in the second.
void tst_TimelinePanel::init()
{
    m_engine = std::make_shared<test::FakeEngine>();
    for (const char *id : {"a", "b"}) {
        SourceInfo source = test::fakeSource(id, 100s);
        source.record.wallClockStart = kStart + (id[0] == 'b' ? 50 * kSecond : 0);
        source.record.timeZone = "Europe/Berlin";
        m_engine->sourceList.push_back(source);
    }
    m_engine->sightings = {sighting("a", 0, "car", 10s, 20s), sighting("a", 1, "truck", 40s, 50s),
                           sighting("b", 2, "car", 30s, 40s)};
    m_workbench = std::make_unique<Workbench>(test::opens(m_engine));
    m_panel = std::make_unique<TimelinePanel>(*m_workbench);
    m_panel->resize(kGutter + 1000, 300);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
}

void tst_TimelinePanel::cleanup()
{
    m_panel.reset();
    m_workbench.reset();
}

void tst_TimelinePanel::open()
{
    QSignalSpy opened(&m_workbench->session, &CaseSession::opened);
    m_workbench->session.open("/fake.case");
    QVERIFY(opened.wait());
    QCoreApplication::processEvents(); // The lanes take their place.
}

void tst_TimelinePanel::ask(const std::vector<std::string> &classes)
{
    open();
    query::QueryOptions options;
    options.classes = classes;
    m_workbench->query.setDraft(options);
    QSignalSpy finished(&m_workbench->query, &QuerySession::finished);
    m_workbench->query.run();
    QVERIFY(finished.wait());
    QTRY_VERIFY(!m_panel->model().activity("b").empty());
    QCoreApplication::processEvents();
}

void tst_TimelinePanel::drag(QWidget *widget, QPoint from, QPoint to, Qt::MouseButton button,
                             Qt::KeyboardModifiers modifiers)
{
    QTest::mousePress(widget, button, modifiers, from);
    for (const double share : {0.3, 0.7, 1.0}) {
        const QPointF place = QPointF(from) + share * QPointF(to - from);
        QMouseEvent move(QEvent::MouseMove, place.toPoint(), widget->mapToGlobal(place.toPoint()),
                         Qt::NoButton, button, modifiers);
        QApplication::sendEvent(widget, &move);
    }
    QTest::mouseRelease(widget, button, modifiers, to);
}

void tst_TimelinePanel::wheel(QWidget *widget, QPoint at, int angle,
                              Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, angle}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

void tst_TimelinePanel::hover(QPoint at)
{
    QMouseEvent move(QEvent::MouseMove, at, viewport()->mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                     {});
    QApplication::sendEvent(viewport(), &move);
}

void tst_TimelinePanel::anEmptyPanelSaysWhatItIsForAndWhatIsNext()
{
    const auto shown = [&] {
        for (const QLabel *label : m_panel->findChildren<QLabel *>())
            if (label->isVisible() &&
                label->text().contains(QStringLiteral("when things were seen")))
                return label->text();
        return QString();
    };
    QVERIFY(shown().contains(QStringLiteral("Open a case")));
    m_engine->sourceList.clear();
    open();
    QVERIFY(shown().contains(QStringLiteral("Add footage")));
    m_panel->nextSighting(); // Nothing to go to, and no harm.
    QCOMPARE(m_workbench->selection.current(), -1);
}

void tst_TimelinePanel::everySourceHasALaneAndTheLegendOnlyClassesThatOccur()
{
    open();
    QCOMPARE(m_panel->model().rows().size(), std::size_t(2));
    QVERIFY(viewport()->isVisible());
    const auto *legend = m_panel->findChild<ClassLegend *>();
    QCOMPARE(legend->text(), QString());
    cleanup();
    init();
    ask({"car", "truck", "bus"});
    QCOMPARE(m_panel->findChild<ClassLegend *>()->text(), QStringLiteral("car 2, truck 1"));
    QCOMPARE(m_panel->lanes().layout().classes, 2);
}

void tst_TimelinePanel::aSearchThatFailedIsNotSaidToGoOnOrToHaveFoundNothing()
{
    open();
    m_engine->queryError = "/fake.case/videos/a: is damaged";
    query::QueryOptions options;
    options.classes = {"car"};
    m_workbench->query.setDraft(options);
    QSignalSpy failed(&m_workbench->query, &QuerySession::failed);
    m_workbench->query.run();
    const auto *legend = m_panel->findChild<ClassLegend *>();
    QCOMPARE(legend->hint(), QStringLiteral("Searching"));
    QVERIFY(failed.wait());
    QCOMPARE(legend->hint(), QStringLiteral("The search ended before all was looked at"));
}

void tst_TimelinePanel::activityComesByItself()
{
    open();
    QTRY_VERIFY(!m_panel->model().activity("a").empty());
    QCOMPARE(m_panel->model().activity("a").within(0, 100e6), 2.0);
    QTRY_COMPARE(m_panel->model().activity("b").within(0, 100e6), 1.0);
}

void tst_TimelinePanel::aClickOnABarSelectsItAndMovesThePicture()
{
    ask({"car", "truck"});
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, bar(0, 1, 45)); // Rows: car, truck.
    QCOMPARE(m_workbench->selection.ids(), (std::set<int>{1}));
    QCOMPARE(m_workbench->playhead.video(), std::string("a"));
    QCOMPARE(m_workbench->playhead.time(), Timestamp(41s));
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, bar(1, 0, 85));
    QCOMPARE(m_workbench->selection.ids(), (std::set<int>{2}));
    QCOMPARE(m_workbench->playhead.video(), std::string("b"));
}

void tst_TimelinePanel::aClickWithControlAddsToTheSelection()
{
    ask({"car", "truck"});
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, bar(0, 0, 15));
    QTest::mouseClick(viewport(), Qt::LeftButton, Qt::ControlModifier, bar(1, 0, 85));
    QCOMPARE(m_workbench->selection.ids(), (std::set<int>{0, 2}));
    QTest::mouseClick(viewport(), Qt::LeftButton, Qt::ControlModifier, bar(0, 0, 15));
    QCOMPARE(m_workbench->selection.ids(), (std::set<int>{2}));
}

void tst_TimelinePanel::aClickOnALaneMovesThePlayhead()
{
    open();
    const QPoint place = empty(1, 90);
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(m_workbench->playhead.video(), std::string("b"));
    QCOMPARE(m_workbench->playhead.time().count(),
             m_panel->lanes().scale().pixelToTime(place.x()) - at(50));
    QVERIFY(m_workbench->selection.ids().empty());
}

void tst_TimelinePanel::aClickBesideASourceGoesToItsNearestEnd()
{
    open();
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, empty(1, 10));
    QCOMPARE(m_workbench->playhead.video(), std::string("b"));
    QCOMPARE(m_workbench->playhead.time(), Timestamp(0s));
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, empty(0, 140));
    QCOMPARE(m_workbench->playhead.video(), std::string("a"));
    QCOMPARE(m_workbench->playhead.time(), Timestamp(100s));
}

void tst_TimelinePanel::aClickOnANameGoesToThatSource()
{
    open();
    m_workbench->playhead.moveTo("a", 60s);
    QTest::mouseClick(viewport(), Qt::LeftButton, {},
                      {40, m_panel->lanes().layout().lane(1).top + 10});
    QCOMPARE(m_workbench->playhead.video(), std::string("b"));
    QCOMPARE(m_workbench->playhead.time(), Timestamp(10s)); // The same moment.
}

void tst_TimelinePanel::aDragOnTheRulerScrubs()
{
    open();
    m_workbench->playhead.moveTo("b", 1s);
    const AxisRange before = m_workbench->timeView.visible();
    QSignalSpy moved(&m_workbench->playhead, &Playhead::moved);
    drag(viewport(), {x(60), 8}, {x(90), 8});
    QCOMPARE(moved.size(), 4); // The press, and where it was dragged to.
    QCOMPARE(m_workbench->playhead.video(), std::string("b"));
    QVERIFY(std::abs(toSeconds(m_workbench->playhead.time()) - 40) < 0.2);
    QCOMPARE(m_workbench->timeView.visible(), before);
}

void tst_TimelinePanel::theRulerFindsTheSourceThatWasRecordedThen()
{
    open();
    m_workbench->playhead.moveTo("a", 1s);
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, {x(130), 8}); // Only b was recorded then.
    QCOMPARE(m_workbench->playhead.video(), std::string("b"));
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, {x(70), 8}); // Both were: it stays.
    QCOMPARE(m_workbench->playhead.video(), std::string("b"));
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, {x(20), 8});
    QCOMPARE(m_workbench->playhead.video(), std::string("a"));
}

void tst_TimelinePanel::aDragOnALanePans_data()
{
    QTest::addColumn<Qt::MouseButton>("button");
    QTest::newRow("left") << Qt::LeftButton;
    QTest::newRow("middle") << Qt::MiddleButton;
}

void tst_TimelinePanel::aDragOnALanePans()
{
    QFETCH(Qt::MouseButton, button);
    open();
    m_workbench->timeView.setVisible({at(20), at(120)}); // 0.1 s a pixel.
    const std::string video = m_workbench->playhead.video();
    const QPoint from = empty(0, 60);
    drag(viewport(), from, from + QPoint(100, 0), button);
    QCOMPARE(m_workbench->timeView.visible(), (AxisRange{at(10), at(110)}));
    QCOMPARE(m_workbench->playhead.video(), video); // It is no click.
}

void tst_TimelinePanel::aDragThatBeginsOnABarDoesNotSelectIt()
{
    ask({"car"});
    m_workbench->timeView.setVisible({at(0), at(100)});
    const QPoint from = bar(0, 0, 15);
    drag(viewport(), from, from - QPoint(200, 0));
    QVERIFY(m_workbench->selection.ids().empty());
    QCOMPARE(m_workbench->timeView.visible(), (AxisRange{at(20), at(120)}));
}

void tst_TimelinePanel::aDragWithShiftSelectsASpan()
{
    ask({"car"});
    m_workbench->timeView.setVisible({at(0), at(100)});
    QSignalSpy changed(&m_workbench->timeView, &TimeView::selectedChanged);
    const QPoint from = bar(0, 0, 60);
    drag(viewport(), from, from - QPoint(300, 0), Qt::LeftButton, Qt::ShiftModifier);
    QVERIFY(!changed.empty());
    QCOMPARE(m_workbench->timeView.selected(), std::optional(AxisRange{at(30), at(60)}));
    QCOMPARE(m_workbench->timeView.visible(), (AxisRange{at(0), at(100)}));
    QVERIFY(m_workbench->playhead.video().empty());
    drag(viewport(), {x(20), 8}, {x(50), 8}, Qt::LeftButton,
         Qt::ShiftModifier); // On the ruler too.
    QCOMPARE(m_workbench->timeView.selected(), std::optional(AxisRange{at(20), at(50)}));
}

void tst_TimelinePanel::aSelectedSpanIsDroppedByClickEscapeAndButton()
{
    open();
    TimeView &view = m_workbench->timeView;
    view.setSelected(AxisRange{at(10), at(20)});
    QTest::mouseClick(viewport(), Qt::LeftButton, Qt::ShiftModifier, empty(0, 60));
    QVERIFY(!view.selected());
    view.setSelected(AxisRange{at(10), at(20)});
    QTest::keyClick(&m_panel->lanes(), Qt::Key_Escape);
    QVERIFY(!view.selected());
    view.setSelected(AxisRange{at(10), at(22)});
    QToolButton *drop = nullptr;
    for (QToolButton *button : m_panel->findChildren<QToolButton *>())
        if (button->isVisible() && button->text().contains(QStringLiteral("12 s selected")))
            drop = button;
    QVERIFY(drop);
    QTest::mouseClick(drop, Qt::LeftButton);
    QVERIFY(!view.selected() && !drop->isVisible());
    view.setSelected(AxisRange{at(20), at(10)}); // Reversed is none.
    QVERIFY(!view.selected());
}

void tst_TimelinePanel::theWheelZoomsAboutThePointer()
{
    open();
    const QPoint place = empty(0, 60);
    const AxisTime under = m_panel->lanes().scale().pixelToTime(place.x());
    const AxisTime length = m_workbench->timeView.visible().length();
    for (int i = 0; i < 10; ++i)
        wheel(viewport(), place, 120);
    const double nearer =
        static_cast<double>(length) / static_cast<double>(m_workbench->timeView.visible().length());
    QVERIFY(std::abs(nearer / std::pow(1.25, 10) - 1) < 1e-3);
    QVERIFY(std::abs(m_panel->lanes().scale().pixelToTime(place.x()) - under) < 1000);
    for (int i = 0; i < 40; ++i) // To the end, and no further.
        wheel(viewport(), place, 120);
    QCOMPARE(m_workbench->timeView.visible().length(), TimeView::kShortest);
    for (int i = 0; i < 100; ++i)
        wheel(viewport(), place, -120, Qt::ControlModifier);
    QCOMPARE(m_workbench->timeView.visible(), m_workbench->timeView.whole());
}

void tst_TimelinePanel::theWheelWithShiftPans()
{
    open();
    m_workbench->timeView.setVisible({at(20), at(120)});
    wheel(viewport(), empty(0, 60), -120, Qt::ShiftModifier);
    QCOMPARE(m_workbench->timeView.visible(), (AxisRange{at(30), at(130)}));
    wheel(viewport(), empty(0, 60), 120, Qt::ShiftModifier);
    QCOMPARE(m_workbench->timeView.visible(), (AxisRange{at(20), at(120)}));
}

void tst_TimelinePanel::keysPanAndZoom()
{
    open();
    TimeView &view = m_workbench->timeView;
    LaneView *lanes = &m_panel->lanes();
    view.setVisible({at(20), at(120)});
    QTest::keyClick(lanes, Qt::Key_Right);
    QCOMPARE(view.visible(), (AxisRange{at(30), at(130)}));
    QTest::keyClick(lanes, Qt::Key_Left);
    QCOMPARE(view.visible(), (AxisRange{at(20), at(120)}));
    QTest::keyClick(lanes, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(view.visible().length(), 100 * kSecond); // Up to the end.
    QTest::keyClick(lanes, Qt::Key_Plus);
    QCOMPARE(view.visible().length(), AxisTime(62'500'000));
    m_workbench->playhead.moveTo("b", 60s); // Zoomed about it while it is in view.
    const double before = lanes->scale().timeToPixel(at(110));
    QTest::keyClick(lanes, Qt::Key_Plus);
    QVERIFY(std::abs(lanes->scale().timeToPixel(at(110)) - before) < 0.01);
    m_panel->zoomOut();
    QCOMPARE(view.visible().length(), AxisTime(62'500'000));
    QTest::keyClick(lanes, Qt::Key_Minus);
    QCOMPARE(view.visible().length(), 100 * kSecond);
    QTest::keyClick(lanes, Qt::Key_Home);
    QCOMPARE(view.visible(), view.whole());
}

void tst_TimelinePanel::itsOwnKeysGoBeforeTheWindows()
{
    open();
    const auto takes = [&](int key, Qt::KeyboardModifiers modifiers = {}) {
        QKeyEvent event(QEvent::ShortcutOverride, key, modifiers);
        event.ignore();
        QApplication::sendEvent(&m_panel->lanes(), &event);
        return event.isAccepted();
    };
    QVERIFY(takes(Qt::Key_Left));
    QVERIFY(takes(Qt::Key_Home));
    QVERIFY(takes(Qt::Key_Plus));
    QVERIFY(!takes(Qt::Key_Space));
    QVERIFY(!takes(Qt::Key_A));
    QVERIFY(!takes(Qt::Key_Up));
    QVERIFY(!takes(Qt::Key_Left, Qt::ControlModifier));
    QVERIFY(!takes(Qt::Key_Escape));
    m_workbench->timeView.setSelected(AxisRange{at(10), at(20)});
    QVERIFY(takes(Qt::Key_Escape));
}

void tst_TimelinePanel::aDoubleClickShowsTheSightingClosely()
{
    ask({"car", "truck"});
    const QPoint place = bar(0, 1, 45);
    QTest::mouseDClick(viewport(), Qt::LeftButton, {}, place);
    QCOMPARE(m_workbench->timeView.visible(), (AxisRange{at(35), at(55)}));
}

void tst_TimelinePanel::theOverviewMovesTheWindow()
{
    open();
    TimeView &view = m_workbench->timeView;
    OverviewStrip *overview = &m_panel->overview();
    view.setVisible({at(20), at(50)});
    const TimeScale scale = overview->scale();
    const int middle = qRound(scale.timeToPixel(at(35)));
    drag(overview, {middle, 10}, {middle + 200, 10});
    QCOMPARE(view.visible().length(), 30 * kSecond);
    QVERIFY(std::abs(scale.timeToPixel(view.visible().begin) - scale.timeToPixel(at(20)) - 200) <
            1);
    // A click outside brings it there.
    QTest::mouseClick(overview, Qt::LeftButton, {}, {qRound(scale.timeToPixel(at(120))), 10});
    QVERIFY(std::abs(view.visible().begin - at(105)) < kSecond / 5);
    QTest::mouseDClick(overview, Qt::LeftButton, {}, {middle, 10});
    QCOMPARE(view.visible(), view.whole());
}

void tst_TimelinePanel::theOverviewPullsAnEndOfTheWindow()
{
    open();
    TimeView &view = m_workbench->timeView;
    OverviewStrip *overview = &m_panel->overview();
    view.setVisible({at(20), at(80)});
    const TimeScale scale = overview->scale();
    const auto pixel = [&](double seconds) { return qRound(scale.timeToPixel(at(seconds))); };
    drag(overview, {pixel(80), 10}, {pixel(120), 10});
    QCOMPARE(view.visible().begin, at(20));
    QVERIFY(std::abs(view.visible().end - at(120)) < kSecond / 5);
    drag(overview, {pixel(20), 10}, {pixel(60), 10});
    QVERIFY(std::abs(view.visible().begin - at(60)) < kSecond / 5);
    QVERIFY(std::abs(view.visible().end - at(120)) < kSecond / 5);
}

void tst_TimelinePanel::nextAndPreviousGoThroughAll()
{
    ask({"car", "truck"});
    std::vector<int> seen;
    for (int i = 0; i < 4; ++i) {
        m_panel->nextSighting();
        seen.push_back(m_workbench->selection.current());
    }
    QCOMPARE(seen, (std::vector<int>{0, 1, 2, 2})); // It stays at the last one.
    m_panel->previousSighting();
    QCOMPARE(m_workbench->selection.current(), 1);
    m_workbench->selection.clear();
    m_workbench->playhead.moveTo("a", 30s); // From where the picture is.
    m_panel->nextSighting();
    QCOMPARE(m_workbench->selection.current(), 1);
    m_workbench->selection.clear();
    m_workbench->playhead.moveTo("a", 30s);
    m_panel->previousSighting();
    QCOMPARE(m_workbench->selection.current(), 0);
}

void tst_TimelinePanel::aPlayheadElsewhereIsBroughtIntoView()
{
    open();
    m_workbench->timeView.setVisible({at(0), at(20)});
    m_workbench->playhead.moveTo("a", 50s);
    const AxisRange seen = m_workbench->timeView.visible();
    QCOMPARE(seen.length(), 20 * kSecond);
    QVERIFY(seen.begin < at(50) && at(50) < seen.end);
}

void tst_TimelinePanel::whilePlayingThePageIsTurned()
{
    open();
    m_workbench->timeView.setVisible({at(0), at(20)});
    m_workbench->playhead.moveTo("a", 19s);
    m_workbench->playhead.setPlaying(true);
    const AxisRange before = m_workbench->timeView.visible();
    m_workbench->playhead.moveTo("a", 19s + 900ms);
    QCOMPARE(m_workbench->timeView.visible(), before);
    m_workbench->playhead.moveTo("a", 20s + 100ms);
    QCOMPARE(m_workbench->timeView.visible().begin, at(20.1) - kSecond);
    // A person who has panned away is left there.
    m_workbench->timeView.setVisible({at(60), at(80)});
    m_workbench->playhead.moveTo("a", 20s + 200ms);
    m_workbench->playhead.moveTo("a", 20s + 300ms);
    QCOMPARE(m_workbench->timeView.visible(), (AxisRange{at(60), at(80)}));
}

void tst_TimelinePanel::aMovingPlayheadRepaintsAStrip()
{
    ask({"car"});
    m_workbench->playhead.moveTo("a", 60s);
    QCoreApplication::processEvents();
    PaintedArea painted(viewport());
    m_workbench->playhead.moveTo("a", 60s + 40ms);
    QTRY_VERIFY(!painted.area.isEmpty());
    QCoreApplication::processEvents();
    QVERIFY2(painted.area.boundingRect().width() < 300,
             qPrintable(QString::number(painted.area.boundingRect().width())));
    QVERIFY(painted.area.contains(QPoint(x(60.04), kRuler + 10)));
}

void tst_TimelinePanel::decisionsAndSelectionChangeThePicture()
{
    ask({"car", "truck"});
    const QImage plain = viewport()->grab().toImage();
    m_workbench->decisions.reject(std::vector<int>{0});
    const QImage rejected = viewport()->grab().toImage();
    QVERIFY(rejected != plain);
    m_workbench->decisions.accept(std::vector<int>{0});
    const QImage accepted = viewport()->grab().toImage();
    QVERIFY(accepted != plain && accepted != rejected);
    m_workbench->decisions.undoStack().undo();
    m_workbench->decisions.undoStack().undo();
    QVERIFY(viewport()->grab().toImage() == plain);
    m_workbench->selection.set(std::vector<int>{0}, -1);
    QVERIFY(viewport()->grab().toImage() != plain);
    // The class's colour in the middle of its bar.
    const QPoint place = bar(0, 1, 48);
    QCOMPARE(QColor(plain.pixel(place)), classStyle("truck").colour);
}

void tst_TimelinePanel::marksAndSelectedSpanAreDrawn()
{
    open();
    m_workbench->playhead.moveTo("a", 60s);
    const QImage plain = viewport()->grab().toImage();
    m_workbench->playhead.setIn(70s);
    m_workbench->playhead.setOut(80s);
    const QImage marked = viewport()->grab().toImage();
    const QPoint inside = empty(0, 75), outside = empty(0, 90);
    QVERIFY(marked.pixel(inside) != plain.pixel(inside));
    QCOMPARE(marked.pixel(outside), plain.pixel(outside));
    const QPoint otherLane = empty(1, 75);
    QCOMPARE(marked.pixel(otherLane), plain.pixel(otherLane));
    m_workbench->timeView.setSelected(AxisRange{at(65), at(85)});
    const QImage selected = viewport()->grab().toImage();
    QCOMPARE(selected.pixel(inside), marked.pixel(inside));
    QVERIFY(selected.pixel(outside) != marked.pixel(outside)); // The rest steps back.
}

void tst_TimelinePanel::theCardTellsTimeAndSighting()
{
    ask({"car", "truck"});
    m_workbench->session.source("a");
    hover(bar(0, 1, 45));
    QTRY_VERIFY(m_panel->lanes().card().isVisible());
    const HoverCard &card = m_panel->lanes().card();
    QVERIFY2(card.title().startsWith(QStringLiteral("2026-11-23 03:00:4")),
             qPrintable(card.title()));
    QVERIFY(card.title().endsWith(QStringLiteral("+01:00")));
    QCOMPARE(card.lines().size(), 2);
    QCOMPARE(card.lines()[0], QStringLiteral("a"));
    QCOMPARE(card.lines()[1], QStringLiteral("truck · 97 % · 10 s"));
    m_workbench->decisions.accept(std::vector<int>{1});
    hover(bar(0, 1, 46));
    QCOMPARE(card.lines()[1], QStringLiteral("truck · 97 % · 10 s · accepted"));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(viewport(), &leave);
    QVERIFY(!card.isVisible());
}

void tst_TimelinePanel::theCardTellsWhatADepthChanges()
{
    m_engine->sightingsAt["none"] = m_engine->sightings;
    m_engine->sightingsAt["7"] = {m_engine->sightings[1], m_engine->sightings[2]};
    open();
    ask({"car", "truck"});
    const QImage before = m_panel->lanes().grab().toImage();
    m_workbench->query.rerun(query::Reuse::parse("7"));
    QTRY_VERIFY(!m_workbench->query.isRunning());
    QVERIFY(m_panel->lanes().grab().toImage() != before);
    hover(bar(0, 0, 15));
    QTRY_VERIFY(m_panel->lanes().card().isVisible());
    QCOMPARE(m_panel->lanes().card().lines().back(), "Not with 7 blocks; found with no reuse");
    QCOMPARE(m_panel->findChild<ClassLegend *>()->text(), "car 1, truck 1");
}

void tst_TimelinePanel::theCardTellsWhatIsMissing()
{
    m_engine->sourceList[0].coverage.gaps = {{60s, 70s}};
    open();
    hover(empty(0, 65));
    QTRY_VERIFY(m_panel->lanes().card().isVisible());
    QCOMPARE(m_panel->lanes().card().lines(), (QStringList{"a", "pictures missing"}));
    hover(empty(1, 20));
    QCOMPARE(m_panel->lanes().card().lines(), (QStringList{"b", "not recorded"}));
}

void tst_TimelinePanel::manyLanesScroll()
{
    for (int i = 0; i < 20; ++i)
        m_engine->sourceList.push_back(test::fakeSource("more" + std::to_string(i), 100s));
    open();
    QScrollBar *bar = m_panel->lanes().verticalScrollBar();
    QVERIFY(bar->maximum() > 0);
    QVERIFY(!m_workbench->session.axis().isWallClock()); // One without a clock: all from zero.
    m_workbench->playhead.moveTo("more19", 5s);          // Its lane comes into view.
    const LaneLayout layout = m_panel->lanes().layout();
    QVERIFY(layout.lane(21).bottom() <= viewport()->height());
    QCOMPARE(bar->value(), bar->maximum());
    const int before = bar->value();
    wheel(viewport(), {20, 100}, 120); // Over the names.
    QVERIFY(bar->value() < before);
}

void tst_TimelinePanel::aClosedCaseLeavesNothing()
{
    ask({"car"});
    QTRY_VERIFY(!m_panel->model().activity("a").empty());
    m_workbench->session.close();
    QCOMPARE(m_panel->model().index().count(), 0);
    QVERIFY(m_panel->model().rows().empty());
    QVERIFY(m_panel->model().activity("a").empty());
    QVERIFY(!viewport()->isVisible());
}

void tst_TimelinePanel::bothThemesPaint()
{
    ask({"car", "truck"});
    const QImage dark = m_panel->grab().toImage();
    applyTheme(*qApp, Theme::Light);
    QCoreApplication::processEvents();
    const QImage light = m_panel->grab().toImage();
    const QPoint place(m_panel->width() - 300, m_panel->height() - 20); // Nothing is there.
    QCOMPARE(QColor(light.pixel(place)), colours().window);
    QVERIFY(dark.pixel(place) != light.pixel(place));
    applyTheme(*qApp, Theme::Dark);
}

QTEST_MAIN(tst_TimelinePanel)
#include "tst_timeline_panel.moc"
