// Which part of a picture is seen where in the view. Values and pure functions; the view is counted
// in device pixels, so that what is drawn needs no further scaling.
#pragma once

#include <QPointF>
#include <QRect>
#include <QSize>

namespace refocus::ui {

struct Viewport
{
    QSize view;               // Device pixels.
    double zoom = 1;          // 1: the whole picture just fits.
    QPointF centre{0.5, 0.5}; // Share of the picture that lies in the middle of the view.
    friend bool operator==(const Viewport &, const Viewport &) = default;
};

// Device pixels of one pixel of the picture; 0 where either is empty.
double scaleOf(const Viewport &viewport, QSize picture);
// Where the whole picture lies; reaches beyond the view when zoomed.
QRectF pictureRect(const Viewport &viewport, QSize picture);
// The pixels of the picture that are seen, cut ones included; none for an empty view.
QRect visiblePart(const Viewport &viewport, QSize picture);
// Where a part of the picture lies, in whole device pixels.
QRect targetOf(const QRect &part, const Viewport &viewport, QSize picture);

QPointF toView(QPointF inPicture, const Viewport &viewport, QSize picture);
QPointF toPicture(QPointF inView, const Viewport &viewport, QSize picture);

// `about`, in the view, stays where it is. From what fits to kNearest device pixels a pixel.
Viewport zoomed(Viewport viewport, QSize picture, double factor, QPointF about);
Viewport panned(Viewport viewport, QSize picture, QPointF by); // Stays within the picture.

inline constexpr double kNearest = 32;

} // namespace refocus::ui
