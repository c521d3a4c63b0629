#include "ui/theme/rounded.h"

#include "ui/theme/kept_pixmap.h"

#include <QPainter>

#include <cmath>

namespace refocus::ui {

namespace {

void paintWhole(QPainter &painter, const QRect &box, int radius, const QColor &line,
                const QColor &ground)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(line);
    painter.setBrush(ground);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
}

} // namespace

void paintRounded(QPainter &painter, const QRect &box, int radius, const QColor &line,
                  const QColor &ground)
{
    const double ratio = painter.device()->devicePixelRatio();
    const int corner = radius + 1; // Beyond it the line is straight.
    if (ratio != std::floor(ratio) || box.width() < 2 * corner || box.height() < 2 * corner) {
        painter.save();
        paintWhole(painter, box, radius, line, ground);
        painter.restore();
        return;
    }
    const int side = static_cast<int>(2 * corner * ratio);
    const QString key = QStringLiteral("rounded %1 %2 %3 %4")
                            .arg(radius)
                            .arg(ratio)
                            .arg(line.rgba())
                            .arg(ground.rgba());
    const QPixmap corners = keptPixmap(key, {side, side}, [&](QPainter &onto) {
        onto.scale(ratio, ratio);
        paintWhole(onto, {0, 0, 2 * corner, 2 * corner}, radius, line, ground);
    });
    const int right = box.x() + box.width() - corner, bottom = box.y() + box.height() - corner;
    const double part = side / 2.0;
    for (const auto &[x, fromX] : {std::pair(box.x(), 0.0), std::pair(right, part)})
        for (const auto &[y, fromY] : {std::pair(box.y(), 0.0), std::pair(bottom, part)})
            painter.drawPixmap(QRectF(x, y, corner, corner), corners,
                               QRectF(fromX, fromY, part, part));
    const int across = box.width() - 2 * corner, along = box.height() - 2 * corner;
    const int in = box.x() + corner, down = box.y() + corner;
    painter.fillRect(in, box.y(), across, 1, line);
    painter.fillRect(in, box.y() + box.height() - 1, across, 1, line);
    painter.fillRect(box.x(), down, 1, along, line);
    painter.fillRect(box.x() + box.width() - 1, down, 1, along, line);
    painter.fillRect(in, box.y() + 1, across, corner - 1, ground);
    painter.fillRect(in, bottom, across, corner - 1, ground);
    painter.fillRect(box.x() + 1, down, box.width() - 2, along, ground);
}

} // namespace refocus::ui
