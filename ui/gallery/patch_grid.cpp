#include "ui/gallery/patch_grid.h"

#include "ui/gallery/cell_text.h"
#include "ui/state/time_text.h"

namespace refocus::ui {

PatchGrid::PatchGrid(Workbench &workbench, ThumbnailLoader &loader, QWidget *parent)
    : ThumbnailGrid(loader, parent), m_workbench(workbench)
{
    setAccessibleName(tr("Patches"));
    connect(&workbench.sightings, &Sightings::changed, this, [this] { viewport()->update(); });
}

void PatchGrid::clear()
{
    m_items.clear();
    m_selected.clear();
    m_current = -1;
    forgetPlace();
}

void PatchGrid::add(std::vector<PatchItem> items)
{
    m_items.insert(m_items.end(), items.begin(), items.end());
    contentChanged();
}

void PatchGrid::forgetSightings()
{
    for (PatchItem &item : m_items)
        item.sighting = -1;
    viewport()->update();
}

// One that has left the answer, with its source or at another depth, cannot be decided about.
int PatchGrid::sightingOf(const PatchItem &item) const
{
    const bool isThere =
        item.sighting >= 0 && m_workbench.sightings.item(item.sighting).change != Change::Absent;
    return isThere ? item.sighting : -1;
}

Cell PatchGrid::cell(int row) const
{
    const PatchItem &item = m_items[static_cast<std::size_t>(row)];
    Cell cell;
    describePlace(cell, m_workbench.session, item.ref.video, item.time);
    cell.score = item.similarity;
    cell.selected = m_selected.contains(row);
    if (const int id = sightingOf(item); id >= 0) {
        const SightingItem &sighting = m_workbench.sightings.item(id);
        cell.className = QString::fromStdString(sighting.className());
        cell.decision = sighting.decision();
        cell.starred = sighting.starred();
        cell.exported = sighting.exported;
    }
    return cell;
}

QString PatchGrid::tip(int row) const
{
    const PatchItem &item = m_items[static_cast<std::size_t>(row)];
    QStringList lines;
    if (item.similarity >= 0)
        lines << tr("Similarity %1 (1 is the same)")
                     .arg(QString::number(static_cast<double>(item.similarity), 'f', 2));
    lines << timeText(item.time);
    if (const SourceInfo *source = m_workbench.session.source(item.ref.video))
        lines << QString::fromStdString(source->name());
    if (sightingOf(item) < 0)
        lines << tr("In no sighting of this question");
    return lines.join(QLatin1Char('\n'));
}

void PatchGrid::select(std::span<const int> rows, int current)
{
    m_selected = {rows.begin(), rows.end()};
    m_current = current;
    apply();
}

void PatchGrid::toggle(int row)
{
    if (!m_selected.erase(row))
        m_selected.insert(row);
    m_current = row;
    apply();
}

void PatchGrid::activate(int row) { Q_EMIT playRequested(row); }

void PatchGrid::openMenu(int row, const QPoint &global) { Q_EMIT menuRequested(row, global); }

void PatchGrid::apply()
{
    viewport()->update();
    std::vector<int> ids;
    for (const int row : m_selected)
        if (const int id = sightingOf(m_items[static_cast<std::size_t>(row)]); id >= 0)
            ids.push_back(id);
    const PatchItem *current =
        m_current < 0 ? nullptr : &m_items[static_cast<std::size_t>(m_current)];
    m_workbench.selection.set(ids, current ? sightingOf(*current) : -1);
    if (current) // To the patch, not to its sighting's best.
        m_workbench.playhead.moveTo(current->ref.video, current->time);
}

} // namespace refocus::ui
