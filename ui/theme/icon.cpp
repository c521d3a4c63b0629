#include "ui/theme/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

namespace refocus::ui {

namespace {

// Renders one SVG of strokes in "currentColor" at whatever size and in the palette's colours.
class StrokeIcon : public QIconEngine
{
public:
    explicit StrokeIcon(QString name, QColor fixed = {}) : m_name(std::move(name)), m_fixed(fixed)
    {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        if (file.open(QIODevice::ReadOnly))
            m_svg = file.readAll();
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const Colours &c = colours();
        QColor colour = mode == QIcon::Disabled ? c.muted : state == QIcon::On ? c.accent : c.text;
        if (m_fixed.isValid())
            colour = m_fixed;
        QByteArray svg = m_svg;
        svg.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer renderer(svg);
        painter->save();
        if (mode == QIcon::Disabled)
            painter->setOpacity(0.5);
        renderer.render(painter, rect);
        painter->restore();
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new StrokeIcon(*this); }

private:
    QString m_name;
    QColor m_fixed;
    QByteArray m_svg;
};

} // namespace

QIcon icon(const QString &name) { return QIcon(new StrokeIcon(name)); }

QIcon icon(const QString &name, const QColor &colour)
{
    return QIcon(new StrokeIcon(name, colour));
}

} // namespace refocus::ui
