#include "ui/timeline/hover_card.h"

#include "ui/theme/theme.h"
#include "ui/timeline/lane_painter.h"

#include <QGuiApplication>
#include <QPainter>
#include <QScreen>

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr int kMargin = 8;

} // namespace

HoverCard::HoverCard(QWidget *parent)
    : QWidget(parent, Qt::ToolTip | Qt::FramelessWindowHint | Qt::WindowTransparentForInput |
                          Qt::WindowDoesNotAcceptFocus)
{
    setAttribute(Qt::WA_ShowWithoutActivating);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
}

QSize HoverCard::wanted() const
{
    const QFontMetrics metrics(font()), small(smallFont(font()));
    int width = metrics.horizontalAdvance(m_title);
    for (const QString &line : m_lines)
        width = std::max(width, small.horizontalAdvance(line));
    int height = metrics.height() + static_cast<int>(m_lines.size()) * (small.height() + 1);
    width = std::min(width, 360);
    if (m_withPicture) {
        width = std::max(width, kPicture.width());
        height += kPicture.height() + 6;
    }
    return {width + 2 * kMargin, height + 2 * kMargin};
}

void HoverCard::showAt(QPoint global, const QString &title, const QStringList &lines, bool picture)
{
    m_title = title;
    m_lines = lines;
    m_withPicture = picture;
    m_fresh = false;
    const QSize size = wanted();
    const QScreen *screen = QGuiApplication::screenAt(global);
    const QRect room = screen ? screen->availableGeometry() : QRect(global, size);
    QPoint corner(global.x() - size.width() / 2, global.y() - size.height() - 16);
    if (corner.y() < room.top())
        corner.setY(global.y() + 20);
    corner.setX(
        std::clamp(corner.x(), room.left(), std::max(room.left(), room.right() - size.width())));
    setGeometry(QRect(corner, size));
    show();
    update();
}

void HoverCard::setPicture(const QImage &picture)
{
    m_picture = picture;
    m_fresh = true;
    update();
}

void HoverCard::forgetPicture()
{
    m_picture = {};
    m_fresh = false;
}

void HoverCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colours().raised);
    painter.setPen(colours().hairline);
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    int y = kMargin;
    if (m_withPicture) {
        const QRect frame((width() - kPicture.width()) / 2, y, kPicture.width(), kPicture.height());
        painter.fillRect(frame, colours().picture);
        if (!m_picture.isNull()) {
            QSizeF size = m_picture.size();
            size.scale(frame.size(), Qt::KeepAspectRatio);
            QRectF box(QPointF(), size);
            box.moveCenter(QRectF(frame).center());
            painter.setRenderHint(QPainter::SmoothPixmapTransform);
            painter.setOpacity(m_fresh ? 1 : 0.45);
            painter.drawImage(box, m_picture);
            painter.setOpacity(1);
        }
        y += kPicture.height() + 6;
    }
    const QFontMetrics metrics(font()), small(smallFont(font()));
    const int space = width() - 2 * kMargin;
    painter.setPen(colours().text);
    painter.drawText(QRect(kMargin, y, space, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(m_title, Qt::ElideRight, space));
    y += metrics.height() + 1;
    painter.setFont(smallFont(font()));
    painter.setPen(colours().muted);
    for (const QString &line : m_lines) {
        painter.drawText(QRect(kMargin, y, space, small.height()), Qt::AlignLeft | Qt::AlignVCenter,
                         small.elidedText(line, Qt::ElideRight, space));
        y += small.height() + 1;
    }
}

} // namespace refocus::ui
