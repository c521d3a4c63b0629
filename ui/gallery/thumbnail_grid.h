// A grid of patches that paints and loads only what is in view. What its rows are and what choosing
// one means is up to the classes derived from it. GUI thread only.
#pragma once

#include "ui/gallery/cell_painter.h"
#include "ui/gallery/fade_in.h"
#include "ui/gallery/grid_geometry.h"
#include "ui/models/thumbnail_loader.h"

#include <QAbstractScrollArea>

class QRubberBand;

namespace refocus::ui {

class ThumbnailGrid : public QAbstractScrollArea
{
    Q_OBJECT

public:
    static constexpr int kSmallest = 72, kLargest = 320;

    ThumbnailGrid(ThumbnailLoader &loader, QWidget *parent = nullptr);
    ~ThumbnailGrid() override;

    int cellWidth() const { return m_style.cellWidth; } // At least.
    void setCellWidth(int width);                       // Within the two bounds.
    void zoom(int steps);                               // One is a tenth more or less.

    const GridGeometry &geometry(); // As it is now.
    QRect cellInView(int row);      // In the viewport's pixels; may lie outside.
    std::pair<int, int> visibleRows();
    void reveal(int row); // Scrolls as little as needed.
    void showAtTop(int row);

    // Shown in place of the patch's picture until it is another row or -1.
    void setLivePicture(int row, const QImage &picture);
    int hoveredRow() const { return m_hovered; }

    bool isLoaded() const
    {
        return !m_wanting && m_loader.isIdle() && !m_fade.isRunning();
    } // What is wanted now is there, and wholly in sight.

    void moveBy(int rows); // The current one, to a neighbour.
    void selectAll();

Q_SIGNALS:
    void cellWidthChanged(int width);
    void moved();          // Scrolled, or laid out anew.
    void hovered(int row); // -1: none.

protected:
    struct Group
    {
        QString title;
        int count = 0;
    };
    virtual int count() const = 0;
    virtual Cell cell(int row) const = 0;
    virtual PatchRef patch(int row) const = 0;
    virtual std::vector<Group> groups() const { return {{{}, count()}}; } // Titles: all or none.
    // A name of the row that stays when others come and go.
    virtual int idAt(int row) const { return row; }
    virtual int rowOf(int id) const { return id < count() ? id : -1; } // -1: not there.
    virtual QString tip(int row) const = 0;

    virtual int currentRow() const = 0; // -1: none.
    virtual void select(std::span<const int> rows, int current) = 0;
    virtual void toggle(int row) = 0;
    virtual void activate(int row) = 0;
    virtual void openMenu(int row, const QPoint &global) = 0; // -1: beside every cell.

    void contentChanged(); // Rows came, went or moved.
    void forgetPlace();    // The next layout starts at the top.
    // The row that stays where it is in view when others come and go; -1: none.
    int placeId() const { return m_placeId; }
    void setPlaceId(int id) { m_placeId = id; }
    void repaintRows(int first, int last); // Their content changed.
    void fadeIn(int first, int last);      // These rows are new.

    bool viewportEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    int top() const;
    void layOut();
    void keepPlace();
    void wantPictures();
    void takePictures(const std::vector<PatchRef> &patches);
    void hover(const QPoint *point); // Null: the pointer is not here.
    void hoverUnderPointer();
    void extendTo(int row);
    void chooseAlone(int row);
    int rowAt(const QPoint &point);
    std::optional<int> keyTarget(int key);

    ThumbnailLoader &m_loader;
    GridStyle m_style;
    GridGeometry m_geometry;
    std::vector<Group> m_groups;
    CellPainter m_painter;
    bool m_dirty = true, m_scheduled = false, m_layingOut = false, m_wanting = false;
    int m_placeId = -1, m_placeOffset = 0; // A row and where it is to stay in the viewport.
    int m_scrolledDown = 1;                // The direction in which to read ahead: 1 or -1.
    int m_hovered = -1, m_liveRow = -1;
    QImage m_live;
    FadeIn m_fade;
    int m_pivotId = -1; // From which Shift extends.
    QPoint m_pressed;   // In the whole; of the rubber band.
    std::vector<int> m_bandBase;
    std::unique_ptr<QRubberBand> m_band;
};

} // namespace refocus::ui
