// What is drawn often and alike, drawn once. GUI thread only.
#pragma once

#include <QPixmap>
#include <QString>

#include <functional>

namespace refocus::ui {

// The picture that an earlier call with this key drew, else draws it, on nothing. Size: in pixels
// of the screen. The key says all on which the picture depends, its size apart.
QPixmap keptPixmap(const QString &key, const QSize &size,
                   const std::function<void(QPainter &)> &draw);

} // namespace refocus::ui
