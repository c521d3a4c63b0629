#include "main_window.h"
#include "support/fake_engine.h"
#include "ui/case/recent_cases.h"
#include "ui/case/start_page.h"
#include "ui/compare/compare_panel.h"
#include "ui/compare/some_comparison.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/query/query_panel.h"
#include "ui/settings/settings_dialog.h"

#include <QApplication>
#include <QDockWidget>
#include <QLabel>
#include <QListView>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <fstream>

using namespace refocus;

namespace {

// Where a panel is when it is first painted.
struct FirstPaint : QObject
{
    explicit FirstPaint(QWidget &watched) : dock(watched) { watched.installEventFilter(this); }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && !seen)
            seen = dock.geometry();
        return false;
    }
    QWidget &dock;
    std::optional<QRect> seen;
};

} // namespace

// The window on the fake engine: what it keeps from one time to the next.
class TestMainWindow : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<test::FakeEngine> m_engine;

    std::unique_ptr<gui::MainWindow> opened(QSize size)
    {
        auto window = std::make_unique<gui::MainWindow>(test::opens(m_engine));
        window->resize(size);
        window->show();
        window->open("/fake.case");
        return window;
    }

    static QString textOf(const std::filesystem::path &path)
    {
        return QString::fromStdString(path.string());
    }

    static QDockWidget *dock(gui::MainWindow &window, const char *name)
    {
        return window.findChild<QDockWidget *>(QLatin1String(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        m_engine = std::make_shared<test::FakeEngine>();
        m_engine->sourceList = {test::fakeSource("gate", std::chrono::seconds(60))};
    }

    void theEdgesKeepTheirSizesAndTheMiddleTakesTheRest()
    {
        int timeline = 0, sources = 0, query = 0, middle = 0;
        {
            const auto window = opened({1280, 800});
            QTRY_COMPARE(dock(*window, "sources")->width(), 220); // It has been laid out.
            timeline = dock(*window, "timeline")->height();
            sources = dock(*window, "sources")->width();
            query = dock(*window, "query")->width();
            middle = dock(*window, "player")->height() + dock(*window, "gallery")->height();
            QVERIFY2(timeline < 260, qPrintable(QString::number(timeline)));
            window->close();
        }
        for (const QSize size : {QSize(1920, 1080), QSize(1280, 800), QSize(1920, 1080)}) {
            const auto window = opened(size);
            const auto near = [](int a, int b) { return std::abs(a - b) <= 2; };
            QTRY_VERIFY2(near(dock(*window, "timeline")->height(), timeline),
                         qPrintable(QString::number(dock(*window, "timeline")->height())));
            QTRY_VERIFY(near(dock(*window, "sources")->width(), sources));
            QTRY_VERIFY(near(dock(*window, "query")->width(), query));

            QTRY_VERIFY(near(dock(*window, "player")->height() + dock(*window, "gallery")->height(),
                             middle + size.height() - 800));
            window->close();
        }
    }

    void keysMoveTheAnswerToAnotherDepthAndLeaveTheFocus()
    {
        for (const char *name : {"none", "7", "auto"}) {
            ui::DepthInfo depth;
            depth.reuse = query::Reuse::parse(name);
            depth.name = name;
            m_engine->depthList.push_back(depth);
        }
        m_engine->sightings = test::fakeSightings("gate", 6, {"bus"}, std::chrono::seconds(60));
        m_engine->sightingsAt["7"] = {m_engine->sightings[0]};
        const auto window = opened({1280, 800});
        window->activateWindow();
        ui::Workbench &bench = window->workbench();
        QTRY_COMPARE(bench.session.depths().size(), std::size_t{3});
        query::QueryOptions question;
        question.classes = {"bus"};
        bench.query.setDraft(question);
        bench.query.run();
        QTRY_VERIFY(!bench.query.isRunning());
        QCOMPARE(bench.selection.current(), 0);
        bench.selection.clear();
        auto *panel = window->findChild<ui::QueryPanel *>();
        panel->setFocus();
        QTest::keyClick(window.get(), Qt::Key_BracketRight, Qt::ControlModifier);
        QVERIFY(bench.query.isRerunning());
        QTRY_VERIFY(!bench.query.isRunning());
        QCOMPARE(bench.sightings.gone(), 5);
        QVERIFY(panel->isAncestorOf(window->focusWidget()));
        QCOMPARE(bench.selection.current(), -1); // Nothing is chosen for a person who looks.
        QTest::keyClick(window.get(), Qt::Key_BracketLeft, Qt::ControlModifier);
        QTRY_COMPARE(bench.sightings.gone(), 0);
        QTRY_VERIFY(!bench.query.isRunning());
        QSlider &slider = window->findChild<ui::GalleryPanel *>()->depthSlider().slider();
        slider.setFocus();
        QTest::keyClick(&slider, Qt::Key_Right); // Not the player's, while the slider has it.
        QTRY_COMPARE(bench.sightings.gone(), 5);
    }

    void theSecondWorkspaceHasItsOwnKeysAndTheFirstIsAsItWas()
    {
        m_engine->sightings = test::fakeSightings("gate", 6, {"bus"}, std::chrono::seconds(60));
        m_engine->comparison = test::someComparison();
        const auto window = opened({1280, 800});
        window->activateWindow();
        ui::Workbench &bench = window->workbench();
        QTRY_VERIFY(!bench.session.sources().empty());
        query::QueryOptions question;
        question.classes = {"bus"};
        bench.query.setDraft(question);
        bench.query.run();
        QTRY_VERIFY(!bench.query.isRunning());
        bench.selection.select(2);
        QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
        QVERIFY(window->isComparing());
        const auto enabled = [&](const char *id) {
            return window->commands().action(QLatin1String(id))->isEnabled();
        };
        QVERIFY(!enabled("play.toggle") && !enabled("review.next") && enabled("review.accept"));
        QTest::keyClick(window.get(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(bench.comparison.isRunning());
        QTRY_VERIFY(bench.comparison.advice());
        auto &disagreements = window->comparePanel().disagreements();
        disagreements.setFocus();
        disagreements.setCurrentIndex(disagreements.model().index(0));
        QTest::keyClick(window.get(), Qt::Key_R);
        QTRY_COMPARE(m_engine->reviewMap.size(), std::size_t{1});
        QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(m_engine->reviewMap.empty());
        Q_EMIT disagreements.playRequested();
        QVERIFY(!window->isComparing());
        QVERIFY(enabled("play.toggle") && enabled("review.next"));
        QCOMPARE(bench.selection.current(), 2);
        QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
        QTest::keyClick(window.get(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(!window->isComparing());
        // Its panels are painted one after the other, also where one goes to and fro at once, and
        // while those of the case that was just opened are.
        const auto painted = [&] {
            return std::ranges::all_of(window->findChildren<QDockWidget *>(),
                                       &QWidget::updatesEnabled);
        };
        const auto toAndFro = [&] {
            QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
            QTest::keyClick(window.get(), Qt::Key_1, Qt::ControlModifier);
        };
        QVERIFY(!painted());
        toAndFro();
        QTRY_VERIFY(painted());
        bool opened = false;
        connect(&bench.session, &ui::CaseSession::opened, this, [&] {
            opened = !painted();
            toAndFro();
        });
        bench.session.open(bench.session.engine()->folder());
        QTRY_VERIFY(opened && painted());
        QVERIFY(dock(*window, "timeline")->isVisible());
    }

    void aCaseOpensWithTheClassSearchReady()
    {
        const auto window = opened({1280, 800});
        window->activateWindow();
        auto *panel = window->findChild<ui::QueryPanel *>();
        QTRY_VERIFY(panel->isAncestorOf(window->focusWidget()));
        window->commands().action("case.close")->trigger();
        QTRY_VERIFY(!panel->isVisible());
        window->open("/fake.case");
        QTRY_VERIFY(panel->isVisible());
        QTRY_VERIFY(panel->isAncestorOf(window->focusWidget()));
    }

    void thePanelsAreFirstPaintedWhereTheyStay()
    {
        int kept = 0;
        {
            const auto before = opened({1280, 800});
            QTRY_VERIFY(dock(*before, "timeline")->isVisible() &&
                        dock(*before, "timeline")->updatesEnabled());
            auto *workspace = before->findChild<QMainWindow *>();
            workspace->setAnimated(false);
            workspace->resizeDocks({dock(*before, "sources")}, {250}, Qt::Horizontal);
            QTRY_VERIFY(dock(*before, "sources")->width() > 230); // The others give a part of it.
            kept = dock(*before, "sources")->width();
            before->close();
        }
        const auto window = std::make_unique<gui::MainWindow>(test::opens(m_engine));
        window->resize(1280, 800);
        const auto names = {"sources", "player", "gallery", "query", "timeline"};
        std::vector<std::unique_ptr<FirstPaint>> paints;
        for (const char *name : names)
            paints.push_back(std::make_unique<FirstPaint>(*dock(*window, name)));
        window->show();
        window->open("/fake.case");
        for (const auto &paint : paints)
            QTRY_VERIFY(paint->seen);
        QCOMPARE(dock(*window, "sources")->width(), kept);
        for (const auto &paint : paints)
            QCOMPARE(*paint->seen, paint->dock.geometry());
        QSettings().clear();
    }

    void aCaseClosedWhileItsPanelsComeLeavesTheStartPage()
    {
        const auto window = opened({1280, 800});
        bool closed = false;
        connect(
            &window->workbench().session, &ui::CaseSession::opened, window.get(),
            [&] {
                window->commands().action("case.close")->trigger();
                closed = true;
            },
            // When the first of their turns is still to come.
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
        QTRY_VERIFY(closed);
        for (int turn = 0; turn < 20; ++turn)
            QCoreApplication::processEvents();
        auto *start = window->findChild<ui::StartPage *>();
        QVERIFY(start->isVisible() && start->updatesEnabled());
        window->open("/fake.case"); // And the way back is open.
        auto *panel = window->findChild<ui::QueryPanel *>();
        QTRY_VERIFY(panel->isVisible() && panel->updatesEnabled());
    }

    void aCaseIsAmongTheRecentOnesAsSoonAsItIsOpen()
    {
        QSettings().clear();
        const auto window = opened({1280, 800});
        QTRY_COMPARE(ui::RecentCases().list().size(), std::size_t{1});
        window->close();
        QCOMPARE(ui::RecentCases().list().at(0).sources, 1);
    }

    void aFocusedControlHasItsKeysBeforeTheWindow()
    {
        const auto window = opened({1280, 800});
        window->activateWindow();
        QTRY_VERIFY(window->workbench().session.engine());
        QTRY_VERIFY(QApplication::focusWidget());
        int moved = 0, played = 0;
        for (const char *id : {"review.next", "review.previous"})
            connect(window->commands().action(QLatin1String(id)), &QAction::triggered, this,
                    [&] { ++moved; });
        connect(window->commands().action(QStringLiteral("play.toggle")), &QAction::triggered, this,
                [&] { ++played; });
        // The list below the search for a class.
        window->findChild<ui::QueryPanel *>()->focusClassSearch();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
        QCOMPARE(moved, 0);
        // A list.
        auto *list = dock(*window, "sources")->findChild<QListView *>();
        list->setFocus(Qt::TabFocusReason);
        QTest::keyClick(list, Qt::Key_Down);
        QCOMPARE(moved, 0);
        // A button, where the keyboard led to it.
        auto *button = window->findChild<ui::QueryPanel *>()->findChild<QToolButton *>(
            QString(), Qt::FindChildrenRecursively);
        QVERIFY(button);
        QSignalSpy clicked(button, &QToolButton::clicked);
        button->setFocus(Qt::TabFocusReason);
        QVERIFY(button->hasFocus());
        QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(played, 0);
        list->setFocus(Qt::OtherFocusReason);
        button->setFocus(Qt::MouseFocusReason); // As a click leaves it: Space plays.
        QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(played, 1);
        window->close();
    }

    void theGalleryIsAsItWasLeft()
    {
        {
            const auto window = opened({1280, 800});
            QTRY_VERIFY(window->workbench().session.engine());
            auto *gallery = window->findChild<ui::GalleryPanel *>();
            gallery->setCellWidth(201);
            window->sightingModel().setSort(ui::SightingModel::Sort::Score, Qt::AscendingOrder);
            window->sightingModel().setGroup(ui::SightingModel::Group::Class);
            window->close();
        }
        const auto window = opened({1280, 800});
        QCOMPARE(window->findChild<ui::GalleryPanel *>()->cellWidth(), 201);
        QCOMPARE(window->sightingModel().sort(), ui::SightingModel::Sort::Score);
        QCOMPARE(window->sightingModel().order(), Qt::AscendingOrder);
        QCOMPARE(window->sightingModel().group(), ui::SightingModel::Group::Class);
        window->close();
        QSettings().remove(QStringLiteral("gallery"));
    }

    void aResizeIsPaintedOnceItIsLaidOut()
    {
        const auto window = opened({1280, 800});
        QTRY_VERIFY(window->workbench().session.engine());
        QTRY_VERIFY(dock(*window, "timeline")->updatesEnabled());
        const QRect before = dock(*window, "timeline")->geometry();
        FirstPaint painted(*dock(*window, "timeline"));
        window->resize(1400, 900);
        QTRY_VERIFY(painted.seen);
        QVERIFY(*painted.seen != before);
        QCOMPARE(*painted.seen, dock(*window, "timeline")->geometry());
        QCOMPARE(window->size(), QSize(1400, 900));
        QVERIFY(window->updatesEnabled());
        window->close();
    }

    void theWindowFitsASmallScreen() // About that of 1920x1080 at 200 %.
    {
        const auto window = opened({980, 500});
        QTRY_VERIFY(window->workbench().session.engine());
        for (const Qt::Key workspace : {Qt::Key_1, Qt::Key_2}) {
            QTest::keyClick(window.get(), workspace, Qt::ControlModifier);
            QTRY_COMPARE(window->isComparing(), workspace == Qt::Key_2);
            window->resize(980, 500);
            QTRY_COMPARE(window->size(), QSize(980, 500));
        }
    }

    void keysSetABookmarkAndGoBackToIt()
    {
        const auto window = opened({1280, 800});
        window->activateWindow();
        ui::Workbench &bench = window->workbench();
        QTRY_COMPARE(bench.session.sources().size(), 1U);
        auto *player = dock(*window, "player")->widget();
        player->setFocus();
        bench.playhead.moveTo("gate", std::chrono::seconds(20));
        QTest::keyClick(player, Qt::Key_M);
        QCOMPARE(window->bookmarks().all().size(), 1U);
        bench.playhead.moveTo("gate", std::chrono::seconds(5));
        QTest::keyClick(player, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(bench.playhead.time(), Timestamp(std::chrono::seconds(20)));
        QTest::keyClick(player, Qt::Key_M);
        QVERIFY(window->bookmarks().all().empty());
    }

    void theWindowClosesByItsKeyFromTheSettingsToo()
    {
        const auto window = opened({1280, 800});
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QTest::keyClick(window.get(), Qt::Key_Comma, Qt::ControlModifier);
        QTRY_VERIFY(window->findChild<ui::SettingsDialog *>());
        auto *settings = window->findChild<ui::SettingsDialog *>();
        QTRY_VERIFY(settings->isVisible()); // In a turn after that in which it is made.
        QVERIFY(QTest::qWaitForWindowActive(settings));
        QTest::keyClick(settings, Qt::Key_Q, Qt::ControlModifier);
        QTRY_VERIFY(!window->isVisible());
    }

    // The focus goes from the question to the sightings when they come.
    void escapeStopsTheQueryWhereverTheFocusIs()
    {
        m_engine->sightings = test::fakeSightings("gate", 400, {"bus"}, std::chrono::seconds(60));
        m_engine->batchDelay = std::chrono::milliseconds(200);
        const auto window = opened({1280, 800});
        ui::Workbench &bench = window->workbench();
        QTRY_COMPARE(bench.session.sources().size(), 1U);
        query::QueryOptions question;
        question.classes = {"bus"};
        for (const char *name : {"sources", "player", "gallery", "query", "timeline"}) {
            bench.query.setDraft(question);
            bench.query.run();
            QTRY_VERIFY(bench.sightings.count() > 0);
            auto *panel = dock(*window, name)->widget();
            panel->setFocus();
            QTest::keyClick(window->focusWidget() ? window->focusWidget() : panel, Qt::Key_Escape);
            QTRY_VERIFY2_WITH_TIMEOUT(!bench.query.isRunning(), name, 1000);
            QVERIFY2(bench.sightings.count() < 400, name);
        }
        m_engine->batchDelay = {};
        m_engine->sightings.clear();
    }

    void anotherCaseEndsTheRenderingOfTheDemo()
    {
        QTemporaryDir cache;
        qputenv("XDG_CACHE_HOME", cache.path().toLocal8Bit());
        gui::MainWindow window(test::opens(m_engine));
        window.show();
        window.openDemo();
        QTRY_COMPARE(window.workbench().jobs.running(), 1);
        window.open("/fake.case");
        QTRY_COMPARE_WITH_TIMEOUT(window.workbench().jobs.running(), 0, 1000);
        QTRY_VERIFY(window.workbench().session.engine());
        QVERIFY(!QFile::exists(cache.filePath("refocus/demo.mp4")));
        qunsetenv("XDG_CACHE_HOME");
    }

    void theComparisonLeadsToTheClassSearch() // It says "(/)" where no class is asked for.
    {
        const auto window = opened({1280, 800});
        window->activateWindow();
        QTRY_VERIFY(window->workbench().session.engine());
        QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
        QTRY_VERIFY(window->isComparing());
        QTest::keyClick(window.get(), Qt::Key_Slash);
        QTRY_VERIFY(!window->isComparing());
        QTRY_VERIFY(window->findChild<ui::QueryPanel *>()->isAncestorOf(window->focusWidget()));
    }

    void pathsThatDoNotExistAreNamedAndNothingIsMade()
    {
        QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        std::ofstream(root / "one.mp4") << "x";
        std::vector<std::filesystem::path> opened;
        const ui::CaseSession::Opener opener = [&](const std::filesystem::path &path) {
            opened.push_back(path);
            return m_engine;
        };
        const auto said = [](gui::MainWindow &window, const QString &part) {
            const auto labels = window.findChildren<QLabel *>();
            return std::ranges::any_of(labels,
                                       [&](QLabel *label) { return label->text().contains(part); });
        };
        {
            gui::MainWindow window(opener);
            window.show();
            window.openGiven({}, {root / "no.mp4"});
            QTRY_VERIFY(said(window, textOf(root / "no.mp4") + " does not exist."));
            window.openGiven(root / "new.case", {root / "no.mp4", root / "nor.mp4"});
            QTRY_VERIFY(said(window, textOf(root / "nor.mp4") + " do not exist."));
            QVERIFY(window.findChild<ui::StartPage *>()->isVisible());
        }
        QVERIFY(opened.empty()); // The window is gone: nothing was about to be opened.
        gui::MainWindow window(opener);
        window.show();
        window.openGiven({}, {root / "no.mp4", root / "one.mp4"});
        QTRY_COMPARE(opened.size(), 1U);
        QTRY_COMPARE(window.workbench().ingest.items().size(), 1U);
        QVERIFY(said(window, textOf(root / "no.mp4") + " does not exist."));
        QVERIFY(!said(window, "No case was made."));
    }

    void aFolderGivenAtTheStartIsSearchedForVideosBehindTheWindow()
    {
        QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        std::filesystem::create_directories(root / "monday");
        for (const char *name : {"one.mp4", "monday/two.avi", "notes.txt"})
            std::ofstream(root / name) << "x";
        m_engine->sourceList.push_back(test::fakeSource("done", std::chrono::seconds(9)));
        m_engine->sourceList.back().record.path = root / "one.mp4"; // Nothing is done again.
        m_engine->ingested.clear();
        auto window = std::make_unique<gui::MainWindow>(test::opens(m_engine));
        window->show();
        window->open("/fake.case", {root});
        ui::IngestQueue &queue = window->workbench().ingest;
        QTRY_COMPARE(queue.items().size(), 1U);
        QTRY_VERIFY(!queue.isRunning());
        QCOMPARE(m_engine->ingested, std::vector{root / "monday/two.avi"});
        m_engine->sourceList.resize(1);
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
