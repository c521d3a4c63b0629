// The gallery: the sightings as pictures, to be skimmed, decided about and followed further. Its
// public functions are what keys do; the window binds them. GUI thread only.
#pragma once

#include "ui/gallery/empty_state.h"
#include "ui/gallery/gallery_header.h"
#include "ui/gallery/inline_edit.h"
#include "ui/gallery/patch_page.h"
#include "ui/gallery/sighting_grid.h"

#include <QWidget>

class QMenu;
class QPushButton;
class QStackedWidget;

namespace refocus::ui {

class GalleryPanel : public QWidget
{
    Q_OBJECT

public:
    GalleryPanel(Workbench &workbench, SightingModel &model, QWidget *parent = nullptr);
    ~GalleryPanel() override;

    // Of what is selected. After a decision the next sighting is current, so that one key a
    // sighting is enough; where a decision is taken back, nothing moves.
    void acceptSelected();
    void rejectSelected();
    void relabelSelected(int digit); // 1 to 9: a class of relabelNames().
    void relabelSelected(const QString &className);
    void starSelected();
    void editNote(); // In place, at the current one; for all that are selected.
    void clearSelectedDecisions();
    QStringList relabelNames() const; // The classes of the model pack, "background" left out.

    void playCurrent();
    void findSimilar();
    void showCluster();
    void showSightings(); // Back from the second page.
    void selectAll();
    void next();
    void previous();
    void zoomIn();
    void zoomOut();

    std::vector<int> chosen() const; // Ids by row, of those that are shown.

    SightingGrid &grid() { return *m_grid; }
    PatchPage &patchPage() { return *m_page; }
    DepthSlider &depthSlider() { return m_header->depthSlider(); }
    int cellWidth() const { return m_grid->cellWidth(); }
    void setCellWidth(int width) { m_grid->setCellWidth(width); } // As it was kept.

Q_SIGNALS:
    void playRequested(int id); // The playhead has been moved and plays.
    void askRequested();        // The class chooser is wanted.
    void addFootageRequested();
    void exportRequested(); // Of what is selected.
    void cellWidthChanged(int width);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    bool showsPatches() const;
    void dropHidden(); // From the selection, what the filter hides.
    bool allAre(const std::vector<int> &ids, store::Decision decision) const;
    void decide(const std::vector<int> &ids, const std::function<void()> &change);
    void playPatch(int row);
    void openPage(PatchPage::Kind kind);
    void openMenu(const QPoint &global);
    void fillMenu(QMenu &menu);
    void takeStep(NextStep step);
    void showState();
    void placePills();
    void stylePills();
    QRect editPlace();

    Workbench &m_workbench;
    SightingModel &m_model;
    ThumbnailLoader m_loader;
    GalleryHeader *m_header;
    SightingGrid *m_grid;
    EmptyState *m_empty;
    PatchPage *m_page;
    QStackedWidget *m_body, *m_pages; // Grid or empty state; these or the second page.
    QPushButton *m_above, *m_below;   // "38 more"
    InlineEdit *m_edit;
    QString m_error;
    QTimer m_soon;
};

} // namespace refocus::ui
