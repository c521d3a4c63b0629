// How a patch looks over the picture. Pure painting.
#pragma once

#include "ui/player/picture_view.h"

class QPainter;

namespace refocus::ui {

QString boxLabel(const PictureBox &box); // "truck 91 %"

// `shown`: the box on the screen. The label stays within `bounds`.
void paintPictureBox(QPainter &painter, const PictureBox &box, const QRectF &shown,
                     const QRectF &bounds);

} // namespace refocus::ui
