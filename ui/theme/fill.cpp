#include "ui/theme/fill.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

void fillInBands(QPainter &painter, const QRectF &box, const QColor &colour)
{
    constexpr double kRows = 64; // Of the screen.
    const bool smooth = painter.testRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double band = std::max(1.0, std::floor(kRows / painter.device()->devicePixelRatio()));
    for (double top = box.top(); top < box.bottom();) {
        const double end = std::min(box.bottom(), std::floor(top) + band);
        painter.fillRect(QRectF(box.left(), top, box.width(), end - top), colour);
        top = end;
    }
    painter.setRenderHint(QPainter::Antialiasing, smooth);
}

void frameInBands(QPainter &painter, const QRectF &box, double width, const QColor &colour)
{
    const double ratio = painter.device()->devicePixelRatio();
    const auto whole = [&](double value) { return std::round(value * ratio) / ratio; };
    const double line = std::max(whole(width), 1 / ratio);
    const double left = whole(box.left() - line / 2), top = whole(box.top() - line / 2);
    const double right = std::max(whole(box.right() + line / 2), left + 2 * line);
    const double bottom = std::max(whole(box.bottom() + line / 2), top + 2 * line);
    fillInBands(painter, {left, top, right - left, line}, colour);
    fillInBands(painter, {left, bottom - line, right - left, line}, colour);
    fillInBands(painter, {left, top + line, line, bottom - top - 2 * line}, colour);
    fillInBands(painter, {right - line, top + line, line, bottom - top - 2 * line}, colour);
}

} // namespace refocus::ui
