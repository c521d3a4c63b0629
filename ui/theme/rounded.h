// The frame of a control: a rounded box with a line of 1 around it. Wide ones are painted at every
// step of a resize, and a path as wide as a panel costs more than its corners, so these are kept.
#pragma once

class QColor;
class QPainter;
class QRect;

namespace refocus::ui {

// The line lies inside the box. Ground: may be transparent, as the line may.
void paintRounded(QPainter &painter, const QRect &box, int radius, const QColor &line,
                  const QColor &ground);

} // namespace refocus::ui
