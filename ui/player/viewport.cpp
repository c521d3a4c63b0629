#include "ui/player/viewport.h"

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

double fitScale(QSize view, QSize picture)
{
    if (view.isEmpty() || picture.isEmpty())
        return 0;
    return std::min(double(view.width()) / picture.width(),
                    double(view.height()) / picture.height());
}

// The share of the picture in the middle of the view, so that no edge lies inside it needlessly.
double bounded(double centre, double seen)
{
    return seen >= 1 ? 0.5 : std::clamp(centre, seen / 2, 1 - seen / 2);
}

Viewport bounded(Viewport viewport, QSize picture)
{
    const double scale = scaleOf(viewport, picture);
    if (scale > 0)
        viewport.centre = {
            bounded(viewport.centre.x(), viewport.view.width() / (scale * picture.width())),
            bounded(viewport.centre.y(), viewport.view.height() / (scale * picture.height()))};
    return viewport;
}

} // namespace

double scaleOf(const Viewport &viewport, QSize picture)
{
    return fitScale(viewport.view, picture) * viewport.zoom;
}

QRectF pictureRect(const Viewport &viewport, QSize picture)
{
    const double scale = scaleOf(viewport, picture);
    const QPointF centre = bounded(viewport, picture).centre;
    const double width = picture.width() * scale, height = picture.height() * scale;
    return {viewport.view.width() / 2.0 - centre.x() * width,
            viewport.view.height() / 2.0 - centre.y() * height, width, height};
}

QRect visiblePart(const Viewport &viewport, QSize picture)
{
    const double scale = scaleOf(viewport, picture);
    if (scale <= 0)
        return {};
    constexpr double kHair = 1e-6; // An edge that lies on a pixel's.
    const QRectF seen(
        toPicture({0, 0}, viewport, picture),
        toPicture(QPointF(viewport.view.width(), viewport.view.height()), viewport, picture));
    const QPoint topLeft(int(std::floor(seen.left() + kHair)), int(std::floor(seen.top() + kHair)));
    const QPoint end(int(std::ceil(seen.right() - kHair)), int(std::ceil(seen.bottom() - kHair)));
    return QRect(topLeft, end - QPoint(1, 1)).intersected(QRect(QPoint(0, 0), picture));
}

QRect targetOf(const QRect &part, const Viewport &viewport, QSize picture)
{
    const QPointF topLeft = toView(part.topLeft(), viewport, picture);
    const QPointF end = toView(part.bottomRight() + QPoint(1, 1), viewport, picture);
    const QPoint from(int(std::lround(topLeft.x())), int(std::lround(topLeft.y())));
    const QPoint to(int(std::lround(end.x())), int(std::lround(end.y())));
    return {from, QSize(std::max(1, to.x() - from.x()), std::max(1, to.y() - from.y()))};
}

QPointF toView(QPointF inPicture, const Viewport &viewport, QSize picture)
{
    return pictureRect(viewport, picture).topLeft() + inPicture * scaleOf(viewport, picture);
}

QPointF toPicture(QPointF inView, const Viewport &viewport, QSize picture)
{
    const double scale = scaleOf(viewport, picture);
    if (scale <= 0)
        return {};
    return (inView - pictureRect(viewport, picture).topLeft()) / scale;
}

Viewport zoomed(Viewport viewport, QSize picture, double factor, QPointF about)
{
    const double fit = fitScale(viewport.view, picture);
    if (fit <= 0)
        return viewport;
    const QPointF under = toPicture(about, viewport, picture);
    viewport.zoom = std::clamp(viewport.zoom * factor, 1.0, std::max(1.0, kNearest / fit));
    const double scale = scaleOf(viewport, picture);
    const QPointF middle(viewport.view.width() / 2.0, viewport.view.height() / 2.0);
    const QPointF centre = under - (about - middle) / scale;
    viewport.centre = {centre.x() / picture.width(), centre.y() / picture.height()};
    return bounded(viewport, picture);
}

Viewport panned(Viewport viewport, QSize picture, QPointF by)
{
    const double scale = scaleOf(viewport, picture);
    if (scale <= 0)
        return viewport;
    viewport.centre -= QPointF(by.x() / scale / picture.width(), by.y() / scale / picture.height());
    return bounded(viewport, picture);
}

} // namespace refocus::ui
