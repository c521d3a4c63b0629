#include "ui/query/class_chip.h"

#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace refocus::ui {

ClassChip::ClassChip(const std::string &name, QWidget *parent)
    : QAbstractButton(parent), m_name(name)
{
    setText(QString::fromStdString(name));
    setAccessibleName(tr("Class %1, press to remove").arg(text()));
    setToolTip(tr("Remove %1").arg(text()));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
}

QSize ClassChip::sizeHint() const { return {fontMetrics().horizontalAdvance(text()) + 46, 22}; }

void ClassChip::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void ClassChip::enterEvent(QEnterEvent *) { update(); }
void ClassChip::leaveEvent(QEvent *) { update(); }

void ClassChip::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(c.accent) : QPen(Qt::NoPen));
    painter.setBrush(c.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    paintClassMark(painter, QRectF(6, (height() - 14) / 2.0, 14, 14), classStyle(m_name));
    painter.setPen(c.text);
    const QRect place = rect().adjusted(25, 0, -20, 0);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(text(), Qt::ElideRight, place.width()));
    painter.setPen(QPen(underMouse() ? c.text : c.muted, 1.5));
    const QRectF cross(width() - 15, height() / 2.0 - 3.5, 7, 7);
    painter.drawLine(cross.topLeft(), cross.bottomRight());
    painter.drawLine(cross.topRight(), cross.bottomLeft());
}

} // namespace refocus::ui
