#include "ui/gallery/sighting_grid.h"

#include "ui/controls/depth_text.h"
#include "ui/gallery/cell_text.h"
#include "ui/state/time_text.h"

#include <QScrollBar>

namespace refocus::ui {

SightingGrid::SightingGrid(Workbench &workbench, SightingModel &model, ThumbnailLoader &loader,
                           QWidget *parent)
    : ThumbnailGrid(loader, parent), m_workbench(workbench), m_model(model)
{
    setAccessibleName(tr("Sightings"));
    connect(&model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) {
                takeArrivals(first, last);
                contentChanged();
                if (m_workbench.query.isRunning())
                    fadeIn(first, last);
            });
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &SightingGrid::contentChanged);
    connect(&model, &QAbstractItemModel::modelReset, this, &SightingGrid::contentChanged);
    connect(&model, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &first, const QModelIndex &last) {
                repaintRows(first.row(), last.row());
            });
    connect(&model, &SightingModel::arranged, this, [this] {
        const int row = currentRow();
        forgetPlace();
        reveal(row);
    });
    connect(&workbench.query, &QuerySession::started, this, [this] {
        m_placeLost = false;
        forgetPlace();
    });
    connect(&workbench.query, &QuerySession::rerunStarted, this, [this] {
        m_arrivedBelow = 0; // Of this depth alone.
        m_firstArrivedId = -1;
        Q_EMIT arrived();
    });
    // A person moved the slider to see what that changes: it comes into view.
    connect(&workbench.query, &QuerySession::finished, this, [this] {
        if (!m_workbench.query.isShifted())
            return;
        m_model.release();
        updateHold();
    });
    connect(&workbench.sightings, &Sightings::reset, this, [this] {
        m_placeLost = true;
        setPlaceId(-1);
    });
    connect(&workbench.sightings, &Sightings::added, this, &SightingGrid::findPlaceAgain);
    connect(&workbench.selection, &Selection::changed, this, [this] { viewport()->update(); });
    connect(&workbench.selection, &Selection::currentChanged, this, &SightingGrid::followSelection);
    connect(this, &ThumbnailGrid::moved, this, &SightingGrid::updateHold);
    connect(this, &ThumbnailGrid::moved, this, &SightingGrid::keepPlacePatch);
    connect(this, &ThumbnailGrid::hovered, this, &SightingGrid::play);
    connect(&m_play, &HoverPlay::picture, this, [this](const QImage &picture) {
        setLivePicture(m_model.rowOfId(m_playedId), picture);
    });
}

void SightingGrid::showArrived() { showAtTop(m_model.rowOfId(m_firstArrivedId)); }

void SightingGrid::showWaiting()
{
    int first = -1;
    const auto connection =
        connect(&m_model, &QAbstractItemModel::rowsInserted, this,
                [&](const QModelIndex &, int row, int) { first = m_model.idAt(row); });
    m_model.release(); // From behind, so that the last piece is the first one.
    disconnect(connection);
    reveal(m_model.rowOfId(first));
    updateHold();
}

Cell SightingGrid::cell(int row) const
{
    const SightingItem &of = item(row);
    Cell cell;
    cell.className = QString::fromStdString(of.className());
    describePlace(cell, m_workbench.session, of.sighting.video, of.sighting.best.time);
    cell.score = of.sighting.score;
    cell.decision = of.decision();
    cell.starred = of.starred();
    cell.noted = of.review && !of.review->note.empty();
    cell.exported = of.exported;
    cell.change = of.change;
    cell.selected = m_workbench.selection.contains(m_model.idAt(row));
    return cell;
}

PatchRef SightingGrid::patch(int row) const { return item(row).patch(); }

std::vector<ThumbnailGrid::Group> SightingGrid::groups() const
{
    std::vector<Group> groups;
    for (const SightingModel::Section &section : m_model.sections())
        groups.push_back({section.title, section.count});
    return groups;
}

QString SightingGrid::tip(int row) const
{
    const SightingItem &of = item(row);
    const query::Sighting &sighting = of.sighting;
    QStringList lines{tr("%1, score %2")
                          .arg(QString::fromStdString(of.className()),
                               QString::number(static_cast<double>(sighting.score), 'f', 2))};
    if (const QString change = changeOf(of); !change.isEmpty())
        lines << change;
    if (!sighting.foundClass.empty() && sighting.foundClass != of.className())
        lines << tr("The network says %1.").arg(QString::fromStdString(sighting.foundClass));
    lines << tr("In view from %1 to %2").arg(timeText(sighting.start), timeText(sighting.end));
    if (const SourceInfo *source = m_workbench.session.source(sighting.video)) {
        lines << QString::fromStdString(source->name());
        if (const auto wall = wallClockOf(source->record, sighting.best.time))
            lines << wallClockText(*wall, source->record.timeZone);
    }
    if (of.review && !of.review->note.empty())
        lines << QString::fromStdString(of.review->note);
    return lines.join(QLatin1Char('\n'));
}

int SightingGrid::currentRow() const { return m_model.rowOfId(m_workbench.selection.current()); }

void SightingGrid::select(std::span<const int> rows, int current)
{
    if (rows.size() == 1) {
        m_workbench.selection.select(m_model.idAt(rows.front()));
        return;
    }
    std::vector<int> ids;
    for (const int row : rows)
        ids.push_back(m_model.idAt(row));
    m_workbench.selection.set(ids, m_model.idAt(current));
}

void SightingGrid::toggle(int row) { m_workbench.selection.toggle(m_model.idAt(row)); }

void SightingGrid::activate(int row) { Q_EMIT playRequested(m_model.idAt(row)); }

void SightingGrid::openMenu(int row, const QPoint &global)
{
    Q_EMIT menuRequested(m_model.idAt(row), global);
}

const SightingItem &SightingGrid::item(int row) const
{
    return m_workbench.sightings.item(m_model.idAt(row));
}

QString SightingGrid::changeOf(const SightingItem &item) const
{
    return m_workbench.query.isShifted() ? changeText(item.change, m_workbench.query.shift())
                                         : QString();
}

bool SightingGrid::isLookedAt() const
{
    return count() > 0 && (verticalScrollBar()->value() > 0 || viewport()->underMouse() ||
                           m_workbench.selection.current() >= 0);
}

void SightingGrid::updateHold()
{
    m_visibleEnd = visibleRows().second;
    if (m_arrivedBelow > 0 && m_model.rowOfId(m_firstArrivedId) < m_visibleEnd) {
        m_arrivedBelow = 0;
        m_firstArrivedId = -1;
        Q_EMIT arrived();
    }
    if (isLookedAt())
        m_model.hold(m_visibleEnd - 1);
    else
        m_model.release();
}

void SightingGrid::takeArrivals(int first, int last)
{
    if (!isLookedAt() || first < m_visibleEnd || !m_workbench.query.isRunning())
        return;
    const int before = m_model.rowOfId(m_firstArrivedId);
    if (before < 0 || first < before)
        m_firstArrivedId = m_model.idAt(first);
    m_arrivedBelow += last - first + 1;
    Q_EMIT arrived();
}

void SightingGrid::keepPlacePatch()
{
    if (const int id = placeId(); id >= 0 && id < m_workbench.sightings.count())
        m_placePatch = m_workbench.sightings.item(id).patch();
}

void SightingGrid::findPlaceAgain()
{
    if (!std::exchange(m_placeLost, false))
        return;
    const auto &items = m_workbench.sightings.items();
    for (std::size_t id = 0; id < items.size(); ++id)
        if (items[id].patch() == m_placePatch) {
            setPlaceId(static_cast<int>(id));
            return;
        }
}

void SightingGrid::followSelection()
{
    const int id = m_workbench.selection.current();
    if (id >= 0 && m_model.rowOfId(id) < 0 && m_model.waiting() > 0)
        m_model.release(); // It is asked for: what waits is let in.
    const int row = m_model.rowOfId(id);
    QStringList said;
    if (row >= 0)
        said << m_model.data(m_model.index(row), Qt::DisplayRole).toString() << changeOf(item(row));
    said.removeAll(QString());
    setAccessibleDescription(said.join(QStringLiteral(". ")));
    reveal(row);
    updateHold();
}

void SightingGrid::play(int row)
{
    updateHold();
    m_play.stop();
    setLivePicture(-1, {});
    m_playedId = m_model.idAt(row);
    if (row < 0 || !m_workbench.session.engine())
        return;
    const query::Sighting &sighting = item(row).sighting;
    m_play.start(m_workbench.session.engine(), sighting.video, sighting.track,
                 geometry().pictureSize() * devicePixelRatioF());
}

} // namespace refocus::ui
