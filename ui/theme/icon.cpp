#include "ui/theme/kept_pixmap.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

#include <cmath>

namespace refocus::ui {

namespace {

// One SVG of strokes in "currentColor", at whatever size and in the palette's colours. It is drawn
// once for each: a window has a hundred of them and paints them all at once.
class StrokeIcon : public QIconEngine
{
public:
    explicit StrokeIcon(QString name, QColor fixed = {}) : m_name(std::move(name)), m_fixed(fixed)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatio();
        if (ratio == std::floor(ratio)) {
            painter->drawPixmap(rect, pixmap(rect.size() * ratio, mode, state));
            return;
        }
        painter->save(); // A kept one would lie between pixels of the screen.
        draw(*painter, rect, colourOf(mode, state), opacityOf(mode));
        painter->restore();
    }

    // Size in pixels of the screen.
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        const QColor colour = colourOf(mode, state);
        const double opacity = opacityOf(mode);
        return keptPixmap(
            QStringLiteral("icon %1 %2 %3").arg(m_name, colour.name()).arg(opacity), size,
            [&](QPainter &painter) { draw(painter, QRect(QPoint(), size), colour, opacity); });
    }

    QIconEngine *clone() const override { return new StrokeIcon(*this); }

private:
    QColor colourOf(QIcon::Mode mode, QIcon::State state) const
    {
        const Colours &c = colours();
        if (m_fixed.isValid())
            return m_fixed;
        return mode == QIcon::Disabled ? c.muted : state == QIcon::On ? c.accent : c.text;
    }

    static double opacityOf(QIcon::Mode mode) { return mode == QIcon::Disabled ? 0.5 : 1; }

    void draw(QPainter &painter, const QRect &rect, const QColor &colour, double opacity) const
    {
        QByteArray svg;
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        if (file.open(QIODevice::ReadOnly))
            svg = file.readAll();
        svg.replace("currentColor", colour.name().toLatin1());
        if (opacity < 1) // Else the painter's own.
            painter.setOpacity(opacity);
        QSvgRenderer(svg).render(&painter, rect);
    }

    QString m_name;
    QColor m_fixed;
};

} // namespace

QIcon icon(const QString &name) { return QIcon(new StrokeIcon(name)); }

QIcon icon(const QString &name, const QColor &colour)
{
    return QIcon(new StrokeIcon(name, colour));
}

} // namespace refocus::ui
