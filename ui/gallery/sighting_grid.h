// The grid of sightings: the rows of a SightingModel, chosen through the Workbench's selection.
// While a person looks at it, nothing moves in view; what arrives elsewhere is counted. GUI thread
// only.
#pragma once

#include "ui/gallery/hover_play.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/models/sighting_model.h"

namespace refocus::ui {

class SightingGrid : public ThumbnailGrid
{
    Q_OBJECT

public:
    SightingGrid(Workbench &workbench, SightingModel &model, ThumbnailLoader &loader,
                 QWidget *parent = nullptr);

    int arrivedBelow() const { return m_arrivedBelow; } // Behind what is in view, not seen yet.
    void showArrived();                                 // The first of them.
    void showWaiting();                                 // Takes in what waits, and shows the first.

Q_SIGNALS:
    void playRequested(int id);
    void menuRequested(int id, const QPoint &global); // -1: beside every cell.
    void arrived();                                   // arrivedBelow() is another.

protected:
    int count() const override { return m_model.rowCount(); }
    Cell cell(int row) const override;
    PatchRef patch(int row) const override;
    std::vector<Group> groups() const override;
    int idAt(int row) const override { return m_model.idAt(row); }
    int rowOf(int id) const override { return m_model.rowOfId(id); }
    QString tip(int row) const override;
    int currentRow() const override;
    void select(std::span<const int> rows, int current) override;
    void toggle(int row) override;
    void activate(int row) override;
    void openMenu(int row, const QPoint &global) override;

private:
    const SightingItem &item(int row) const;
    QString changeOf(const SightingItem &item) const; // In words; empty where it has none.
    bool isLookedAt() const;
    void updateHold();
    void takeArrivals(int first, int last);
    void keepPlacePatch();
    void findPlaceAgain();
    void followSelection();
    void play(int row);

    Workbench &m_workbench;
    SightingModel &m_model;
    HoverPlay m_play;
    int m_playedId = -1;
    int m_visibleEnd = 0;
    PatchRef m_placePatch; // Of placeId(): an answer that is settled gives out other ids.
    bool m_placeLost = false;
    int m_arrivedBelow = 0, m_firstArrivedId = -1;
};

} // namespace refocus::ui
