#include "ui/case/sources_panel.h"

#include "ui/case/file_look.h"
#include "ui/case/source_actions.h"
#include "ui/case/source_delegate.h"
#include "ui/case/source_dialog.h"
#include "ui/state/local_files.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace refocus::ui {

namespace fs = std::filesystem;
using State = SourceRow::State;

namespace {

QStringList videoPatterns()
{
    return {SourcesPanel::tr("Videos (*.mp4 *.m4v *.mov *.mkv *.webm *.avi *.ts *.m2ts *.mts *.mpg "
                             "*.mpeg *.wmv *.asf *.flv *.3gp *.h264 *.h265 *.hevc *.264 *.265 "
                             "*.mjpeg *.mjpg *.dav *.vob *.ogv *.mxf)"),
            SourcesPanel::tr("All files (*)")};
}

} // namespace

SourcesPanel::SourcesPanel(Workbench &bench, QWidget *parent)
    : QWidget(parent), m_bench(bench), m_model(bench.session, bench.ingest),
      m_actions(new SourceActions(bench, this)), m_delegate(new SourceDelegate(m_model, this)),
      m_view(new QListView(this)), m_stack(new QStackedWidget(this)), m_summary(new QLabel(this)),
      m_readOnly(new QLabel(tr("This case can only be read."), this)),
      m_lookJob(tr("Looking at files"))
{
    setAcceptDrops(true);
    setMinimumWidth(180);
    setAccessibleName(tr("Sources"));

    m_view->setModel(&m_model);
    m_view->setItemDelegate(m_delegate);
    m_view->setAccessibleName(tr("Sources"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMouseTracking(true);
    m_view->setResizeMode(QListView::Adjust);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->viewport()->installEventFilter(this);
    setFocusProxy(m_view);

    makeActions();
    QWidget *bar = makeBar();
    m_readOnly->setContentsMargins(3 * kGrid, kGrid, 3 * kGrid, kGrid);
    m_readOnly->setWordWrap(true);
    m_stack->addWidget(m_view);
    m_stack->addWidget(makeEmpty());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(bar);
    layout->addWidget(m_readOnly);
    layout->addWidget(m_stack, 1);

    connect(m_view, &QListView::activated, this, &SourcesPanel::showCurrent);
    connect(m_view, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        QMenu menu(this);
        fillMenu(&menu);
        menu.exec(m_view->viewport()->mapToGlobal(at));
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &SourcesPanel::updateActions);
    connect(m_delegate, &SourceDelegate::locateClicked, this, [this](const QModelIndex &index) {
        m_view->setCurrentIndex(index);
        locateCurrent();
    });
    connect(m_actions, &SourceActions::said, this, &SourcesPanel::said);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_model, signal, this, &SourcesPanel::refresh);
    connect(&m_model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &, const QList<int> &roles) {
                if (!roles.isEmpty()) // Only the bar moved.
                    return;
                Q_EMIT m_delegate->sizeHintChanged(first); // Heights follow the state.
                refresh();
            });
    connect(&bench.ingest, &IngestQueue::changed, this, &SourcesPanel::refresh);
    connect(&bench.session, &CaseSession::opened, this, &SourcesPanel::refresh);
    connect(&bench.session, &CaseSession::closed, this, [this] {
        m_lookJob.cancel();
        m_looking.clear();
        refresh();
    });
    connect(&m_lookJob, &Job::ended, this, &SourcesPanel::lookAtFiles);
    changeEvent(nullptr);
    refresh();
}

void SourcesPanel::makeActions()
{
    const auto make = [this](const char *iconName, const QString &text, auto slot,
                             const QKeySequence &keys = {}) {
        auto *action = new QAction(text, this);
        if (*iconName)
            action->setIcon(icon(QString::fromLatin1(iconName)));
        if (!keys.isEmpty()) {
            action->setShortcut(keys);
            action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        }
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        return action;
    };
    m_show = make("play", tr("Show in player"), &SourcesPanel::showCurrent);
    m_edit = make("edit", tr("Properties…"), &SourcesPanel::editCurrent, Qt::Key_F2);
    m_locate = make("offline", tr("Locate the file…"), &SourcesPanel::locateCurrent);
    m_cancel = make("cancel", tr("Cancel"), &SourcesPanel::cancelCurrent);
    m_goOn = make("play-circle", tr("Index"), &SourcesPanel::goOnCurrent);
    m_reindex = make("refresh", tr("Index again…"), &SourcesPanel::reindexCurrent);
    m_remove = make("remove", tr("Remove…"), &SourcesPanel::removeCurrent, Qt::Key_Delete);
    m_copyPath = make("copy", tr("Copy path"), [this] {
        if (const SourceRow *row = current())
            QApplication::clipboard()->setText(QString::fromStdString(row->path.string()));
    });
}

QWidget *SourcesPanel::makeBar()
{
    auto *bar = new QWidget(this);
    m_add = new QToolButton(bar);
    m_add->setIcon(icon(QStringLiteral("add")));
    m_add->setText(tr("Add"));
    m_add->setToolTip(tr("Add video files or a folder of them"));
    m_add->setAccessibleName(tr("Add sources"));
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_add->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_add);
    menu->addAction(icon(QStringLiteral("film")), tr("Files…"), this, &SourcesPanel::addFiles);
    menu->addAction(icon(QStringLiteral("folder")), tr("Folder…"), this, &SourcesPanel::addFolder);
    m_add->setMenu(menu);

    m_pause = new QToolButton(bar);
    connect(m_pause, &QToolButton::clicked, this, &SourcesPanel::togglePause);
    m_more = new QToolButton(bar);
    m_more->setIcon(icon(QStringLiteral("more")));
    m_more->setAccessibleName(tr("Actions for the selected source"));
    m_more->setToolTip(m_more->accessibleName());
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto *actions = new QMenu(m_more);
    connect(actions, &QMenu::aboutToShow, this, [this, actions] {
        actions->clear();
        fillMenu(actions);
    });
    m_more->setMenu(actions);

    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(kGrid, kGrid, kGrid, kGrid);
    layout->setSpacing(kGrid);
    layout->addWidget(m_add);
    layout->addWidget(m_summary, 1);
    layout->addWidget(m_pause);
    layout->addWidget(m_more);
    for (QToolButton *button : {m_add, m_more})
        button->setStyleSheet(QStringLiteral("QToolButton::menu-indicator { image: none; }"));
    return bar;
}

QWidget *SourcesPanel::makeEmpty()
{
    auto *empty = new QWidget(this);
    auto *mark = new QLabel(empty);
    mark->setPixmap(icon(QStringLiteral("film")).pixmap(40, 40, QIcon::Disabled));
    auto *title = new QLabel(tr("No sources yet"), empty);
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    m_emptyText = new QLabel(empty);
    m_emptyText->setWordWrap(true);
    m_emptyText->setAlignment(Qt::AlignCenter);
    auto *files = new QPushButton(tr("Add files…"), empty);
    files->setProperty("primary", true);
    auto *folder = new QPushButton(tr("Add a folder…"), empty);
    connect(files, &QPushButton::clicked, this, &SourcesPanel::addFiles);
    connect(folder, &QPushButton::clicked, this, &SourcesPanel::addFolder);
    connect(&m_bench.session, &CaseSession::opened, files, [this, files, folder] {
        files->setEnabled(m_bench.session.writable());
        folder->setEnabled(m_bench.session.writable());
    });
    auto *layout = new QVBoxLayout(empty);
    layout->setContentsMargins(5 * kGrid, 5 * kGrid, 5 * kGrid, 5 * kGrid);
    layout->setSpacing(2 * kGrid);
    layout->addStretch(2);
    layout->addWidget(mark, 0, Qt::AlignHCenter);
    layout->addWidget(title, 0, Qt::AlignHCenter);
    layout->addWidget(m_emptyText);
    layout->addSpacing(2 * kGrid);
    layout->addWidget(files);
    layout->addWidget(folder);
    layout->addStretch(3);
    return empty;
}

const SourceRow *SourcesPanel::current() const
{
    const QModelIndex index = m_view->currentIndex();
    return index.isValid() ? &m_model.row(index.row()) : nullptr;
}

void SourcesPanel::add(const std::vector<fs::path> &filesAndFolders, Known known)
{
    m_actions->add(filesAndFolders, known == Known::LookAgain);
}

void SourcesPanel::locate(const std::string &video, const fs::path &file)
{
    m_actions->locate(video, file);
}

void SourcesPanel::addFiles()
{
    auto *dialog = new QFileDialog(this, tr("Add video files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(videoPatterns());
    connect(dialog, &QFileDialog::filesSelected, this,
            [this](const QStringList &files) { add(pathsOf(files)); });
    dialog->open();
}

void SourcesPanel::addFolder()
{
    auto *dialog = new QFileDialog(this, tr("Add a folder of videos"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::filesSelected, this,
            [this](const QStringList &folders) { add(pathsOf(folders)); });
    dialog->open();
}

void SourcesPanel::togglePause()
{
    if (m_bench.ingest.isPaused())
        m_bench.ingest.resume();
    else
        m_bench.ingest.pause();
}

void SourcesPanel::showCurrent()
{
    const SourceRow *row = current();
    if (row && !row->video.empty())
        m_bench.playhead.moveTo(row->video, Timestamp{0});
}

void SourcesPanel::editCurrent()
{
    const SourceRow *row = current();
    const SourceInfo *source = row ? m_bench.session.source(row->video) : nullptr;
    if (!source)
        return;
    auto *dialog = new SourceDialog(*source, m_bench.session.writable(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, before = source->record] {
        const store::SourceRecord edited = dialog->record();
        const SourceInfo *now = m_bench.session.source(edited.id);
        if (!now || edited == before)
            return;
        store::SourceRecord record = now->record; // Ingest may have written since.
        record.name = edited.name;
        record.wallClockStart = edited.wallClockStart;
        record.timeZone = edited.timeZone;
        record.clockOffsetMs = edited.clockOffsetMs;
        m_bench.session.putSource(record);
    });
    connect(&m_bench.session, &CaseSession::closed, dialog, &QDialog::reject);
    dialog->open();
}

void SourcesPanel::locateCurrent()
{
    if (const SourceRow *row = current(); row && !row->video.empty())
        askWhere(row->video);
}

void SourcesPanel::askWhere(const std::string &video)
{
    const SourceInfo *source = m_bench.session.source(video);
    if (!source)
        return;
    if (!m_bench.session.writable()) {
        Q_EMIT said(tr("This case can only be read, so the place of the file cannot be changed."),
                    true);
        return;
    }
    const fs::path file = source->record.path;
    auto *dialog = new QFileDialog(
        this, tr("Where is %1 now?").arg(QString::fromStdString(file.filename().string())));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(videoPatterns());
    fs::path near = file.parent_path(); // What is still there of the way to it.
    std::error_code ignored;
    while (near.has_relative_path() && !fs::is_directory(near, ignored))
        near = near.parent_path();
    dialog->setDirectory(QString::fromStdString(near.string()));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, video](const QString &chosen) { locate(video, chosen.toStdString()); });
    connect(&m_bench.session, &CaseSession::closed, dialog, &QDialog::reject);
    dialog->open();
}

void SourcesPanel::cancelCurrent()
{
    if (const SourceRow *row = current())
        m_bench.ingest.cancel(fs::path(row->path));
}

void SourcesPanel::goOnCurrent()
{
    if (const SourceRow *row = current())
        m_bench.ingest.retry(fs::path(row->path));
}

void SourcesPanel::reindexCurrent()
{
    const SourceRow *row = current();
    if (!row || !m_bench.session.writable())
        return;
    m_actions->countDecisions(row->video, [this, row = *row](int decisions) {
        const QString lost =
            decisions < 0 ? tr("Its index, its maps and the decisions about it are deleted.")
                          : tr("Its index, its maps and %n decision(s) about it are deleted.",
                               nullptr, decisions);
        ask(tr("Index %1 again?").arg(row.name),
            tr("%1 Name and clock stay, and so does the video file. Then it is queued again.")
                .arg(lost),
            tr("Index again"), [this, row] { m_actions->reindex(row); });
    });
}

void SourcesPanel::removeCurrent()
{
    const SourceRow *row = current();
    if (!row || !m_bench.session.writable())
        return;
    if (row->video.empty()) // Nothing of it is kept yet.
        return m_actions->remove(SourceRow(*row));
    m_actions->countDecisions(row->video, [this, row = *row](int decisions) {
        const SourceInfo *source = m_bench.session.source(row.video);
        const QString size = source && source->bytes > 0
                                 ? tr(" (%1)").arg(bytesText(static_cast<double>(source->bytes)))
                                 : QString();
        const QString lost =
            decisions < 0
                ? tr("Its index and maps%1 and the decisions about it are deleted.").arg(size)
                : tr("Its index and maps%1 and %n decision(s) about it are deleted.", nullptr,
                     decisions)
                      .arg(size);
        ask(tr("Remove %1 from the case?").arg(row.name),
            tr("%1 This cannot be undone. The video file stays:\n%2")
                .arg(lost, QString::fromStdString(row.path.string())),
            tr("Remove"), [this, row] { m_actions->remove(row); });
    });
}

void SourcesPanel::ask(const QString &title, const QString &text, const QString &verb,
                       std::function<void()> then)
{
    auto *box = new QMessageBox(QMessageBox::Warning, title, title, QMessageBox::NoButton, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(text);
    QPushButton *go = box->addButton(verb, QMessageBox::DestructiveRole);
    box->setDefaultButton(box->addButton(tr("Keep it"), QMessageBox::RejectRole));
    connect(go, &QPushButton::clicked, this, std::move(then));
    connect(&m_bench.session, &CaseSession::closed, box, &QDialog::reject);
    box->open();
}

void SourcesPanel::refresh()
{
    const bool open = m_bench.session.engine() != nullptr;
    const bool writable = m_bench.session.writable();
    m_delegate->setWritable(writable);
    m_readOnly->setVisible(open && !writable);
    m_stack->setCurrentIndex(m_model.rowCount() > 0 ? 0 : 1);
    m_emptyText->setText(writable ? tr("Video files of any camera or recorder, or a folder of "
                                       "them. Drop them here, or:")
                         : open   ? tr("This case has none, and it can only be read.")
                                  : tr("Open a case to see its sources."));
    Timestamp whole{0};
    for (const SourceRow &row : m_model.rows())
        whole += row.duration;
    const bool none = m_model.rowCount() == 0;
    m_summary->setText(none ? QString() : spanText(toSeconds(whole)));
    m_summary->setToolTip(none ? QString()
                               : tr("%n source(s)", nullptr, m_model.rowCount()) +
                                     QStringLiteral(" · ") + spanText(toSeconds(whole)));
    updateActions();
    lookAtFiles();
    update();
}

void SourcesPanel::updateActions()
{
    const SourceRow *row = current();
    const bool writable = m_bench.session.writable();
    const QString reason = writable ? QString() : tr("This case can only be read");
    const auto set = [&](QAction *action, bool possible, bool writes) {
        action->setEnabled(possible && (writable || !writes));
        action->setToolTip(possible && writes && !writable ? reason : QString());
    };
    const State state = row ? row->state : State::Added;
    const bool known = row && !row->video.empty();
    const bool waits = row && (state == State::Queued || state == State::Paused);
    set(m_show, known, false);
    set(m_edit, known, false);
    set(m_locate, known && state == State::Offline, true);
    set(m_cancel, waits || (row && state == State::Ingesting), true);
    m_cancel->setText(waits ? tr("Take out of the queue") : tr("Stop indexing"));
    set(m_goOn, row && (state == State::Added || state == State::Stopped || state == State::Failed),
        true);
    m_goOn->setText(state == State::Failed ? tr("Try again")
                    : row && row->indexed  ? tr("Go on indexing")
                                           : tr("Index"));
    set(m_reindex,
        known && (row->indexed || state == State::Failed) && state != State::Offline &&
            state != State::Elsewhere,
        true);
    set(m_remove, row && state != State::Elsewhere, true);
    set(m_copyPath, row != nullptr, false);
    m_more->setEnabled(row != nullptr);
    m_add->setEnabled(writable);
    m_add->setToolTip(writable ? tr("Add video files or a folder of them") : reason);

    const IngestQueue &queue = m_bench.ingest;
    const bool paused = queue.isPaused();
    const bool work =
        queue.isRunning() || std::ranges::any_of(queue.items(), [](const IngestItem &item) {
            return item.state == IngestItem::State::Queued ||
                   item.state == IngestItem::State::Paused;
        });
    m_pause->setVisible(work);
    m_pause->setIcon(icon(paused ? QStringLiteral("play") : QStringLiteral("pause")));
    m_pause->setAccessibleName(paused ? tr("Resume indexing") : tr("Pause indexing"));
    m_pause->setToolTip(m_pause->accessibleName());
}

void SourcesPanel::fillMenu(QMenu *menu)
{
    updateActions();
    menu->setToolTipsVisible(true);
    if (!current()) {
        menu->addActions(m_add->menu()->actions());
        return;
    }
    menu->addAction(m_show);
    menu->addSeparator();
    for (QAction *action : {m_locate, m_cancel, m_goOn}) // Only what makes sense now.
        if (action->isEnabled() || !action->toolTip().isEmpty())
            menu->addAction(action);
    menu->addAction(m_reindex);
    menu->addSeparator();
    menu->addAction(m_edit);
    menu->addAction(m_copyPath);
    menu->addSeparator();
    menu->addAction(m_remove);
}

// Pictures of those that have none yet, one after another on a worker thread.
void SourcesPanel::lookAtFiles()
{
    if (m_lookJob.isRunning() || !m_bench.session.engine())
        return;
    struct Wanted
    {
        fs::path path;
        std::string video;
    };
    std::vector<Wanted> wanted;
    for (const SourceRow &row : m_model.rows())
        if (!m_model.hasLook(row.path))
            wanted.push_back({row.path, row.video});
    if (wanted.empty())
        return;
    m_lookJob.start([this, wanted, engine = m_bench.session.engine()](const Delivery &delivery) {
        for (const Wanted &file : wanted) {
            if (delivery.cancelled())
                return;
            SourceModel::FileLook look = lookAtFile(file.path, engine.get(), file.video);
            delivery.post([this, path = file.path, look] { m_model.setLook(path, look); });
        }
    });
}

void SourcesPanel::setDropping(bool dropping)
{
    m_dropping = dropping;
    m_stack->setVisible(!dropping);
    update();
}

void SourcesPanel::dragEnterEvent(QDragEnterEvent *event)
{
    if (!m_bench.session.writable() || localFiles(*event->mimeData()).empty())
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    setDropping(true);
}

void SourcesPanel::dragLeaveEvent(QDragLeaveEvent *) { setDropping(false); }

void SourcesPanel::dropEvent(QDropEvent *event)
{
    setDropping(false);
    event->setDropAction(Qt::CopyAction);
    event->accept();
    add(pathsOf(localFiles(*event->mimeData())));
}

void SourcesPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().base);
    if (!m_dropping)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(8.5, m_stack->y() + 8.5, -8.5, -8.5);
    QColor ground = colours().accent;
    ground.setAlphaF(0.12F);
    painter.setBrush(ground);
    painter.setPen(QPen(colours().accent, 1.5, Qt::DashLine));
    painter.drawRoundedRect(box, kRadius, kRadius);
    painter.setPen(colours().text);
    painter.drawText(box, Qt::AlignCenter | Qt::TextWordWrap, tr("Drop to add to the case"));
}

void SourcesPanel::changeEvent(QEvent *event)
{
    if (event)
        QWidget::changeEvent(event);
    if (event && event->type() != QEvent::PaletteChange)
        return;
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, colours().muted);
    for (QLabel *label : {m_summary, m_readOnly, m_emptyText})
        label->setPalette(muted);
}

bool SourcesPanel::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_view->viewport() && event->type() == QEvent::Resize)
        m_delegate->setWidth(static_cast<QResizeEvent *>(event)->size().width());
    return QWidget::eventFilter(object, event);
}

} // namespace refocus::ui
