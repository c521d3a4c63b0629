// How a patch looks over the picture, and an icon on the picture's ground. Pure painting.
#pragma once

#include "ui/player/picture_view.h"

class QPainter;

namespace refocus::ui {

QString boxLabel(const PictureBox &box); // "truck 91 %"

// `shown`: the box on the screen. The label stays within `bounds`.
void paintPictureBox(QPainter &painter, const PictureBox &box, const QRectF &shown,
                     const QRectF &bounds);

// icon(name) in a colour of its own.
void paintIcon(QPainter &painter, const QString &name, const QRect &box, const QColor &colour);

} // namespace refocus::ui
