// All of the case in one line: activity of all sources, sightings, and the window in view, which
// can be dragged by its middle and its ends. GUI thread only.
#pragma once

#include "ui/timeline/lane_painter.h"
#include "ui/timeline/timeline_model.h"

#include <QPixmap>
#include <QWidget>

namespace refocus::ui {

// What of the window lies at a pixel. Pure.
enum class WindowPart { Outside, Begin, Middle, End };
WindowPart windowPartAt(double begin, double end, double x);

class OverviewStrip : public QWidget
{
    Q_OBJECT

public:
    OverviewStrip(Workbench &workbench, TimelineModel &model, QWidget *parent = nullptr);

    TimeScale scale() const;
    QSize sizeHint() const override { return {900, 32}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void redraw();
    void paintContent();

    Workbench &m_workbench;
    TimelineModel &m_model;
    QPixmap m_content;
    bool m_stale = true;
    AxisRange m_whole; // That the content was drawn for.
    WindowPart m_drag = WindowPart::Outside;
    double m_pressed = 0;
    AxisRange m_pressedRange;
};

} // namespace refocus::ui
