#include "ui/theme/kept_pixmap.h"

#include <QPainter>
#include <QPixmapCache>

namespace refocus::ui {

QPixmap keptPixmap(const QString &key, const QSize &size,
                   const std::function<void(QPainter &)> &draw)
{
    const QString whole = QStringLiteral("%1 %2x%3").arg(key).arg(size.width()).arg(size.height());
    QPixmap drawn;
    if (!QPixmapCache::find(whole, &drawn)) {
        drawn = QPixmap(size);
        drawn.fill(Qt::transparent);
        QPainter painter(&drawn);
        draw(painter);
        painter.end();
        QPixmapCache::insert(whole, drawn);
    }
    return drawn;
}

} // namespace refocus::ui
