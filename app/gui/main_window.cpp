#include "main_window.h"

#include "dock_title.h"
#include "key_claims.h"
#include "paths.h"
#include "ui/case/recent_cases.h"
#include "ui/case/sources_panel.h"
#include "ui/case/start_page.h"
#include "ui/compare/compare_panel.h"
#include "ui/engine/case_engine.h"
#include "ui/engine/model_packs.h"
#include "ui/export/export_dialog.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/kept_arrangement.h"
#include "ui/panels/device_label.h"
#include "ui/panels/jobs_button.h"
#include "ui/panels/log_panel.h"
#include "ui/panels/notification_bar.h"
#include "ui/player/player_panel.h"
#include "ui/query/query_panel.h"
#include "ui/settings/appearance.h"
#include "ui/settings/settings_dialog.h"
#include "ui/settings/settings_tools.h"
#include "ui/settings/shortcut_sheet.h"
#include "ui/state/local_files.h"
#include "ui/timeline/lane_view.h"
#include "ui/timeline/status_strip.h"
#include "ui/timeline/timeline_panel.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace refocus::gui {

namespace fs = std::filesystem;
using namespace ui;

namespace {

CaseSession::Opener realCases()
{
    return [](const fs::path &folder) {
        CaseEngineOptions options;
        options.inference = keptInference();
        fs::create_directories(folder.parent_path());
        return openCase(folder, options);
    };
}

QString textOf(const fs::path &path) { return QString::fromStdString(path.string()); }

// In another turn of the event loop than that in which it was made, which takes as long.
void showNext(QDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QTimer::singleShot(0, dialog, &QWidget::show);
}

} // namespace

MainWindow::MainWindow(QWidget *parent) : MainWindow(realCases(), parent) {}

MainWindow::MainWindow(CaseSession::Opener opener, QWidget *parent)
    : QMainWindow(parent), m_bench(std::move(opener))
{
    setWindowTitle(tr("Refocus"));
    setWindowIcon(icon(QStringLiteral("refocus")));
    setAcceptDrops(true);
    m_bench.jobs.watch(&m_demoJob);
    m_pages = new QStackedWidget;
    m_start = new StartPage;
    m_workspace = new QMainWindow;
    m_workspace->setWindowFlags(Qt::Widget);
    m_pages->addWidget(m_start);
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_workspaces = new QStackedWidget;
    m_workspaces->addWidget(m_workspace);
    m_compare = new ComparePanel(m_bench);
    auto *compare = new QScrollArea; // It is larger than a small screen at 200 %.
    compare->setFrameShape(QFrame::NoFrame);
    compare->setWidgetResizable(true);
    compare->setWidget(m_compare);
    m_workspaces->addWidget(compare);
    layout->addWidget(m_workspaces);
    layout->addWidget(new StatusStrip(m_bench));
    m_pages->addWidget(page);
    setCentralWidget(m_pages);
    addDocks();
    new KeyClaims(this);
    m_notifications = new NotificationBar(this);
    addCommands();
    addMenus();
    connectState();
    // At first most of the screen; at 200 % that may be less than is comfortable.
    const QSize room = screen()->availableSize();
    resize((room * 0.86).expandedTo({1280, 800}).boundedTo(room));
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    restoreArrangement(m_model, *m_gallery);
    showStart();
    m_pages->setUpdatesEnabled(false); // Until the frame is painted.
}

MainWindow::~MainWindow()
{
    m_bench.decisions.undoStack().disconnect(this); // It tells of its end; the commands are gone.
}

QDockWidget *MainWindow::dock(const QString &name, const QString &title, QWidget *panel)
{
    auto *made = new QDockWidget(title, m_workspace);
    made->setObjectName(name);
    made->setWidget(panel);
    made->setTitleBarWidget(new DockTitle(made));
    return made;
}

void MainWindow::addDocks()
{
    m_workspace->setDockNestingEnabled(true);
    // All panels are docks. Without a central widget, Qt would give the timeline a share of what a
    // window is higher; this one has no width and takes all height for the panels beside it.
    auto *middle = new QWidget;
    middle->setFixedWidth(0);
    middle->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    m_workspace->setCentralWidget(middle);
    m_workspace->setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks |
                                QMainWindow::AnimatedDocks);
    m_sources = new SourcesPanel(m_bench);
    m_query = new QueryPanel(m_bench);
    m_gallery = new GalleryPanel(m_bench, m_model);
    m_timeline = new TimelinePanel(m_bench);
    m_timeline->lanes().setBookmarks(m_bookmarks);
    m_player = new PlayerPanel(m_bench);
    m_sourcesDock = dock(QStringLiteral("sources"), tr("Sources"), m_sources);
    m_playerDock = dock(QStringLiteral("player"), tr("Player"), m_player);
    m_galleryDock = dock(QStringLiteral("gallery"), tr("Sightings"), m_gallery);
    m_queryDock = dock(QStringLiteral("query"), tr("Query"), m_query);
    m_timelineDock = dock(QStringLiteral("timeline"), tr("Timeline"), m_timeline);
    m_log = new LogPanel(m_bench);
    m_logDock = dock(QStringLiteral("log"), tr("Log"), m_log);
    m_workspace->setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    m_workspace->setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    m_sources->setMinimumWidth(180);
    m_query->setMinimumWidth(288);
    m_player->setMinimumHeight(140);
    m_gallery->setMinimumHeight(120);
    m_timeline->setMinimumHeight(110);
    defaultLayout();
}

void MainWindow::defaultLayout()
{
    for (QDockWidget *panel :
         {m_sourcesDock, m_playerDock, m_galleryDock, m_queryDock, m_timelineDock}) {
        panel->setFloating(false);
        panel->show();
    }
    m_workspace->addDockWidget(Qt::LeftDockWidgetArea, m_sourcesDock);
    m_workspace->splitDockWidget(m_sourcesDock, m_playerDock, Qt::Horizontal);
    m_workspace->splitDockWidget(m_playerDock, m_queryDock, Qt::Horizontal);
    m_workspace->splitDockWidget(m_playerDock, m_galleryDock, Qt::Vertical);
    m_workspace->addDockWidget(Qt::BottomDockWidgetArea, m_timelineDock);
    m_workspace->tabifyDockWidget(m_timelineDock, m_logDock);
    m_logDock->hide();
    // Two lanes on a small screen, one or two more on a large one.
    const int height = m_workspace->height(), timeline = std::max(190, (height - 300) * 2 / 5);
    setEdges(220, 300, timeline);
    m_workspace->resizeDocks({m_playerDock, m_galleryDock},
                             {(height - timeline) * 11 / 20, (height - timeline) * 9 / 20},
                             Qt::Vertical);
}

void MainWindow::addCommands()
{
    addCaseCommands();
    addReviewCommands();
    addPlayerCommands();
    addCompareCommands();
    addViewCommands();
    for (const Command &command : m_commands.all()) {
        // One quits also while the settings or another window of the application has the keyboard.
        command.action->setShortcutContext(
            command.id == QLatin1String("app.quit") ? Qt::ApplicationShortcut : Qt::WindowShortcut);
        addAction(command.action);
    }
}

void MainWindow::addCaseCommands()
{
    const QString group = tr("Case");
    m_commands.add("case.new", group, tr("&New case…"), keys("Ctrl+N"), [this] { newCase(); });
    m_commands.add("case.open", group, tr("&Open case…"), keys("Ctrl+O"), [this] { chooseCase(); });
    m_commands.add("case.demo", group, tr("Open the &demo"), {}, [this] { openDemo(); });
    m_commands.add("case.addFiles", group, tr("&Add footage…"), keys("Ctrl+I"),
                   [this] { m_sources->addFiles(); });
    m_commands.add("case.addFolder", group, tr("Add a &folder…"), keys("Ctrl+Shift+I"),
                   [this] { m_sources->addFolder(); });
    m_commands.add("case.close", group, tr("&Close case"), keys("Ctrl+W"), [this] {
        remember();
        m_bench.session.close();
    });
    m_commands.add("app.quit", group, tr("&Quit"), keys("Ctrl+Q"), [this] { close(); });
    m_commands.add("export.open", tr("Export"), tr("&Export…"), keys("E"),
                   [this] { exportSightings(); });
}

void MainWindow::addReviewCommands()
{
    const QString query = tr("Query"), review = tr("Review");
    m_commands.add("query.class", query, tr("Search for a &class"), keys("/"), [this] {
        showWorkspace(false);
        m_queryDock->show();
        m_query->focusClassSearch();
    });
    m_commands.add("query.run", query, tr("&Run"), keys("Ctrl+Return"),
                   [this] { isComparing() ? m_compare->start() : m_query->run(); });
    m_commands.add("query.reuse", query, tr("Next &reuse depth"), keys("Ctrl+R"),
                   [this] { m_query->cycleReuse(); });
    m_commands.add("query.shallower", query, tr("The answer with &less reuse"), keys("Ctrl+["),
                   [this] { m_gallery->depthSlider().step(-1); });
    m_commands.add("query.deeper", query, tr("The answer with &more reuse"), keys("Ctrl+]"),
                   [this] { m_gallery->depthSlider().step(1); });
    m_commands.add("query.save", query, tr("&Save the question"), keys("Ctrl+S"),
                   [this] { m_query->saveQuestion(); });
    m_commands.add("query.history", query, tr("&Questions asked and saved"), keys("Ctrl+H"),
                   [this] { m_query->setHistoryShown(true); });
    m_commands.add("query.cancel", query, tr("Ca&ncel"), {}, [this] { m_query->cancel(); });

    QUndoStack &undo = m_bench.decisions.undoStack();
    auto *undoAction =
        m_commands.add("edit.undo", review, tr("&Undo"), keys("Ctrl+Z"), [&undo] { undo.undo(); });
    auto *redoAction = m_commands.add("edit.redo", review, tr("&Redo"),
                                      keys("Ctrl+Shift+Z; Ctrl+Y"), [&undo] { undo.redo(); });
    const auto name = [&undo, undoAction, redoAction] {
        undoAction->setEnabled(undo.canUndo());
        redoAction->setEnabled(undo.canRedo());
        undoAction->setText(undo.canUndo() ? tr("&Undo %1").arg(undo.undoText().toLower())
                                           : tr("&Undo"));
        redoAction->setText(undo.canRedo() ? tr("&Redo %1").arg(undo.redoText().toLower())
                                           : tr("&Redo"));
    };
    connect(&undo, &QUndoStack::indexChanged, this, name);
    name();
    m_commands.add("review.accept", review, tr("&Accept"), keys("A"), [this] {
        isComparing() ? m_compare->disagreements().acceptSelected() : m_gallery->acceptSelected();
    });
    m_commands.add("review.reject", review, tr("&Reject"), keys("R"), [this] {
        isComparing() ? m_compare->disagreements().rejectSelected() : m_gallery->rejectSelected();
    });
    m_commands.add("review.star", review, tr("&Star"), keys("S"),
                   [this] { m_gallery->starSelected(); });
    m_commands.add("review.note", review, tr("&Note"), keys("N"),
                   [this] { m_gallery->editNote(); });
    for (int digit = 1; digit <= 9; ++digit)
        m_commands.add(QStringLiteral("review.relabel%1").arg(digit), review,
                       tr("Relabel as class %1").arg(digit), {QKeySequence(Qt::Key_0 + digit)},
                       [this, digit] { m_gallery->relabelSelected(digit); });
    m_commands.add("review.similar", review, tr("&Find similar"), keys("F"),
                   [this] { m_gallery->findSimilar(); });
    m_commands.add("review.cluster", review, tr("Show the &cluster"), keys("C"),
                   [this] { m_gallery->showCluster(); });
    m_commands.add("review.next", review, tr("Next sighting"), keys("Down"),
                   [this] { m_gallery->next(); });
    m_commands.add("review.previous", review, tr("Previous sighting"), keys("Up"),
                   [this] { m_gallery->previous(); });
    m_commands.add("review.selectAll", review, tr("Select all sightings"), keys("Ctrl+A"),
                   [this] { m_gallery->selectAll(); });
}

void MainWindow::addPlayerCommands()
{
    const QString group = tr("Play");
    m_commands.add("play.toggle", group, tr("&Play or pause"), keys("Space; K"),
                   [this] { m_player->togglePlay(); });
    m_commands.add("play.slower", group, tr("Slower, backwards"), keys("J"),
                   [this] { m_player->shuttle(-1); });
    m_commands.add("play.faster", group, tr("Faster"), keys("L"), [this] { m_player->shuttle(1); });
    m_commands.add("play.stepBack", group, tr("One picture back"), keys(",; Left"),
                   [this] { m_player->step(-1); });
    m_commands.add("play.step", group, tr("One picture on"), keys(".; Right"),
                   [this] { m_player->step(1); });
    m_commands.add("play.secondBack", group, tr("One second back"), keys("Shift+Left"),
                   [this] { m_player->jumpSeconds(-1); });
    m_commands.add("play.secondOn", group, tr("One second on"), keys("Shift+Right"),
                   [this] { m_player->jumpSeconds(1); });
    m_commands.add("play.in", group, tr("Mark &in"), keys("I"), [this] { m_player->setIn(); });
    m_commands.add("play.out", group, tr("Mark &out"), keys("O"), [this] { m_player->setOut(); });
    m_commands.add("play.clearMarks", group, tr("Clear marks"), keys("X"),
                   [this] { m_player->clearMarks(); });
    m_commands.add("play.loop", group, tr("&Loop between marks"), keys("Ctrl+L"),
                   [this] { m_player->toggleLoop(); });
    m_commands.add("play.goTo", group, tr("&Go to time…"), keys("G"),
                   [this] { m_player->goToTime(); });
    m_commands.add("play.bookmark", group, tr("Boo&kmark here, or none"), keys("M"),
                   [this] { m_bookmarks.toggle(); });
    m_commands.add("play.nameBookmark", group, tr("Name the bookmark here…"), keys("Shift+M"),
                   [this] { nameBookmark(); });
    m_commands.add("play.nextBookmark", group, tr("Next bookmark"), keys("Shift+Down; Ctrl+Down"),
                   [this] { m_bookmarks.next(); });
    m_commands.add("play.previousBookmark", group, tr("Previous bookmark"),
                   keys("Shift+Up; Ctrl+Up"), [this] { m_bookmarks.previous(); });
    m_commands.add("play.boxes", group, tr("Show &boxes"), keys("B"),
                   [this] { m_player->toggleBoxes(); });
    m_commands.add("play.fit", group, tr("&Fit the picture"), keys("Z"),
                   [this] { m_player->zoomFit(); });
    m_commands.add("play.start", group, tr("To the in mark, or the start"), keys("Home"),
                   [this] { m_player->goToStart(); });
    m_commands.add("play.end", group, tr("To the out mark, or the end"), keys("End"),
                   [this] { m_player->goToEnd(); });
    m_commands.add("play.region", group, tr("Draw the query's &region"), keys("D"),
                   [this] { m_player->startRegion(); });
    m_commands.add("play.snapshot", group, tr("&Snapshot"), keys("Ctrl+Shift+S"),
                   [this] { m_player->snapshot(); });
    for (const auto &[button, id] : {std::pair{"start", "play.start"},
                                     {"stepBack", "play.stepBack"},
                                     {"play", "play.toggle"},
                                     {"stepForward", "play.step"},
                                     {"end", "play.end"},
                                     {"markIn", "play.in"},
                                     {"markOut", "play.out"},
                                     {"loop", "play.loop"},
                                     {"boxes", "play.boxes"},
                                     {"region", "play.region"},
                                     {"fit", "play.fit"},
                                     {"snapshot", "play.snapshot"}})
        m_player->followAction(QString::fromLatin1(button),
                               m_commands.action(QString::fromLatin1(id)));
}

void MainWindow::addCompareCommands()
{
    const QString group = tr("Compare");
    m_commands.add("view.review", group, tr("&Review sightings"), keys("Ctrl+1"),
                   [this] { showWorkspace(false); });
    m_commands.add("view.compare", group, tr("&Compare reuse depths"), keys("Ctrl+2"),
                   [this] { showWorkspace(true); });
    m_commands.add("compare.start", group, tr("&Start"), {}, [this] {
        showWorkspace(true);
        m_compare->start();
    });
    m_commands.add("compare.paper", group, tr("The &paper's table"), {}, [this] {
        showWorkspace(true);
        m_compare->startPaperTable();
    });
    m_commands.add("compare.cancel", group, tr("Ca&ncel"), {}, [this] { m_compare->cancel(); });
    m_commands.add("compare.save", group, tr("Save the &table…"), {},
                   [this] { m_compare->saveAs(); });
}

void MainWindow::addViewCommands()
{
    const QString group = tr("View");
    m_commands.add("view.larger", group, tr("Larger thumbnails"), keys("+; ="),
                   [this] { m_gallery->zoomIn(); });
    m_commands.add("view.smaller", group, tr("Smaller thumbnails"), keys("-"),
                   [this] { m_gallery->zoomOut(); });
    m_commands.add("view.timelineIn", group, tr("Timeline: nearer"), keys("Ctrl++; Ctrl+="),
                   [this] { m_timeline->zoomIn(); });
    m_commands.add("view.timelineOut", group, tr("Timeline: farther"), keys("Ctrl+-"),
                   [this] { m_timeline->zoomOut(); });
    m_commands.add("view.timelineAll", group, tr("Timeline: show all"), keys("Ctrl+0"),
                   [this] { m_timeline->showAll(); });
    m_commands.add("view.resetLayout", group, tr("&Reset the panels"), {},
                   [this] { defaultLayout(); });
    auto *full = m_commands.add("view.fullScreen", group, tr("&Full screen"), keys("F11"),
                                [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
    full->setCheckable(false);
    m_commands.add("app.settings", group, tr("&Settings…"), keys("Ctrl+,"),
                   [this] { showSettings(); });
    m_commands.add("help.shortcuts", tr("Help"), tr("&Keyboard shortcuts"), keys("?; F1"),
                   [this] { showShortcuts(); });
    m_commands.add("help.about", tr("Help"), tr("&About Refocus"), {}, [this] { about(); });
}

void MainWindow::addMenus()
{
    const auto fill = [this](QMenu *menu, std::initializer_list<const char *> ids) {
        for (const char *id : ids)
            if (*id)
                menu->addAction(m_commands.action(QString::fromLatin1(id)));
            else
                menu->addSeparator();
    };
    fill(menuBar()->addMenu(tr("&Case")),
         {"case.new", "case.open", "case.demo", "", "case.addFiles", "case.addFolder", "",
          "case.close", "app.quit"});
    auto *edit = menuBar()->addMenu(tr("&Edit"));
    fill(edit, {"edit.undo", "edit.redo", "", "review.accept", "review.reject", "review.star",
                "review.note"});
    auto *relabel = edit->addMenu(tr("Re&label"));
    connect(relabel, &QMenu::aboutToShow, this, [this, relabel] {
        relabel->clear();
        int digit = 1;
        for (const QString &name : m_gallery->relabelNames()) {
            auto *action = relabel->addAction(
                digit <= 9 ? QStringLiteral("%1\t%2").arg(name).arg(digit) : name);
            connect(action, &QAction::triggered, this,
                    [this, name] { m_gallery->relabelSelected(name); });
            ++digit;
        }
    });
    fill(edit,
         {"", "review.similar", "review.cluster", "", "review.selectAll", "", "app.settings"});
    auto *view = menuBar()->addMenu(tr("&View"));
    for (QDockWidget *panel :
         {m_sourcesDock, m_playerDock, m_galleryDock, m_queryDock, m_timelineDock, m_logDock})
        view->addAction(panel->toggleViewAction());
    fill(view, {"view.resetLayout", "", "view.larger", "view.smaller", "view.timelineIn",
                "view.timelineOut", "view.timelineAll", "", "view.fullScreen"});
    auto *theme = view->addMenu(tr("&Theme"));
    auto *group = new QActionGroup(theme);
    for (const auto &[value, text] : {std::pair{Theme::System, tr("As the &desktop")},
                                      {Theme::Light, tr("&Light")},
                                      {Theme::Dark, tr("D&ark")}}) {
        auto *action = theme->addAction(text);
        action->setCheckable(true);
        action->setData(static_cast<int>(value));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, value = value] { setTheme(value); });
        connect(theme, &QMenu::aboutToShow, action,
                [action, value = value] { action->setChecked(value == keptTheme()); });
    }
    fill(menuBar()->addMenu(tr("&Query")),
         {"query.class", "query.run", "query.cancel", "", "query.reuse", "query.shallower",
          "query.deeper", "", "query.save", "query.history"});
    fill(menuBar()->addMenu(tr("C&ompare")),
         {"view.review", "view.compare", "", "compare.start", "compare.paper", "compare.cancel", "",
          "compare.save"});
    fill(menuBar()->addMenu(tr("&Play")), {"play.toggle",
                                           "play.slower",
                                           "play.faster",
                                           "play.stepBack",
                                           "play.step",
                                           "play.secondBack",
                                           "play.secondOn",
                                           "",
                                           "play.in",
                                           "play.out",
                                           "play.clearMarks",
                                           "play.loop",
                                           "",
                                           "play.start",
                                           "play.end",
                                           "play.goTo",
                                           "",
                                           "play.bookmark",
                                           "play.nameBookmark",
                                           "play.nextBookmark",
                                           "play.previousBookmark",
                                           "",
                                           "play.boxes",
                                           "play.fit",
                                           "play.region",
                                           "play.snapshot"});
    fill(menuBar()->addMenu(tr("E&xport")), {"export.open"});
    fill(menuBar()->addMenu(tr("&Help")), {"help.shortcuts", "help.about"});

    auto *corner = new QWidget;
    auto *layout = new QHBoxLayout(corner);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->setSpacing(12);
    m_jobs = new JobsButton(m_bench.jobs);
    m_device = new DeviceLabel(m_bench);
    layout->addWidget(m_jobs);
    layout->addWidget(m_device);
    menuBar()->setCornerWidget(corner);
}

void MainWindow::connectState()
{
    CaseSession &session = m_bench.session;
    connect(&session, &CaseSession::opened, this, &MainWindow::showCase);
    connect(&session, &CaseSession::closed, this, &MainWindow::showStart);
    connect(&session, &CaseSession::openFailed, this, [this](const QString &sentence) {
        m_waitingVideos.clear();
        m_waitingDemo = false;
        m_start->setBusy({});
        showStart();
        sayNotOpened(sentence);
    });
    connect(&session.openJob(), &Job::cancelled, this, [this] {
        m_waitingVideos.clear();
        m_waitingDemo = false;
        m_start->setBusy({});
    });
    connect(&session, &CaseSession::readFailed, this,
            [this](const QString &sentence) { m_notifications->error(sentence); });
    connect(&session, &CaseSession::writeFailed, this, [this](const QString &sentence) {
        m_notifications->error(tr("Not kept: %1").arg(sentence));
    });
    connect(&m_bench.decisions, &Decisions::refused, this,
            [this](const QString &sentence) { m_notifications->warning(sentence); });
    connect(&m_bookmarks, &Bookmarks::refused, this,
            [this](const QString &sentence) { m_notifications->warning(sentence); });
    connect(&m_bench.ingest, &IngestQueue::failed, this,
            [this](const QString &sentence) { m_notifications->error(sentence); });
    connect(&m_bench.ingest, &IngestQueue::ended, this, [this](int row) {
        const IngestItem &item = m_bench.ingest.items()[static_cast<std::size_t>(row)];
        if (item.state == IngestItem::State::Failed)
            sayNotIndexed(item);
    });
    // The menu bar does not look at its corner's size again by itself.
    const auto placeCorner = [this] {
        menuBar()->cornerWidget()->adjustSize();
        QResizeEvent again(menuBar()->size(), menuBar()->size());
        QApplication::sendEvent(menuBar(), &again);
    };
    connect(&session, &CaseSession::infoChanged, this, placeCorner, Qt::QueuedConnection);
    connect(&session, &CaseSession::closed, this, placeCorner, Qt::QueuedConnection);
    connect(&m_bench.jobs, &JobList::runningChanged, this, placeCorner, Qt::QueuedConnection);
    connect(&session, &CaseSession::sourcesChanged, this, &MainWindow::showFirstPicture);
    connect(&m_demoJob, &Job::finished, this, &MainWindow::openDemoCase);
    connect(&m_demoJob, &Job::failed, this,
            [this](const QString &sentence) { m_notifications->error(sentence); });
    connect(&m_packJob, &Job::failed, this,
            [this](const QString &sentence) { m_notifications->error(sentence); });
    connect(m_start, &StartPage::openCase, this,
            [this](const QString &folder) { open(folder.toStdString()); });
    connect(m_start, &StartPage::newCase, this, &MainWindow::newCase);
    connect(m_start, &StartPage::openDemo, this, &MainWindow::openDemo);
    connect(m_start, &StartPage::videosDropped, this,
            [this](const QStringList &names) { open({}, pathsOf(names)); });
    connect(&m_demoJob, &Job::progressed, this, [this] {
        m_start->setBusy(tr("Rendering the demo street"), m_demoJob.report().fraction);
    });
    connect(&m_demoJob, &Job::ended, this, [this] { m_start->setBusy({}); });
    connect(&session, &CaseSession::opening, this,
            [this] { m_start->setBusy(tr("Opening the case")); });
    connect(&session, &CaseSession::opened, this, [this] {
        m_start->setBusy({});
        // Not only when it is closed: the machine may be switched off before.
        RecentCases().touch(textOf(m_bench.session.engine()->folder()));
    });
    connect(m_sources, &SourcesPanel::said, this, [this](const QString &sentence, bool isError) {
        isError ? m_notifications->error(sentence) : m_notifications->info(sentence);
    });
    connect(m_notifications, &NotificationBar::notified, this, [this](const Notice &notice) {
        m_log->addMessage(notice.level == Notice::Level::Info      ? LogRow::Kind::Info
                          : notice.level == Notice::Level::Warning ? LogRow::Kind::Warning
                                                                   : LogRow::Kind::Error,
                          notice.sentence);
    });
    connect(&m_bench.mapsBudget, &MapsBudget::failed, this,
            [this](const QString &sentence) { m_notifications->error(sentence); });
    connect(&m_bench.mapsBudget, &MapsBudget::removed, this, [this](int sources) {
        m_notifications->info(tr("The maps of %n source(s) were deleted: together they took more "
                                 "than this case may keep. Everything else is there.",
                                 nullptr, sources));
    });
    connect(&m_bench.mapsMaker, &MapsMaker::failed, this,
            [this](const QString &sentence) { m_notifications->error(sentence); });
    connect(&m_bench.mapsMaker, &MapsMaker::made, this, [this](qulonglong maps) {
        m_notifications->info(maps > 0 ? tr("%n map(s) were made.", nullptr, static_cast<int>(maps))
                                       : tr("All maps are there, none had to be made."));
    });
    connect(&m_bench.exports, &ExportQueue::exported, this,
            [this](const QString &sentence, const QString &folder, bool whole) {
                m_notifications->notify({whole ? Notice::Level::Info : Notice::Level::Warning,
                                         sentence, tr("Open the folder"),
                                         [folder] { ExportDialog::openFolder(folder); }});
            });
    connect(&m_bench.exports, &ExportQueue::failed, this,
            [this](const QString &sentence) { m_notifications->error(sentence); });
    // The keys of the loop, ask, skim, decide, work at once.
    connect(&m_bench.query, &QuerySession::started, this, [this] {
        if (m_query->isAncestorOf(QApplication::focusWidget()))
            m_gallery->grid().setFocus();
    });
    connect(&m_bench.query, &QuerySession::finished, this, [this] {
        if (!m_bench.query.isShifted() && m_bench.selection.current() < 0 && m_model.rowCount() > 0)
            m_bench.selection.select(m_model.idAt(0));
    });
    connect(m_gallery, &GalleryPanel::askRequested, m_query, &QueryPanel::focusClassSearch);
    connect(m_gallery, &GalleryPanel::addFootageRequested, m_sources, &SourcesPanel::addFiles);
    connect(m_gallery, &GalleryPanel::exportRequested, this, &MainWindow::exportSightings);
    connect(m_compare, &ComparePanel::playRequested, this, [this] {
        showWorkspace(false);
        m_player->setFocus();
    });
    connect(m_compare, &ComparePanel::failed, this,
            [this](const QString &sentence) { m_notifications->error(sentence); });
    connect(m_query, &QueryPanel::regionRequested, m_player, &PlayerPanel::startRegion);
    connect(m_player, &PlayerPanel::findFileRequested, m_sources, &SourcesPanel::askWhere);
    connect(m_player, &PlayerPanel::notice, this,
            [this](const QString &sentence) { m_notifications->info(sentence); });
}

// With the way on, where there is one.
void MainWindow::sayNotOpened(const QString &sentence)
{
    if (sentence.contains(QLatin1String("damaged"))) {
        m_notifications->error(
            tr("%1\nNothing was changed. The indexes in its folder \"videos\" are files of their "
               "own and may be whole: put back a copy of case.mdb, or make a new case and move "
               "them into its folder \"videos\".")
                .arg(sentence));
        return;
    }
    m_packJob.start([this, sentence, folder = m_opening](const Delivery &delivery) {
        const auto lost = lostPack(folder);
        delivery.post([this, sentence, folder, lost] {
            if (!lost)
                return m_notifications->error(sentence);
            m_notifications->notify(
                {Notice::Level::Error,
                 tr("The model pack %1 of the case %2 is not at %3 any more, or was changed. Put "
                    "it back and open the case again, or use the program's own pack: then what was "
                    "indexed with another network has to be indexed again. Decisions stay.")
                     .arg(QString::fromStdString(lost->name), textOf(folder.stem()),
                          textOf(lost->folder)),
                 tr("Use the program's own pack"), [this, folder] {
                     m_packJob.start([this, folder](const Delivery &then) {
                         forgetPack(folder);
                         then.post([this, folder] { open(folder); });
                     });
                 }});
        });
    });
}

void MainWindow::sayNotIndexed(const IngestItem &item)
{
    const bool others = std::ranges::any_of(m_bench.ingest.items(), [](const IngestItem &other) {
        return other.state == IngestItem::State::Queued ||
               other.state == IngestItem::State::Running;
    });
    QStringList parts{item.sentence};
    if (item.status.frames > 0)
        parts << tr("What was indexed until then can be searched.");
    if (others)
        parts << tr("The other sources go on.");
    m_notifications->notify({Notice::Level::Error, parts.join(QStringLiteral("\n")),
                             tr("Try again"),
                             [this, file = item.path, of = m_bench.session.engine()] {
                                 if (m_bench.session.engine() == of)
                                     m_bench.ingest.retry(file);
                             }});
}

void MainWindow::open(fs::path folder, const std::vector<fs::path> &videos)
{
    if (folder.empty())
        folder = caseOf(videos);
    if (!m_waitingDemo) // The demo would take this case's place when it is rendered.
        m_demoJob.cancel();
    remember();
    m_waitingVideos = videos;
    m_opening = folder;
    m_bench.session.open(folder);
}

void MainWindow::openGiven(fs::path folder, const std::vector<fs::path> &paths)
{
    std::vector<fs::path> there;
    QStringList missing;
    std::error_code ignored;
    for (const fs::path &path : paths)
        if (fs::exists(path, ignored))
            there.push_back(path);
        else
            missing << textOf(path);
    const bool opens =
        !there.empty() || (!folder.empty() && (missing.isEmpty() || store::Case::isAt(folder)));
    if (opens)
        open(std::move(folder), there);
    if (missing.isEmpty())
        return;
    const QString sentence = missing.size() == 1
                                 ? tr("%1 does not exist.").arg(missing.front())
                                 : tr("%1 do not exist.").arg(missing.join(QStringLiteral(",\n")));
    m_notifications->error(opens ? sentence
                                 : sentence + QLatin1Char('\n') + tr("No case was made."));
}

void MainWindow::openDemo()
{
    std::error_code ignored;
    if (fs::exists(demoVideo(), ignored))
        openDemoCase();
    else
        m_demoJob.start(
            [](const Delivery &delivery) { renderDemo(demoVideo(), delivery.progress()); });
}

void MainWindow::openDemoCase()
{
    m_waitingDemo = true;
    open(caseOf({}), {demoVideo()});
}

void MainWindow::showStart()
{
    m_showing.cancel();
    m_pages->setCurrentIndex(0);
    m_pages->setUpdatesEnabled(true);
    setWindowTitle(tr("Refocus"));
    showWorkspace(false);
    m_start->reload();
}

void MainWindow::showCase()
{
    showWorkspace(false);
    showPanels();
    const bool writable = m_bench.session.writable();
    const fs::path folder = m_bench.session.engine()->folder();
    setWindowTitle(tr("%1 – Refocus").arg(textOf(folder.stem())));
    if (!writable)
        m_notifications->warning(tr("This case can only be read: nothing new is kept in it."));
    if (writable)
        m_sources->add(m_waitingVideos, SourcesPanel::Known::LeaveOut);
    m_waitingVideos.clear();
    if (std::exchange(m_waitingDemo, false) && m_bench.query.draft().classes.empty()) {
        query::QueryOptions question = m_bench.query.draft();
        question.classes = {"car"};
        m_bench.query.setDraft(question);
    }
    showFirstPicture();
}

bool MainWindow::isComparing() const { return m_workspaces->currentIndex() == 1; }

// Selection and playhead are state: they are as they were in the other one.
void MainWindow::showWorkspace(bool comparing)
{
    if (isComparing() && !comparing && !m_showing.isRunning())
        m_showing.start(holdPanels());
    m_workspaces->setCurrentIndex(comparing ? 1 : 0);
    enableCommands();
    if (!m_bench.session.engine())
        return;
    if (comparing)
        m_compare->setFocus();
    else
        m_gallery->grid().setFocus();
}

// What makes no sense on the page that is shown gives its keys away.
void MainWindow::enableCommands()
{
    const bool open = m_bench.session.engine() != nullptr;
    const auto isOneOf = [](const QString &id, std::initializer_list<const char *> starts) {
        return std::ranges::any_of(
            starts, [&](const char *start) { return id.startsWith(QLatin1String(start)); });
    };
    for (const Command &command : m_commands.all()) {
        const QString &id = command.id;
        const bool always =
            isOneOf(id, {"case.new", "case.open", "case.demo", "app.", "help.", "view.fullScreen"});
        const bool inCompare = isOneOf(
            id, {"case.", "edit.", "export.", "view.re", "view.compare", "compare.", "query.class",
                 "query.run", "query.shallower", "query.deeper", "review.accept", "review.reject"});
        command.action->setEnabled(always || (open && (!isComparing() || inCompare)));
    }
    if (!open)
        return;
    const bool writable = m_bench.session.writable();
    for (const char *id : {"case.addFiles", "case.addFolder"})
        m_commands.action(QString::fromLatin1(id))->setEnabled(writable);
    const QUndoStack &undo = m_bench.decisions.undoStack();
    m_commands.action(QStringLiteral("edit.undo"))->setEnabled(undo.canUndo());
    m_commands.action(QStringLiteral("edit.redo"))->setEnabled(undo.canRedo());
}

// The page of the case, in pieces: all at once would hold the window up.
void MainWindow::showPanels()
{
    std::deque<Turns::Step> steps;
    const auto layOut = [&](auto step) { steps.emplace_back(step); };
    m_pages->setUpdatesEnabled(false); // The start page stays until all is in its place.
    auto painting = holdPanels();
    layOut([this] { m_pages->setCurrentIndex(1); });
    if (!std::exchange(m_arranged, true)) {
        // As they were left, once the page has its size; sizes given before are not kept by Qt.
        layOut([this] {
            const QByteArray kept =
                QSettings().value(QStringLiteral("window/panels")).toByteArray();
            m_workspace->setAnimated(false);
            m_restored = !kept.isEmpty() && m_workspace->restoreState(kept);
            if (!m_restored)
                defaultLayout();
        });
        layOut([this] { // Qt applies the state first.
            if (m_restored)
                restoreSizes();
            m_workspace->setAnimated(true);
        });
    }
    layOut([this] {
        m_pages->setUpdatesEnabled(true);
        if (!isComparing())
            m_query->setFocus(); // Docking took the focus away.
    });
    std::ranges::move(painting, std::back_inserter(steps));
    m_showing.start(std::move(steps));
}

// None of them is painted until its step of those that are returned.
std::deque<Turns::Step> MainWindow::holdPanels()
{
    std::deque<Turns::Step> steps;
    for (QDockWidget *dock :
         {m_sourcesDock, m_queryDock, m_playerDock, m_galleryDock, m_timelineDock, m_logDock}) {
        dock->setUpdatesEnabled(false);
        steps.emplace_back([dock] { dock->setUpdatesEnabled(true); });
    }
    return steps;
}

void MainWindow::restoreSizes()
{
    const QSettings settings;
    const auto sizeOf = [&](const char *name) {
        return settings.value(QLatin1String(name)).toInt();
    };
    setEdges(sizeOf("window/sourcesWidth"), sizeOf("window/queryWidth"),
             sizeOf("window/timelineHeight"));
}

// The player and the sightings take the rest.
void MainWindow::setEdges(int sources, int query, int timeline)
{
    const int all = m_sourcesDock->width() + m_playerDock->width() + m_queryDock->width();
    m_workspace->resizeDocks({m_timelineDock}, {timeline}, Qt::Vertical);
    m_workspace->resizeDocks({m_sourcesDock, m_playerDock, m_queryDock},
                             {sources, all - sources - query, query}, Qt::Horizontal);
}

// Of the first source, while nothing else is looked at.
void MainWindow::showFirstPicture()
{
    if (!m_bench.playhead.video().empty())
        return;
    for (const SourceInfo &source : m_bench.session.sources())
        if (source.indexed && !source.offline) {
            m_bench.playhead.moveTo(source.id(), Timestamp{0});
            return;
        }
}

void MainWindow::newCase()
{
    const QString start = textOf(dataFolder() / "untitled.case");
    QString name = QFileDialog::getSaveFileName(this, tr("New case"), start, tr("Cases (*.case)"),
                                                nullptr, QFileDialog::DontConfirmOverwrite);
    if (name.isEmpty())
        return;
    if (!name.endsWith(QStringLiteral(".case")))
        name += QStringLiteral(".case");
    const fs::path folder = name.toStdString();
    std::error_code ignored;
    if (fs::exists(folder, ignored) && !store::Case::isFree(folder) && !store::Case::isAt(folder)) {
        m_notifications->error(
            tr("%1 is a folder with other files; choose another name for the case.").arg(name));
        return;
    }
    open(folder);
}

void MainWindow::chooseCase()
{
    const QString name =
        QFileDialog::getExistingDirectory(this, tr("Open a case"), textOf(dataFolder()));
    if (name.isEmpty())
        return;
    const fs::path folder = name.toStdString();
    if (store::Case::isAt(folder))
        open(folder);
    else
        m_notifications->error(
            tr("%1 is not a case: it has no case.mdb. A case is a folder whose name ends in "
               ".case.")
                .arg(name));
}

void MainWindow::exportSightings()
{
    std::vector<int> all; // Also what a filter hides, and what waits above the gallery's rows.
    for (int id = 0; id < m_bench.sightings.count(); ++id)
        all.push_back(id);
    showNext(new ExportDialog(m_bench, m_gallery->chosen(), all, this));
}

void MainWindow::nameBookmark()
{
    if (m_bench.playhead.video().empty())
        return;
    const std::optional<Bookmark> here = m_bookmarks.here();
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Bookmark"));
    dialog->setLabelText(tr("What is to be seen here:"));
    dialog->setTextValue(here ? here->name : QString());
    // The bookmark that was meant, wherever the playhead is by then.
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, video = m_bench.playhead.video(), time = m_bench.playhead.time()](
                const QString &name) { m_bookmarks.name(video, time, name); });
    dialog->open();
}

void MainWindow::showSettings() { showNext(new SettingsDialog(m_bench, m_commands, this)); }

void MainWindow::showShortcuts()
{
    auto *sheet = new ShortcutSheet(m_commands, this);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    sheet->show();
}

void MainWindow::about()
{
    const EngineInfo &info = m_bench.session.info();
    QString text = tr("<h3>Refocus %1</h3><p>Find every sighting of an object class in hours of "
                      "footage, on your own machine.</p>")
                       .arg(QApplication::applicationVersion().toHtmlEscaped());
    if (!info.packName.empty())
        text +=
            tr("<p>Model pack %1 (%2)<br>%3 %4, %n thread(s)</p>", nullptr, info.threads)
                .arg(QString::fromStdString(info.packName).toHtmlEscaped(),
                     QString::fromStdString(info.packHash.substr(0, 8)),
                     QString::fromStdString(info.device), QString::fromStdString(info.precision));
    text += tr("<p>GPL-3.0-or-later. Qt %1, LibTorch, OpenCV, FFmpeg, LMDB.</p>")
                .arg(QString::fromLatin1(qVersion()));
    QMessageBox::about(this, tr("About Refocus"), text);
}

// The case goes to the list of recent ones, with the picture on the screen.
void MainWindow::remember()
{
    if (!m_bench.session.engine())
        return;
    const QString folder = textOf(m_bench.session.engine()->folder());
    RecentCases().remember(folder, {}, static_cast<int>(m_bench.session.sources().size()));
    m_thumbnails.write([this, folder, picture = m_player->view().grab().toImage()] {
        RecentCases().keepThumbnail(folder, picture);
        QMetaObject::invokeMethod(m_start, &StartPage::reload, Qt::QueuedConnection);
    });
}

void MainWindow::setTheme(Theme theme)
{
    keepTheme(theme);
    applyTheme(*qApp, theme);
}

// The first time fonts are read and icons drawn, so the page comes in a turn of its own.
void MainWindow::paintEvent(QPaintEvent *event)
{
    QMainWindow::paintEvent(event);
    if (!std::exchange(m_painted, true) && !m_showing.isRunning())
        m_showing.start({[this] { m_pages->setUpdatesEnabled(true); }});
}

// All in its new place in this turn, painted in the next: both at once would hold the window up.
// What was painted for the old size is not shown meanwhile, and sizes that follow fast share one
// picture.
void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    if (!isVisible() || !updatesEnabled())
        return;
    setUpdatesEnabled(false);
    QTimer::singleShot(0, this, [this] { setUpdatesEnabled(true); });
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    remember();
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    if (m_arranged) {
        settings.setValue(QStringLiteral("window/panels"), m_workspace->saveState());
        settings.setValue(QStringLiteral("window/timelineHeight"), m_timelineDock->height());
        settings.setValue(QStringLiteral("window/sourcesWidth"), m_sourcesDock->width());
        settings.setValue(QStringLiteral("window/queryWidth"), m_queryDock->width());
    }
    // Work that runs is stopped at its last committed batch and goes on when the case is opened.
    m_bench.session.close();
    keepArrangement(m_model, *m_gallery);
    event->accept();
}

// What no widget wanted of Esc: back out of what runs, wherever the focus is.
void MainWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_bench.query.isRunning())
        m_query->cancel();
    else
        QMainWindow::keyPressEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const std::vector<fs::path> paths = pathsOf(localFiles(*event->mimeData()));
    if (paths.size() == 1 && store::Case::isAt(paths.front()))
        open(paths.front());
    else if (m_bench.session.engine())
        m_sources->add(paths);
    else if (!paths.empty())
        open({}, paths);
    event->acceptProposedAction();
}

} // namespace refocus::gui
