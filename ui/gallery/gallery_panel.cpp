#include "ui/gallery/gallery_panel.h"

#include "ui/state/time_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace refocus::ui {

using store::Decision;

namespace {

// A line between head and body, in the colour of the theme in use.
class Hairline : public QWidget
{
public:
    Hairline() { setFixedHeight(1); }

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), colours().hairline); }
};

} // namespace

GalleryPanel::GalleryPanel(Workbench &workbench, SightingModel &model, QWidget *parent)
    : QWidget(parent), m_workbench(workbench), m_model(model),
      m_header(new GalleryHeader(workbench, model)),
      m_grid(new SightingGrid(workbench, model, m_loader)), m_empty(new EmptyState),
      m_page(new PatchPage(workbench, m_loader)), m_body(new QStackedWidget),
      m_pages(new QStackedWidget), m_above(new QPushButton(m_body)),
      m_below(new QPushButton(m_body)), m_edit(new InlineEdit(m_body))
{
    setAccessibleName(tr("Gallery"));
    m_loader.setEngine(workbench.session.engine());
    m_body->addWidget(m_empty);
    m_body->addWidget(m_grid);
    m_body->setFocusProxy(m_grid);
    auto *first = new QWidget;
    auto *column = new QVBoxLayout(first);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(new Hairline);
    column->addWidget(m_body, 1);
    m_pages->addWidget(first);
    m_pages->addWidget(m_page);
    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_pages);
    setFocusProxy(m_grid);
    setMinimumSize(240, 120);

    m_header->setCellWidth(m_grid->cellWidth());
    connect(m_header, &GalleryHeader::cellWidthChosen, m_grid, &ThumbnailGrid::setCellWidth);
    connect(m_grid, &ThumbnailGrid::cellWidthChanged, this, [this](int width) {
        m_header->setCellWidth(width);
        m_page->grid().setCellWidth(width);
        Q_EMIT cellWidthChanged(width);
    });
    connect(&m_page->grid(), &ThumbnailGrid::cellWidthChanged, m_grid,
            &ThumbnailGrid::setCellWidth);

    connect(m_grid, &SightingGrid::playRequested, this, &GalleryPanel::playCurrent);
    connect(m_grid, &SightingGrid::menuRequested, this,
            [this](int, const QPoint &global) { openMenu(global); });
    connect(&m_page->grid(), &PatchGrid::playRequested, this, &GalleryPanel::playPatch);
    connect(&m_page->grid(), &PatchGrid::menuRequested, this,
            [this](int, const QPoint &global) { openMenu(global); });
    connect(m_page, &PatchPage::closed, this, &GalleryPanel::showSightings);
    connect(m_empty, &EmptyState::chosen, this, &GalleryPanel::takeStep);

    for (QPushButton *pill : {m_above, m_below}) {
        pill->hide();
        pill->setCursor(Qt::PointingHandCursor);
    }
    connect(m_above, &QPushButton::clicked, m_grid, &SightingGrid::showWaiting);
    connect(m_below, &QPushButton::clicked, m_grid, &SightingGrid::showArrived);
    stylePills();

    // Several of these come in one turn of the event loop.
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &GalleryPanel::showState);
    const auto soon = [this] {
        if (!m_soon.isActive())
            m_soon.start();
    };
    connect(&model, &SightingModel::arranged, this, &GalleryPanel::dropHidden);
    connect(&model, &SightingModel::countsChanged, this, soon);
    connect(&model, &SightingModel::waitingChanged, this, soon);
    connect(m_grid, &SightingGrid::arrived, this, soon);
    // What is written is kept while what it is about is there.
    const auto endEdit = [this] { m_edit->close(true); };
    connect(m_grid, &ThumbnailGrid::moved, m_edit, endEdit);
    connect(&workbench.sightings, &Sightings::aboutToReset, m_edit, endEdit);
    connect(&workbench.session, &CaseSession::aboutToClose, m_edit, endEdit);
    connect(&workbench.session, &CaseSession::sourcesChanged, this, soon);
    connect(&workbench.query, &QuerySession::progressed, this, soon);
    connect(&workbench.query.job(), &Job::ended, this, soon);
    connect(&workbench.query, &QuerySession::started, this, [this, soon] {
        m_error.clear();
        m_loader.forgetMissing();
        showSightings();
        soon();
    });
    // A new index of the source has other patches by the same numbers.
    connect(&workbench.sightings, &Sightings::forgotten, this,
            [this] { m_loader.setEngine(m_workbench.session.engine()); });
    connect(&workbench.query, &QuerySession::rerunStarted, this, [this] { m_error.clear(); });
    connect(&workbench.query, &QuerySession::failed, this, [this, soon](const QString &sentence) {
        m_error = sentence;
        soon();
    });
    connect(&workbench.session, &CaseSession::opened, this, [this, soon] {
        m_loader.setEngine(m_workbench.session.engine());
        soon();
    });
    connect(&workbench.timeView, &TimeView::selectedChanged, this, [this] {
        SightingModel::Filter filter = m_model.filter();
        filter.time = m_workbench.timeView.selected();
        m_model.setFilter(filter);
    });
    connect(&workbench.session, &CaseSession::sourcesChanged, this, [this] {
        SightingModel::Filter filter = m_model.filter();
        if (filter.video.empty() || m_workbench.session.source(filter.video))
            return;
        filter.video.clear(); // Its source is gone.
        m_model.setFilter(filter);
    });
    connect(&workbench.session, &CaseSession::closed, this, [this, soon] {
        m_loader.setEngine(nullptr);
        m_error.clear();
        showSightings();
        soon();
    });
    showState();
}

GalleryPanel::~GalleryPanel() = default;

void GalleryPanel::acceptSelected()
{
    const auto ids = chosen();
    const bool takesBack = allAre(ids, Decision::Accept);
    if (takesBack)
        m_workbench.decisions.accept(ids);
    else
        decide(ids, [&] { m_workbench.decisions.accept(ids); });
}

void GalleryPanel::rejectSelected()
{
    const auto ids = chosen();
    const bool takesBack = allAre(ids, Decision::Reject);
    if (takesBack)
        m_workbench.decisions.reject(ids);
    else
        decide(ids, [&] { m_workbench.decisions.reject(ids); });
}

void GalleryPanel::relabelSelected(int digit)
{
    const QStringList names = relabelNames();
    if (digit >= 1 && digit <= std::min<int>(static_cast<int>(names.size()), 9))
        relabelSelected(names[digit - 1]);
}

void GalleryPanel::relabelSelected(const QString &className)
{
    const auto ids = chosen();
    if (!className.isEmpty())
        decide(ids, [&] { m_workbench.decisions.relabel(ids, className.toStdString()); });
}

void GalleryPanel::starSelected() { m_workbench.decisions.star(chosen()); }

void GalleryPanel::clearSelectedDecisions() { m_workbench.decisions.clear(chosen()); }

void GalleryPanel::editNote()
{
    const auto ids = chosen();
    if (ids.empty() || showsPatches())
        return;
    const SightingItem &item = m_workbench.sightings.item(
        m_workbench.selection.current() >= 0 ? m_workbench.selection.current() : ids.front());
    m_edit->open(editPlace(), item.review ? QString::fromStdString(item.review->note) : QString(),
                 tr("Note"),
                 [this, ids](const QString &text) { m_workbench.decisions.note(ids, text); });
}

QStringList GalleryPanel::relabelNames() const
{
    QStringList names;
    for (const std::string &name : m_workbench.session.info().classes)
        if (name != "background")
            names << QString::fromStdString(name);
    return names;
}

void GalleryPanel::playCurrent()
{
    const int id = m_workbench.selection.current();
    if (showsPatches() && m_page->grid().current() >= 0)
        return playPatch(m_page->grid().current());
    if (id < 0)
        return;
    const query::Sighting &sighting = m_workbench.sightings.item(id).sighting;
    m_workbench.playhead.moveTo(sighting.video, sighting.start);
    m_workbench.playhead.setPlaying(true);
    Q_EMIT playRequested(id);
}

void GalleryPanel::playPatch(int row)
{
    const PatchItem &item = m_page->grid().items()[static_cast<std::size_t>(row)];
    m_workbench.playhead.moveTo(item.ref.video, item.time);
    m_workbench.playhead.setPlaying(true);
    Q_EMIT playRequested(item.sighting);
}

void GalleryPanel::findSimilar() { openPage(PatchPage::Kind::Similar); }

void GalleryPanel::showCluster() { openPage(PatchPage::Kind::Cluster); }

void GalleryPanel::openPage(PatchPage::Kind kind)
{
    PatchRef patch;
    if (showsPatches())
        patch = m_page->currentPatch();
    else if (const auto ids = chosen(); !ids.empty())
        patch = m_workbench.sightings
                    .item(m_workbench.selection.current() >= 0 ? m_workbench.selection.current()
                                                               : ids.front())
                    .patch();
    if (patch.video.empty() || !m_workbench.session.engine())
        return;
    m_edit->close(true);
    m_pages->setCurrentWidget(m_page);
    setFocusProxy(m_page);
    m_page->open(kind, patch);
    m_page->setFocus();
}

void GalleryPanel::showSightings()
{
    if (!showsPatches())
        return;
    m_pages->setCurrentIndex(0);
    setFocusProxy(m_grid);
    m_page->close();
    m_grid->setFocus();
}

void GalleryPanel::selectAll()
{
    if (showsPatches())
        m_page->grid().selectAll();
    else
        m_grid->selectAll();
}

void GalleryPanel::next()
{
    if (showsPatches())
        m_page->grid().moveBy(1);
    else
        m_grid->moveBy(1);
}

void GalleryPanel::previous()
{
    if (showsPatches())
        m_page->grid().moveBy(-1);
    else
        m_grid->moveBy(-1);
}

void GalleryPanel::zoomIn() { m_grid->zoom(1); }

void GalleryPanel::zoomOut() { m_grid->zoom(-1); }

bool GalleryPanel::showsPatches() const { return m_pages->currentWidget() == m_page; }

std::vector<int> GalleryPanel::chosen() const
{
    const Selection &selection = m_workbench.selection;
    std::vector<std::pair<int, int>> rows;
    for (const int id : selection.ids())
        if (const int row = m_model.rowOfId(id); row >= 0)
            rows.emplace_back(row, id);
    if (rows.empty() && selection.current() >= 0)
        rows.emplace_back(0, selection.current());
    std::ranges::sort(rows);
    std::vector<int> ids;
    for (const auto &[row, id] : rows)
        ids.push_back(id);
    return ids;
}

void GalleryPanel::dropHidden()
{
    Selection &selection = m_workbench.selection;
    const auto isHidden = [this](int id) { return m_model.rowOfId(id) < 0; };
    std::vector<int> stay(selection.ids().begin(), selection.ids().end());
    std::erase_if(stay, isHidden);
    const int current = selection.current();
    selection.set(stay, current >= 0 && isHidden(current) ? -1 : current);
}

bool GalleryPanel::allAre(const std::vector<int> &ids, Decision decision) const
{
    return !ids.empty() && std::ranges::all_of(ids, [&](int id) {
        return m_workbench.sightings.item(id).decision() == decision;
    });
}

void GalleryPanel::decide(const std::vector<int> &ids, const std::function<void()> &change)
{
    if (ids.empty())
        return;
    const int following = m_model.next(ids.back());
    const int leading = m_model.previous(ids.front());
    change();
    if (!m_workbench.session.writable())
        return;
    if (showsPatches()) {
        m_page->grid().moveBy(1);
        return;
    }
    // Where the filter took away the last ones, what is in front of them is next.
    if (following >= 0)
        m_workbench.selection.select(following);
    else if (m_model.rowOfId(ids.back()) < 0 && leading >= 0)
        m_workbench.selection.select(leading);
}

void GalleryPanel::openMenu(const QPoint &global)
{
    QMenu menu(this);
    fillMenu(menu);
    menu.exec(global);
}

void GalleryPanel::fillMenu(QMenu &menu)
{
    const auto ids = chosen();
    const bool any = !ids.empty();
    const bool patch = showsPatches() && m_page->grid().current() >= 0;
    const auto add = [&](const QString &iconName, const QString &text, bool enabled,
                         std::function<void()> act) {
        QAction *action = menu.addAction(icon(iconName), text);
        action->setEnabled(enabled);
        connect(action, &QAction::triggered, this, std::move(act));
    };
    const QString play = QStringLiteral("play");
    add(play, tr("Play"), any || patch, [this] { playCurrent(); });
    menu.addSeparator();
    const bool writes = any && m_workbench.session.writable();
    add(QStringLiteral("accept"),
        allAre(ids, Decision::Accept) ? tr("Take back acceptance") : tr("Accept"), writes,
        [this] { acceptSelected(); });
    add(QStringLiteral("reject"),
        allAre(ids, Decision::Reject) ? tr("Take back rejection") : tr("Reject"), writes,
        [this] { rejectSelected(); });
    QMenu *relabel = menu.addMenu(icon(QStringLiteral("tag")), tr("Relabel"));
    relabel->setEnabled(writes);
    int digit = 0;
    for (const QString &name : relabelNames()) {
        ++digit;
        QAction *action =
            relabel->addAction(digit <= 9 ? QStringLiteral("%1\t%2").arg(name).arg(digit) : name);
        connect(action, &QAction::triggered, this, [this, name] { relabelSelected(name); });
    }
    if (!showsPatches()) {
        relabel->addSeparator();
        connect(relabel->addAction(tr("Another name…")), &QAction::triggered, this, [this] {
            m_edit->open(editPlace(), {}, tr("Class"),
                         [this](const QString &name) { relabelSelected(name); });
        });
    }
    const bool starred = any && std::ranges::all_of(ids, [this](int id) {
                             return m_workbench.sightings.item(id).starred();
                         });
    add(QStringLiteral("star"), starred ? tr("Remove star") : tr("Star"), writes,
        [this] { starSelected(); });
    add(QStringLiteral("note"), tr("Note…"), writes && !showsPatches(), [this] { editNote(); });
    add(QStringLiteral("refresh"), tr("Clear decision"), writes && !allAre(ids, Decision::None),
        [this] { clearSelectedDecisions(); });
    menu.addSeparator();
    add(QStringLiteral("similar"), tr("Find similar"), any || patch, [this] { findSimilar(); });
    add(QStringLiteral("cluster"), tr("Show its cluster"), any || patch, [this] { showCluster(); });
    menu.addSeparator();
    add(QStringLiteral("export"), tr("Export…"), any, [this] { Q_EMIT exportRequested(); });
    add(QStringLiteral("copy"), tr("Copy time"), any || patch,
        [this] { QGuiApplication::clipboard()->setText(timeText(m_workbench.playhead.time())); });
    add(QStringLiteral("grid"), tr("Select all"), m_model.rowCount() > 0, [this] { selectAll(); });
}

void GalleryPanel::takeStep(NextStep step)
{
    QuerySession &query = m_workbench.query;
    switch (step) {
    case NextStep::AddFootage:
        Q_EMIT addFootageRequested();
        break;
    case NextStep::Ask:
        Q_EMIT askRequested();
        break;
    case NextStep::Cancel:
        query.cancel();
        break;
    case NextStep::AskEverywhere:
        query.setDraft(askedEverywhere(query.asked()));
        query.setWhen({});
        query.run();
        break;
    case NextStep::LookDeeper: {
        query::QueryOptions deeper = query.asked();
        deeper.k = kDeepest;
        query.setDraft(deeper);
        query.setWhen(query.askedWhen());
        query.run();
        break;
    }
    case NextStep::ShowAll:
        m_workbench.timeView.setSelected({});
        m_model.setFilter({});
        m_grid->setFocus();
        break;
    case NextStep::AskAgain:
        query.run();
        break;
    }
}

void GalleryPanel::showState()
{
    const bool empty = m_model.rowCount() == 0;
    if (empty)
        m_empty->setView(emptyView(m_workbench, m_model, m_error));
    QWidget *shown = empty ? static_cast<QWidget *>(m_empty) : m_grid;
    if (m_body->currentWidget() != shown) {
        const bool hadFocus = m_grid->hasFocus() || m_empty->isAncestorOf(focusWidget());
        m_body->setCurrentWidget(shown);
        if (hadFocus && !empty)
            m_grid->setFocus();
    }
    const int waiting = empty ? 0 : m_model.waiting();
    const int below = empty ? 0 : m_grid->arrivedBelow();
    m_above->setVisible(waiting > 0);
    m_below->setVisible(below > 0);
    const auto number = [](int count) { return countText(static_cast<std::uint64_t>(count)); };
    m_above->setText(tr("%1 more ↑").arg(number(waiting)));
    m_below->setText(tr("%1 more ↓").arg(number(below)));
    m_above->setAccessibleName(tr("Show %1 more sightings above").arg(number(waiting)));
    m_below->setAccessibleName(tr("Show %1 more sightings below").arg(number(below)));
    placePills();
}

void GalleryPanel::placePills()
{
    for (QPushButton *pill : {m_above, m_below}) {
        pill->adjustSize();
        const int x = (m_body->width() - pill->width()) / 2;
        pill->move(x, pill == m_above ? 2 * kGrid : m_body->height() - pill->height() - 2 * kGrid);
        pill->raise();
    }
}

void GalleryPanel::stylePills()
{
    const Colours &c = colours();
    const QString sheet =
        QStringLiteral("QPushButton { background: %1; color: %2; border: 1px solid %3;"
                       " border-radius: 13px; min-height: 24px; padding: 0 14px; }"
                       "QPushButton:hover { border-color: %4; }"
                       "QPushButton:focus { border: 2px solid %4; }")
            .arg(c.accent.name(), c.onAccent.name(), c.accent.name(), c.text.name());
    for (QPushButton *pill : {m_above, m_below})
        pill->setStyleSheet(sheet);
}

QRect GalleryPanel::editPlace()
{
    const int row = m_model.rowOfId(m_workbench.selection.current());
    if (row < 0)
        return {2 * kGrid, 2 * kGrid, 240, kControl};
    m_grid->reveal(row);
    const QRect cell =
        m_grid->cellInView(row).translated(m_grid->viewport()->mapTo(m_body, QPoint()));
    QRect place(cell.left() - kGrid, 0, std::max(cell.width() + 2 * kGrid, 240), kControl);
    place.moveBottom(cell.bottom());
    place.moveLeft(std::clamp(place.left(), 0, std::max(m_body->width() - place.width(), 0)));
    return place;
}

void GalleryPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placePills();
}

void GalleryPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_below)
        stylePills();
    QWidget::changeEvent(event);
}

} // namespace refocus::ui
