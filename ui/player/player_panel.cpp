#include "ui/player/player_panel.h"

#include "base/error.h"
#include "media/frame_seeker.h"
#include "ui/player/go_to_popup.h"
#include "ui/player/look_popup.h"
#include "ui/player/readout.h"
#include "ui/player/seek_bar.h"
#include "ui/player/snapshot.h"
#include "ui/player/transport_bar.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QFileDialog>
#include <QMenu>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

const QString kFolderSetting = QStringLiteral("player/snapshotFolder");
const QString kBoxesSetting = QStringLiteral("player/boxes");
constexpr double kFastest = 16;
constexpr double kZoomStep = 1.25;
constexpr int kOpeningMs = 250; // Only what takes longer is worth a message.

} // namespace

PlayerPanel::PlayerPanel(Workbench &workbench, QWidget *parent)
    : QWidget(parent), m_workbench(workbench), m_patches(workbench), m_tableJob(tr("Opening")),
      m_snapshotJob(tr("Snapshot")), m_view(new PictureView), m_seekBar(new SeekBar),
      m_transport(new TransportBar), m_look(new LookPopup(this)),
      m_goTo(new GoToPopup([this](const QString &text) { return parse(text); },
                           [this](const GoToTarget &target) { return explain(target); }, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_seekBar);
    layout->addWidget(m_transport);

    QSettings settings;
    m_snapshotFolder = settings.value(kFolderSetting).toString().toStdString();
    m_showBoxes = settings.value(kBoxesSetting, true).toBool();
    m_transport->button(QStringLiteral("boxes"))->setChecked(m_showBoxes);

    m_playTimer.setSingleShot(true);
    m_playTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_playTimer, &QTimer::timeout, this, &PlayerPanel::tick);
    m_openingTimer.setSingleShot(true);
    connect(&m_openingTimer, &QTimer::timeout, this, [this] {
        showMessage({QStringLiteral("film"), tr("Opening %1").arg(sourceName()), {}, {}});
    });

    connect(&m_source, &FrameSource::shown, this, [this](const Picture &picture) {
        if (!m_workbench.playhead.isPlaying() || !m_view->picture())
            present(picture);
    });
    connect(&m_source, &FrameSource::ready, this, &PlayerPanel::tick);
    connect(&m_source, &FrameSource::failed, this, &PlayerPanel::fail);

    connect(&m_tableJob, &Job::failed, this, &PlayerPanel::fail);
    connect(&m_tableJob, &Job::progressed, this, [this] {
        if (m_table)
            return;
        showMessage({QStringLiteral("film"),
                     tr("Reading %1").arg(sourceName()),
                     tr("It has not been indexed yet, so its pictures are counted first. %1 done.")
                         .arg(percentText(m_tableJob.report().fraction)),
                     {}});
    });
    connect(&m_snapshotJob, &Job::failed, this, [this](const QString &sentence) {
        m_view->showNotice(sentence);
        Q_EMIT notice(sentence);
    });
    workbench.jobs.watch(&m_snapshotJob);

    connect(&workbench.playhead, &Playhead::moved, this, &PlayerPanel::playheadMoved);
    connect(&workbench.playhead, &Playhead::playingChanged, this, &PlayerPanel::playingChanged);
    connect(&workbench.playhead, &Playhead::marksChanged, this, &PlayerPanel::updateMarks);
    connect(&workbench.session, &CaseSession::sourcesChanged, this, &PlayerPanel::sourcesChanged);
    connect(&workbench.session, &CaseSession::opened, this, &PlayerPanel::openVideo);
    connect(&workbench.session, &CaseSession::closed, this, [this] {
        m_video.clear();
        openVideo();
    });
    connect(&workbench.query, &QuerySession::draftChanged, this, &PlayerPanel::updateRegion);
    connect(&m_patches, &PatchWindow::changed, this, &PlayerPanel::updateBoxes);
    connect(&m_patches, &PatchWindow::failed, this, &PlayerPanel::notice);

    connect(m_view, &PictureView::viewportChanged, this, &PlayerPanel::updateView);
    connect(m_view, &PictureView::actionClicked, this,
            [this] { Q_EMIT findFileRequested(m_video); });
    connect(m_view, &PictureView::regionEnded, this,
            [this] { m_transport->button(QStringLiteral("region"))->setChecked(false); });
    connect(m_view, &PictureView::regionDrawn, this, [this](const std::vector<QPointF> &corners) {
        query::QueryOptions draft = m_workbench.query.draft();
        draft.region.clear();
        for (const QPointF &corner : corners)
            draft.region.emplace_back(static_cast<int>(std::lround(corner.x())),
                                      static_cast<int>(std::lround(corner.y())));
        m_workbench.query.setDraft(draft);
        Q_EMIT regionDrawn();
    });
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this,
            [this](QPoint at) { showMenu(m_view->mapToGlobal(at)); });
    connect(m_seekBar, &SeekBar::seek, this, [this](Timestamp time) {
        if (m_table)
            moveTo(*m_table->indexAt(time));
    });
    connect(m_transport, &TransportBar::clicked, this, &PlayerPanel::buttonClicked);
    connect(m_transport, &TransportBar::speedChosen, this, &PlayerPanel::setSpeed);
    for (Readout *readout :
         {m_transport->time(), m_transport->frame(), m_transport->pts(), m_transport->wallClock()})
        connect(readout, &Readout::copied, this,
                [this](const QString &text) { m_view->showNotice(tr("Copied %1").arg(text)); });
    connect(m_look, &LookPopup::changed, this, &PlayerPanel::updateLook);
    connect(m_goTo, &GoToPopup::chosen, this,
            [this](const GoToTarget &target) { moveTo(target.frame); });

    m_video = workbench.playhead.video();
    openVideo();
    updateRegion();
}

PlayerPanel::~PlayerPanel() = default;

// The video

void PlayerPanel::playheadMoved()
{
    if (m_moving)
        return;
    const Playhead &playhead = m_workbench.playhead;
    if (playhead.video() != m_video) {
        m_video = playhead.video();
        openVideo();
        return;
    }
    if (!m_table)
        return;
    const SourceInfo *source = info();
    const bool beyond = playhead.time() >= m_table->duration() && source &&
                        source->counts.frames > static_cast<std::uint64_t>(m_table->size());
    if (beyond)
        load(); // More of it has been indexed since.
    else
        seekTo(*m_table->indexAt(playhead.time()));
}

void PlayerPanel::openVideo()
{
    closeVideo();
    if (m_video.empty() || !m_workbench.session.engine()) {
        showMessage(
            {QStringLiteral("film"),
             tr("No picture yet"),
             m_workbench.session.engine()
                 ? tr("Choose a source, a sighting or a place on the timeline to see it here.")
                 : tr("Open a case to see its footage here."),
             {}});
        return;
    }
    m_view->zoomFit();
    m_openingTimer.start(kOpeningMs);
    load();
}

// Table and place of the file, on a worker thread.
void PlayerPanel::load()
{
    m_tableJob.start(
        [this, engine = m_workbench.session.engine(), video = m_video](const Delivery &delivery) {
            m_workbench.session.flushWrites(); // Its new place may be among them.
            const std::filesystem::path path = engine->sourcePath(video);
            if (!std::filesystem::exists(path))
                throw Error(path, "there is no such file");
            auto table = std::make_shared<const media::FrameTable>(
                engine->frameTable(video, delivery.progress()));
            if (table->empty())
                throw Error(path, "holds no picture");
            delivery.post([this, path, table] { loaded(path, table); });
        });
}

void PlayerPanel::loaded(const std::filesystem::path &path, FrameTablePtr table)
{
    m_failure.reset();
    m_path = path;
    m_table = std::move(table);
    m_source.open(m_path, m_table);
    m_seekBar->setDuration(m_table->duration());
    m_transport->setUsable(true);
    m_wanted = *m_table->indexAt(m_workbench.playhead.time());
    m_workbench.playhead.isPlaying() ? playFrom(m_wanted) : m_source.show(m_wanted);
    m_patches.lookAt(m_video, m_table->entry(m_wanted).time, m_rate);
}

void PlayerPanel::closeVideo()
{
    m_tableJob.cancel();
    m_openingTimer.stop();
    m_playTimer.stop();
    m_source.close();
    m_patches.clear();
    m_table.reset();
    m_path.clear();
    m_failure.reset();
    m_wanted = 0;
    m_view->clearPicture();
    m_seekBar->setDuration(Timestamp{0});
    m_transport->setUsable(false);
    updateReadouts();
    updateMarks();
}

void PlayerPanel::sourcesChanged()
{
    const SourceInfo *source = info();
    if (!source) {
        if (!m_video.empty() && m_table) { // Removed.
            m_video.clear();
            openVideo();
        }
        return;
    }
    const bool elsewhere = m_table && m_path != std::filesystem::path(source->record.path);
    const bool otherwise = m_failure && (m_failure->offline != source->offline ||
                                         m_failure->path != source->record.path);
    if (otherwise || elsewhere)
        openVideo();
    else if (m_table && !m_workbench.playhead.isPlaying() &&
             source->record.state == store::SourceState::Done &&
             source->counts.frames > static_cast<std::uint64_t>(m_table->size()))
        load();
    updateReadouts();
}

QString PlayerPanel::sourceName() const
{
    const SourceInfo *source = info();
    return QString::fromStdString(source ? source->name() : m_video);
}

void PlayerPanel::fail(const QString &sentence)
{
    const SourceInfo *source = info();
    if (source && source->offline) {
        sayOffline();
        return;
    }
    const bool known = m_failure && m_failure->sentence == sentence;
    m_failure = Failure{false, source ? source->record.path : std::string(), sentence};
    m_openingTimer.stop();
    m_playTimer.stop();
    m_view->clearPicture();
    m_transport->setUsable(m_table != nullptr); // Other pictures may be whole.
    updateReadouts();
    showMessage({QStringLiteral("error"), tr("%1 cannot be shown").arg(sourceName()),
                 tr("%1. Index, sightings and decisions are safe.").arg(sentence),
                 tr("Find the file…")});
    if (!known)
        Q_EMIT notice(sentence);
    m_workbench.playhead.setPlaying(false);
}

void PlayerPanel::sayOffline()
{
    const SourceInfo *source = info();
    const std::string path = source ? source->record.path : m_path.string();
    m_failure = Failure{true, path, {}};
    m_openingTimer.stop();
    m_playTimer.stop();
    m_table.reset();
    m_view->clearPicture();
    m_transport->setUsable(false);
    updateReadouts();
    showMessage({QStringLiteral("offline"), tr("%1 is offline").arg(sourceName()),
                 tr("There is no file at %1. Connect the drive, or say where the file is now. "
                    "Index, sightings and decisions are safe.")
                     .arg(QString::fromStdString(path)),
                 tr("Find the file…")});
    m_workbench.playhead.setPlaying(false);
}

void PlayerPanel::showMessage(const PictureMessage &message) { m_view->setMessage(message); }

// Pictures

void PlayerPanel::seekTo(FrameIndex index)
{
    if (m_workbench.playhead.isPlaying()) {
        playFrom(index);
    } else {
        m_wanted = index;
        m_source.show(index);
    }
    m_patches.lookAt(m_video, m_table->entry(index).time, m_rate);
}

void PlayerPanel::moveTo(FrameIndex index)
{
    if (!m_table)
        return;
    index = std::clamp<FrameIndex>(index, 0, lastIndex());
    m_moving = true;
    m_workbench.playhead.moveTo(m_video, m_table->entry(index).time);
    m_moving = false;
    seekTo(index);
}

void PlayerPanel::playFrom(FrameIndex index)
{
    PlayOptions options{.from = index, .rate = m_rate, .last = lastIndex(), .loop = m_loop};
    const Playhead &playhead = m_workbench.playhead;
    if (m_loop) {
        if (playhead.in())
            options.first = *m_table->indexAt(*playhead.in());
        if (playhead.out())
            options.last = *m_table->indexAt(*playhead.out());
    }
    const bool outside = index < options.first || index > options.last;
    const bool atEnd = index == (m_rate > 0 ? options.last : options.first);
    if (outside || (atEnd && m_rate > 0))
        options.from = m_rate > 0 ? options.first : options.last;
    m_wanted = options.from;
    m_playTimer.stop();
    m_source.play(options);
}

void PlayerPanel::playingChanged()
{
    const bool playing = m_workbench.playhead.isPlaying();
    m_transport->setPlaying(playing);
    if (!m_table)
        return;
    m_playTimer.stop();
    if (playing) {
        playFrom(m_wanted);
    } else {
        m_rate = m_speed;
        m_source.show(m_wanted);
    }
    m_transport->setRate(m_rate);
}

void PlayerPanel::setRate(double rate)
{
    m_rate = rate;
    m_transport->setRate(rate);
    if (!m_table)
        return;
    if (m_workbench.playhead.isPlaying())
        playFrom(m_wanted);
    else
        m_workbench.playhead.setPlaying(true);
}

void PlayerPanel::tick()
{
    if (!m_workbench.playhead.isPlaying() || !m_table)
        return;
    const auto now = PlayClock::now();
    if (const std::optional<Picture> picture = m_source.take(now)) {
        m_wanted = picture->frame.index;
        present(*picture);
        m_moving = true;
        m_workbench.playhead.moveTo(m_video, picture->frame.time);
        m_moving = false;
        m_patches.lookAt(m_video, picture->frame.time, m_rate);
    }
    if (m_source.playedOut())
        m_workbench.playhead.setPlaying(false);
    else if (const auto due = m_source.nextDue())
        m_playTimer.start(std::max(std::chrono::milliseconds(0),
                                   std::chrono::ceil<std::chrono::milliseconds>(*due - now)));
}

void PlayerPanel::present(const Picture &picture)
{
    m_openingTimer.stop();
    m_failure.reset();
    m_view->setPicture(picture);
    updateReadouts();
    updateBoxes();
    Q_EMIT pictureShown(picture);
}

void PlayerPanel::updateReadouts()
{
    const auto &picture = m_view->picture();
    m_transport->wallClock()->setPlaceholder(picture ? tr("no wall clock")
                                                     : QString(QChar(0x2013)));
    if (!picture) {
        for (Readout *readout : {m_transport->time(), m_transport->frame(), m_transport->pts(),
                                 m_transport->wallClock()})
            readout->setValue({});
        return;
    }
    const Frame &frame = picture->frame;
    m_transport->time()->setValue(timeText(frame.time));
    m_transport->frame()->setValue(QString::number(frame.index));
    m_transport->pts()->setValue(frame.pts == media::kNoPts ? QString()
                                                            : QString::number(frame.pts));
    m_transport->wallClock()->setValue(wallClockAt(frame.time));
    m_seekBar->setTime(frame.time);
}

QString PlayerPanel::wallClockAt(Timestamp time) const
{
    const SourceInfo *source = info();
    const auto clock = source ? wallClockOf(source->record, time) : std::nullopt;
    return clock ? wallClockText(*clock, source->record.timeZone) : QString();
}

void PlayerPanel::updateBoxes()
{
    const auto &picture = m_view->picture();
    m_view->setBoxes(picture && m_showBoxes ? m_patches.boxesAt(picture->frame.index)
                                            : std::vector<PictureBox>());
}

void PlayerPanel::updateLook()
{
    const Adjustment look = m_look->adjustment();
    m_view->setLookText(lookText(look));
    m_transport->button(QStringLiteral("look"))->setChecked(!look.isNeutral());
    updateView();
}

void PlayerPanel::updateView() { m_source.setView(m_view->viewport(), m_look->adjustment()); }

void PlayerPanel::updateMarks()
{
    const Playhead &playhead = m_workbench.playhead;
    m_seekBar->setMarks(playhead.in(), playhead.out());
    if (m_loop && m_table && playhead.isPlaying())
        playFrom(m_wanted);
}

void PlayerPanel::updateRegion()
{
    std::vector<QPointF> corners;
    for (const cv::Point &corner : m_workbench.query.draft().region)
        corners.emplace_back(corner.x, corner.y);
    m_view->setRegion(std::move(corners));
}

// What keys and menus do

void PlayerPanel::togglePlay()
{
    if (m_table)
        m_workbench.playhead.setPlaying(!m_workbench.playhead.isPlaying());
}

void PlayerPanel::shuttle(int direction)
{
    if (direction == 0) {
        m_workbench.playhead.setPlaying(false);
        return;
    }
    const bool same = m_workbench.playhead.isPlaying() && (m_rate > 0) == (direction > 0);
    const double faster = std::min(kFastest, std::max(1.0, std::abs(m_rate) * 2));
    setRate(same ? std::copysign(faster, m_rate) : direction > 0 ? 1 : -1);
}

void PlayerPanel::step(int pictures)
{
    if (!m_table)
        return;
    m_workbench.playhead.setPlaying(false);
    moveTo(m_wanted + pictures);
}

void PlayerPanel::jumpSeconds(double seconds)
{
    if (m_table)
        moveTo(*m_table->indexAt(m_table->entry(m_wanted).time + fromSeconds(seconds)));
}

void PlayerPanel::goToStart()
{
    const auto in = m_workbench.playhead.in();
    const FrameIndex mark = in && m_table ? *m_table->indexAt(*in) : 0;
    moveTo(m_wanted > mark ? mark : 0);
}

void PlayerPanel::goToEnd()
{
    if (!m_table)
        return;
    const auto out = m_workbench.playhead.out();
    const FrameIndex mark = out ? *m_table->indexAt(*out) : lastIndex();
    moveTo(m_wanted < mark ? mark : lastIndex());
}

void PlayerPanel::setIn()
{
    if (m_table)
        m_workbench.playhead.setIn(m_table->entry(m_wanted).time);
}

void PlayerPanel::setOut()
{
    if (m_table)
        m_workbench.playhead.setOut(m_table->entry(m_wanted).time);
}

void PlayerPanel::clearMarks()
{
    m_workbench.playhead.setIn({});
    m_workbench.playhead.setOut({});
}

void PlayerPanel::goToTime()
{
    if (!m_table)
        return;
    const QWidget *time = m_transport->time();
    m_goTo->open(timeText(m_table->entry(m_wanted).time), time->mapToGlobal(QPoint(0, 0)));
}

std::variant<GoToTarget, QString> PlayerPanel::parse(const QString &text) const
{
    if (!m_table)
        return tr("No source is open.");
    GoToContext context{m_table.get(), m_table->entry(m_wanted).time};
    if (const SourceInfo *source = info()) {
        context.wallClock = wallClockOf(source->record, Timestamp{0});
        context.timeZone = source->record.timeZone;
    }
    return parseGoTo(text, context);
}

QString PlayerPanel::explain(const GoToTarget &target) const
{
    const QString clock = wallClockAt(target.time);
    const QString place = tr("%1, picture %2").arg(timeText(target.time)).arg(target.frame);
    return clock.isEmpty() ? place : tr("%1, %2").arg(place, clock);
}

void PlayerPanel::startRegion()
{
    m_view->startRegion();
    m_transport->button(QStringLiteral("region"))->setChecked(m_view->isDrawingRegion());
}

void PlayerPanel::clearRegion()
{
    m_view->cancelRegion();
    query::QueryOptions draft = m_workbench.query.draft();
    draft.region.clear();
    m_workbench.query.setDraft(draft);
}

void PlayerPanel::toggleBoxes()
{
    m_showBoxes = !m_showBoxes;
    QSettings().setValue(kBoxesSetting, m_showBoxes);
    m_transport->button(QStringLiteral("boxes"))->setChecked(m_showBoxes);
    updateBoxes();
}

void PlayerPanel::toggleLoop()
{
    m_loop = !m_loop;
    m_transport->button(QStringLiteral("loop"))->setChecked(m_loop);
    if (m_table && m_workbench.playhead.isPlaying())
        playFrom(m_wanted);
}

void PlayerPanel::speedUp()
{
    for (const double speed : TransportBar::kSpeeds)
        if (speed > m_speed) {
            setSpeed(speed);
            return;
        }
}

void PlayerPanel::speedDown()
{
    double slower = TransportBar::kSpeeds[0];
    for (const double speed : TransportBar::kSpeeds)
        if (speed < m_speed)
            slower = speed;
    setSpeed(slower);
}

void PlayerPanel::setSpeed(double speed)
{
    m_speed = std::clamp(speed, TransportBar::kSpeeds[0], kFastest);
    m_rate = m_speed;
    m_transport->setRate(m_rate);
    if (m_table && m_workbench.playhead.isPlaying())
        playFrom(m_wanted);
}

void PlayerPanel::zoomIn() { m_view->zoom(kZoomStep); }
void PlayerPanel::zoomOut() { m_view->zoom(1 / kZoomStep); }
void PlayerPanel::zoomFit() { m_view->zoomFit(); }

void PlayerPanel::adjustLook()
{
    const QWidget *button = m_transport->button(QStringLiteral("look"));
    updateLook(); // Clicking has toggled the button's mark.
    m_look->adjustSize();
    m_look->move(
        button->mapToGlobal(QPoint(button->width() - m_look->width(), -m_look->height() - 4)));
    m_look->show();
}

void PlayerPanel::setAdjustment(const Adjustment &adjustment) { m_look->setAdjustment(adjustment); }

void PlayerPanel::copyTime() { m_transport->time()->copy(); }

void PlayerPanel::followAction(const QString &button, QAction *action)
{
    QToolButton *follower = m_transport->button(button);
    if (!follower)
        return;
    const auto follow = [follower, action] { follower->setToolTip(action->toolTip()); };
    connect(action, &QAction::changed, follower, follow);
    follow();
}

// Snapshots

void PlayerPanel::setSnapshotFolder(const std::filesystem::path &folder)
{
    m_snapshotFolder = folder;
    QSettings().setValue(kFolderSetting, QString::fromStdString(folder.string()));
}

void PlayerPanel::snapshot()
{
    if (!m_view->picture() || !m_table)
        return;
    std::error_code ignored;
    const Snapshot wanted = lookedAt(); // Whatever is played until there is a folder for it.
    if (std::filesystem::is_directory(m_snapshotFolder, ignored)) {
        saveSnapshot(wanted, m_snapshotFolder);
        return;
    }
    auto *dialog = new QFileDialog(this, tr("Folder for snapshots"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this, wanted](const QString &folder) {
        setSnapshotFolder(folder.toStdString());
        saveSnapshot(wanted, m_snapshotFolder);
    });
    dialog->open();
}

PlayerPanel::Snapshot PlayerPanel::lookedAt() const
{
    Snapshot wanted{m_view->picture()->frame, m_video, m_path, m_table, {}, {}};
    const Frame &frame = wanted.frame;
    wanted.name = snapshotName(sourceName().toStdString(), frame.time);
    wanted.notes = {{"Source", m_path.string()},
                    {"Frame", std::to_string(frame.index)},
                    {"Time", timeText(frame.time).toStdString()}};
    if (frame.pts != media::kNoPts)
        wanted.notes.emplace_back("PTS", std::to_string(frame.pts));
    if (const QString clock = wallClockAt(frame.time); !clock.isEmpty())
        wanted.notes.emplace_back("Wall clock", clock.toStdString());
    if (const SourceInfo *source = info())
        wanted.notes.emplace_back("Source SHA-256", source->record.sha256);
    return wanted;
}

void PlayerPanel::saveSnapshot(const Snapshot &wanted, const std::filesystem::path &folder)
{
    m_snapshotJob.start([this, wanted, folder](const Delivery &delivery) {
        // What was played backwards was kept only as drawn.
        const Frame whole =
            wanted.frame.image.empty()
                ? media::FrameSeeker(wanted.path, *wanted.table).frameAt(wanted.frame.index)
                : wanted.frame;
        const std::filesystem::path file = writeSnapshot(whole, folder, wanted.name, wanted.notes);
        delivery.post([this, file, video = wanted.video, index = wanted.frame.index] {
            const QString where = QString::fromStdString(file.string());
            m_view->showNotice(tr("Saved %1").arg(where));
            Q_EMIT snapshotSaved(where);
            Q_EMIT notice(tr("Saved %1").arg(where));
            if (m_workbench.session.writable())
                m_workbench.session.write([file, video, index](Engine &engine) {
                    const nlohmann::json detail{
                        {"video", video}, {"frame", index}, {"file", file.string()}};
                    engine.log("snapshot", detail.dump());
                });
        });
    });
}

// Buttons and menu

void PlayerPanel::buttonClicked(const QString &name)
{
    static const std::pair<const char *, void (*)(PlayerPanel &)> kActions[] = {
        {"start", [](PlayerPanel &p) { p.goToStart(); }},
        {"stepBack", [](PlayerPanel &p) { p.step(-1); }},
        {"play", [](PlayerPanel &p) { p.togglePlay(); }},
        {"stepForward", [](PlayerPanel &p) { p.step(1); }},
        {"end", [](PlayerPanel &p) { p.goToEnd(); }},
        {"markIn", [](PlayerPanel &p) { p.setIn(); }},
        {"markOut", [](PlayerPanel &p) { p.setOut(); }},
        {"loop", [](PlayerPanel &p) { p.toggleLoop(); }},
        {"boxes", [](PlayerPanel &p) { p.toggleBoxes(); }},
        {"region",
         [](PlayerPanel &p) {
             p.m_view->isDrawingRegion() ? p.m_view->cancelRegion() : p.startRegion();
         }},
        {"look", [](PlayerPanel &p) { p.adjustLook(); }},
        {"fit", [](PlayerPanel &p) { p.zoomFit(); }},
        {"snapshot", [](PlayerPanel &p) { p.snapshot(); }},
    };
    for (const auto &[button, run] : kActions)
        if (name == QLatin1String(button))
            run(*this);
}

void PlayerPanel::showMenu(QPoint global)
{
    if (!m_view->picture() || m_view->isDrawingRegion())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy time"), m_transport->time(), &Readout::copy);
    menu->addAction(tr("Copy wall clock"), m_transport->wallClock(), &Readout::copy)
        ->setEnabled(!m_transport->wallClock()->value().isEmpty());
    menu->addAction(tr("Copy frame number"), m_transport->frame(), &Readout::copy);
    menu->addAction(tr("Copy PTS"), m_transport->pts(), &Readout::copy)
        ->setEnabled(!m_transport->pts()->value().isEmpty());
    menu->addSeparator();
    menu->addAction(icon(QStringLiteral("snapshot")), tr("Save snapshot"), this,
                    &PlayerPanel::snapshot);
    menu->addAction(icon(QStringLiteral("clock")), tr("Go to time…"), this, &PlayerPanel::goToTime);
    menu->addSeparator();
    menu->addAction(icon(QStringLiteral("region")), tr("Draw region"), this,
                    &PlayerPanel::startRegion);
    menu->addAction(tr("Clear region"), this, &PlayerPanel::clearRegion)
        ->setEnabled(!m_workbench.query.draft().region.empty());
    menu->addSeparator();
    menu->addAction(icon(QStringLiteral("fit")), tr("Whole picture"), this, &PlayerPanel::zoomFit);
    menu->addAction(tr("Actual pixels"), m_view, &PictureView::zoomToPixels);
    menu->addAction(tr("Clear in and out"), this, &PlayerPanel::clearMarks);
    menu->popup(global);
}

} // namespace refocus::ui
