// The window: docks the panels and connects them to the commands. Nothing else.
#pragma once

#include "ui/jobs/turns.h"
#include "ui/jobs/writer.h"
#include "ui/models/sighting_model.h"
#include "ui/state/bookmarks.h"
#include "ui/state/commands.h"
#include "ui/state/workbench.h"
#include "ui/theme/theme.h"

#include <QMainWindow>

#include <filesystem>

class QDockWidget;
class QStackedWidget;

namespace refocus::ui {
class ComparePanel;
class DeviceLabel;
class GalleryPanel;
class JobsButton;
class LogPanel;
class NotificationBar;
class PlayerPanel;
class QueryPanel;
class SourcesPanel;
class StartPage;
class TimelinePanel;
} // namespace refocus::ui

namespace refocus::gui {

class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(QWidget *parent = nullptr);
    // For tests: another way to open a case.
    explicit MainWindow(ui::CaseSession::Opener opener, QWidget *parent = nullptr);
    ~MainWindow() override;

    // An empty folder: one in the user's data that belongs to these videos, as packaging/run has
    // it.
    void open(std::filesystem::path folder, const std::vector<std::filesystem::path> &videos = {});
    // As given on the command line: paths that do not exist are named, and nothing is made of them.
    void openGiven(std::filesystem::path folder, const std::vector<std::filesystem::path> &paths);
    void openDemo(); // Renders it first where it is not there.

    ui::Workbench &workbench() { return m_bench; }
    ui::Commands &commands() { return m_commands; }
    ui::Bookmarks &bookmarks() { return m_bookmarks; }
    ui::SightingModel &sightingModel() { return m_model; }
    ui::ComparePanel &comparePanel() { return *m_compare; }
    bool isComparing() const; // The second workspace is shown.

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QDockWidget *dock(const QString &name, const QString &title, QWidget *panel);
    void addDocks();
    void defaultLayout();
    void addCommands();
    void addCaseCommands();
    void addReviewCommands();
    void addPlayerCommands();
    void addCompareCommands();
    void addViewCommands();
    void addMenus();
    void connectState();
    void openDemoCase(); // Its video is there.
    void sayNotOpened(const QString &sentence);
    void sayNotIndexed(const ui::IngestItem &item);
    void showStart();
    void showCase();
    void showWorkspace(bool comparing);
    void enableCommands();
    void showFirstPicture();
    void showPanels();
    std::deque<ui::Turns::Step> holdPanels();
    void restoreSizes();
    void setEdges(int sources, int query, int timeline); // Pixels.
    void newCase();
    void chooseCase();
    void exportSightings();
    void nameBookmark();
    void showSettings();
    void showShortcuts();
    void about();
    void remember();
    void setTheme(ui::Theme theme);

    ui::Workbench m_bench;
    ui::Bookmarks m_bookmarks{m_bench.session, m_bench.playhead};
    ui::SightingModel m_model{m_bench};
    ui::Commands m_commands;
    ui::Job m_demoJob{tr("Rendering the demo")};
    std::vector<std::filesystem::path> m_waitingVideos; // And folders, for the case being opened.
    bool m_waitingDemo = false;
    std::filesystem::path m_opening;               // The case that was asked for last.
    ui::Job m_packJob{tr("Looking for the pack")}; // Of a case that could not be opened.
    QStackedWidget *m_pages = nullptr;
    QStackedWidget *m_workspaces = nullptr; // On the second page: review, compare.
    QMainWindow *m_workspace = nullptr;     // That of the panels.
    ui::ComparePanel *m_compare = nullptr;
    ui::StartPage *m_start = nullptr;
    ui::SourcesPanel *m_sources = nullptr;
    ui::QueryPanel *m_query = nullptr;
    ui::GalleryPanel *m_gallery = nullptr;
    ui::TimelinePanel *m_timeline = nullptr;
    ui::PlayerPanel *m_player = nullptr;
    ui::JobsButton *m_jobs = nullptr;
    ui::NotificationBar *m_notifications = nullptr;
    ui::DeviceLabel *m_device = nullptr;
    QDockWidget *m_sourcesDock = nullptr, *m_queryDock = nullptr, *m_galleryDock = nullptr,
                *m_timelineDock = nullptr, *m_playerDock = nullptr, *m_logDock = nullptr;
    ui::LogPanel *m_log = nullptr;
    ui::Turns m_showing;
    ui::Writer m_thumbnails; // Of the recent cases.
    bool m_painted = false;  // At least the frame and the menus.
    bool m_arranged = false; // The panels have been shown.
    bool m_restored = false; // As they were left; not the default layout.
};

} // namespace refocus::gui
