// The timeline's ruler and lanes: drawn from TimelineModel, moved by mouse, wheel and keyboard.
// GUI thread only.
//
// Wheel: zoom about the pointer; with Shift, or sideways: pan; over the names: scroll the lanes.
// Ruler: click or drag moves the playhead. Lane: click moves the playhead or selects a sighting
// (Ctrl: adds it), drag pans, double click zooms to it. Shift and drag selects a span of time.
// Keys: arrows, Page up and down pan; + and - zoom; Home shows all; Escape drops the selected span.
#pragma once

#include "ui/state/bookmarks.h"
#include "ui/timeline/frame_preview.h"
#include "ui/timeline/hover_card.h"
#include "ui/timeline/lane_painter.h"
#include "ui/timeline/timeline_model.h"

#include <QAbstractScrollArea>
#include <QPixmap>

namespace refocus::ui {

class LaneView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    LaneView(Workbench &workbench, TimelineModel &model, QWidget *parent = nullptr);

    TimeScale scale() const;
    LaneLayout layout() const;
    const HoverCard &card() const { return m_card; }
    void setBookmarks(const Bookmarks &bookmarks); // Shown as flags; they outlive this.
    void zoomAboutPlayhead(double factor);         // If it is in view, else about the middle.

    QSize sizeHint() const override { return {900, 150}; }
    QSize minimumSizeHint() const override { return {320, kRuler + 44}; }

protected:
    bool viewportEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class Drag { None, Press, Pan, Scrub, Select };

    LaneScene scene() const;
    void redraw();       // Everything.
    void updateLayout(); // After lanes or classes have changed.
    void followPlayhead();
    void updateOverlay(); // Where the playhead was and is.
    QRect playheadArea() const;
    void paintContent();
    void paintMarks(QPainter &painter) const;
    void paintSelected(QPainter &painter) const;
    void paintBookmarks(QPainter &painter) const;
    void paintPlayhead(QPainter &painter) const;
    QString playheadText() const;

    Hit hit(QPoint at) const;
    void click(QPoint at, Qt::KeyboardModifiers modifiers);
    void scrub(double x);
    void showCursor(QPoint at, Qt::KeyboardModifiers modifiers);
    void leave();
    void showCard();
    void setHover(std::optional<QPoint> at);

    Workbench &m_workbench;
    TimelineModel &m_model;
    QPixmap m_content; // All but what moves with playhead, marks and pointer.
    bool m_stale = true;

    const Bookmarks *m_bookmarks = nullptr;
    Drag m_drag = Drag::None;
    QPoint m_pressed, m_last;
    Qt::KeyboardModifiers m_pressedWith;
    AxisRange m_pressedRange;
    bool m_mine = false;           // The playhead moves because of this widget,
    std::optional<AxisTime> m_was; // and where it was.
    std::string m_current;         // The video whose name is marked.
    QRect m_drawnPlayhead;

    std::optional<QPoint> m_hover;
    QTimer m_hoverTimer;
    HoverCard m_card;
    std::string m_cardVideo; // Whose picture it shows.
    FramePreview m_preview;
};

} // namespace refocus::ui
