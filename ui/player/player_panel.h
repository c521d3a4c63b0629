// The player: shows exactly the picture of the playhead, plays it, and has marks, regions and
// snapshots made. Decoding, scaling and adjusting happen in FrameSource; this connects it to the
// shared state. GUI thread only.
#pragma once

#include "ui/player/frame_source.h"
#include "ui/player/go_to.h"
#include "ui/player/patch_window.h"
#include "ui/player/picture_view.h"
#include "ui/player/snapshot.h"
#include "ui/state/workbench.h"

#include <QTimer>
#include <QWidget>

class QAction;

namespace refocus::ui {

class GoToPopup;
class LookPopup;
class SeekBar;
class TransportBar;

class PlayerPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PlayerPanel(Workbench &workbench, QWidget *parent = nullptr);
    ~PlayerPanel() override;

    // What keys and menus do.
    void togglePlay();
    void shuttle(int direction); // 1: L, -1: J, 0: K. Again in the same direction: twice as fast.
    void step(int pictures);     // Negative: back. Pauses.
    void jumpSeconds(double seconds);
    void goToStart(); // The in mark, or the first picture where it is there already.
    void goToEnd();
    void setIn();
    void setOut();
    void clearMarks();
    void goToTime();
    void snapshot();
    void startRegion();
    void clearRegion();
    void toggleBoxes();
    void toggleLoop();
    void speedUp();
    void speedDown();
    void setSpeed(double speed); // 0.1 to 16, forwards.
    void zoomIn();
    void zoomOut();
    void zoomFit();
    void adjustLook(); // Opens brightness, contrast and gamma.
    void copyTime();

    bool isLooping() const { return m_loop; }
    bool boxesShown() const { return m_showBoxes; }
    double rate() const { return m_rate; } // Played at, or by the next play; negative: backwards.
    void setAdjustment(const Adjustment &adjustment);
    void setSnapshotFolder(const std::filesystem::path &folder); // Else asked once.
    // The button's tooltip names the action's shortcut, also when it is changed. Names: see
    // TransportBar::button.
    void followAction(const QString &button, QAction *action);

    PictureView &view() { return *m_view; }
    TransportBar &transport() { return *m_transport; }
    FrameSource &source() { return m_source; }
    FrameTablePtr table() const { return m_table; } // Null until the video is open.

Q_SIGNALS:
    void pictureShown(const refocus::ui::Picture &picture);
    void regionDrawn();
    void snapshotSaved(const QString &path);
    void notice(const QString &sentence);             // Worth a line in the log.
    void findFileRequested(const std::string &video); // It is offline.

private:
    // The video
    void playheadMoved();
    void openVideo();
    void load();
    void loaded(const std::filesystem::path &path, FrameTablePtr table);
    void closeVideo();
    void sourcesChanged();
    void fail(const QString &sentence);
    void sayOffline();
    void showMessage(const PictureMessage &message);
    const SourceInfo *info() const { return m_workbench.session.source(m_video); }
    QString sourceName() const;

    // Pictures
    void seekTo(FrameIndex index); // Shows it, or goes on playing from there.
    void moveTo(FrameIndex index); // And the playhead.
    void playFrom(FrameIndex index);
    void playingChanged();
    void setRate(double rate);
    void tick();
    void present(const Picture &picture);
    void updateReadouts();
    void updateBoxes();
    void updateLook();
    void updateView();
    void updateMarks();
    void updateRegion();

    struct Snapshot // A picture, and what is said of it in its file.
    {
        Frame frame;
        std::string video;
        std::filesystem::path path;
        FrameTablePtr table;
        std::string name;
        SnapshotNotes notes;
    };
    Snapshot lookedAt() const; // Requires a picture.
    void saveSnapshot(const Snapshot &wanted, const std::filesystem::path &folder);
    std::variant<GoToTarget, QString> parse(const QString &text) const;
    QString explain(const GoToTarget &target) const;
    QString wallClockAt(Timestamp time) const; // Empty without a clock.
    void buttonClicked(const QString &name);
    void showMenu(QPoint global);
    FrameIndex lastIndex() const { return m_table->size() - 1; }

    Workbench &m_workbench;
    FrameSource m_source;
    PatchWindow m_patches;
    Job m_tableJob, m_snapshotJob;

    std::string m_video; // That the playhead is in.
    std::filesystem::path m_path;
    FrameTablePtr m_table;
    FrameIndex m_wanted = 0; // The picture last asked for.
    double m_rate = 1, m_speed = 1;
    bool m_loop = false, m_showBoxes = true;
    bool m_moving = false; // The playhead is moved from here.
    struct Failure         // What is said instead of a picture.
    {
        bool offline = false;
        std::string path; // Of the source then.
        QString sentence;
    };
    std::optional<Failure> m_failure;
    QTimer m_playTimer, m_openingTimer;
    std::filesystem::path m_snapshotFolder;

    PictureView *m_view;
    SeekBar *m_seekBar;
    TransportBar *m_transport;
    LookPopup *m_look;
    GoToPopup *m_goTo;
};

} // namespace refocus::ui
