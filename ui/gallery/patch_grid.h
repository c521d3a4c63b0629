// A grid of patches that are no rows of the question: members of a cluster, or those that look like
// one. Choosing one leads the playhead there, and selects its sighting where there is one. GUI
// thread only.
#pragma once

#include "ui/gallery/thumbnail_grid.h"
#include "ui/state/workbench.h"

#include <set>

namespace refocus::ui {

struct PatchItem
{
    PatchRef ref;
    Timestamp time{0};
    TrackId track = 0;
    float similarity = -1; // Negative where it is not compared.
    int sighting = -1;     // Its id, -1 where the patch belongs to none.
};

class PatchGrid : public ThumbnailGrid
{
    Q_OBJECT

public:
    PatchGrid(Workbench &workbench, ThumbnailLoader &loader, QWidget *parent = nullptr);

    void clear();
    void add(std::vector<PatchItem> items);
    const std::vector<PatchItem> &items() const { return m_items; }
    int current() const { return m_current; }
    void forgetSightings(); // Their ids mean others now.

Q_SIGNALS:
    void playRequested(int row);
    void menuRequested(int row, const QPoint &global);

protected:
    int count() const override { return static_cast<int>(m_items.size()); }
    Cell cell(int row) const override;
    PatchRef patch(int row) const override { return m_items[static_cast<std::size_t>(row)].ref; }
    QString tip(int row) const override;
    int currentRow() const override { return m_current; }
    void select(std::span<const int> rows, int current) override;
    void toggle(int row) override;
    void activate(int row) override;
    void openMenu(int row, const QPoint &global) override;

private:
    int sightingOf(const PatchItem &item) const; // -1 where there is none in the answer.
    void apply();

    Workbench &m_workbench;
    std::vector<PatchItem> m_items;
    std::set<int> m_selected; // Rows.
    int m_current = -1;
};

} // namespace refocus::ui
