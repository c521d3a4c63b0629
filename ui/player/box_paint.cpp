#include "ui/player/box_paint.h"

#include "ui/state/time_text.h"
#include "ui/theme/fill.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace refocus::ui {

namespace {

using Weight = PictureBox::Weight;

constexpr double kMark = 14; // Side of the class's mark in a label.

double lineWidth(Weight weight)
{
    switch (weight) {
    case Weight::Patch:
        return 1;
    case Weight::Sighting:
        return 2;
    case Weight::Selected:
        return 2.5;
    case Weight::Current:
        return 3;
    }
    return 1;
}

} // namespace

QString boxLabel(const PictureBox &box)
{
    QString text = QString::fromStdString(box.className);
    if (box.score >= 0)
        text += QLatin1Char(' ') + percentText(box.score);
    return text.trimmed();
}

void paintPictureBox(QPainter &painter, const PictureBox &box, const QRectF &shown,
                     const QRectF &bounds)
{
    if (!shown.intersects(bounds))
        return;
    const ClassStyle style = classStyle(box.className);
    const bool known = !box.className.empty() && box.className != "background";
    QColor line = known ? style.colour.lighter(115) : QColor("#9aa3ad");
    if (box.weight == Weight::Patch)
        line.setAlpha(known ? 200 : 120);
    const double width = lineWidth(box.weight);

    // Selection is white around the class's colour.
    frameInBands(painter, shown, width + 2,
                 box.weight >= Weight::Selected ? QColor(Qt::white) : QColor(0, 0, 0, 130));
    if (box.rejected || !known) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(line, width, Qt::DashLine));
        painter.drawRect(shown);
    } else {
        frameInBands(painter, shown, width, line);
    }
    if (box.rejected) {
        painter.setPen(QPen(line, 1));
        painter.drawLine(shown.topLeft(), shown.bottomRight());
    }
    if (!known)
        return;

    // The label: the class's mark, and beside it name and score where there is room or weight.
    QFont font = painter.font();
    font.setPixelSize(11);
    font.setWeight(box.weight == Weight::Patch ? QFont::Normal : QFont::DemiBold);
    const QString text = boxLabel(box);
    const double textWidth = QFontMetricsF(font).horizontalAdvance(text);
    const bool withText = box.weight != Weight::Patch || shown.width() >= textWidth + kMark + 8;
    QRectF label(shown.left() - width / 2, shown.top() - kMark - 5,
                 withText ? textWidth + kMark + 12 : kMark + 4, kMark + 4);
    if (label.top() < bounds.top())
        label.moveTop(std::max(bounds.top(), shown.top() + width));
    if (label.right() > bounds.right())
        label.moveRight(bounds.right());
    label.moveLeft(std::max(label.left(), bounds.left()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(12, 13, 16, box.weight == Weight::Patch ? 170 : 225));
    painter.drawRoundedRect(label, 3, 3);
    paintClassMark(painter, QRectF(label.left() + 2, label.top() + 2, kMark, kMark), style);
    if (!withText)
        return;
    painter.setFont(font);
    painter.setPen(box.weight == Weight::Patch ? QColor("#c6ccd3") : QColor("#ffffff"));
    painter.drawText(label.adjusted(kMark + 6, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

} // namespace refocus::ui
