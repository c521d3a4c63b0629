#include "ui/player/seek_bar.h"

#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

constexpr double kMargin = 6, kLine = 4, kKnob = 5; // Logical pixels; the knob's radius.

} // namespace

SeekBar::SeekBar(QWidget *parent) : QWidget(parent)
{
    setMouseTracking(true);
    setAttribute(Qt::WA_Hover);
    setFixedHeight(16);
    setAccessibleName(tr("Position in the source"));
}

void SeekBar::setDuration(Timestamp duration)
{
    m_duration = duration;
    setCursor(duration.count() > 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void SeekBar::setTime(Timestamp time)
{
    // A picture seldom moves it by a whole pixel.
    const bool moved = std::lround(xOf(time) * 4) != std::lround(xOf(m_time) * 4);
    m_time = time;
    if (moved)
        update();
}

void SeekBar::setMarks(std::optional<Timestamp> in, std::optional<Timestamp> out)
{
    m_in = in;
    m_out = out;
    update();
}

double SeekBar::xOf(Timestamp time) const
{
    if (m_duration.count() <= 0)
        return kMargin;
    const double share = toSeconds(time) / toSeconds(m_duration);
    return kMargin + std::clamp(share, 0.0, 1.0) * (width() - 2 * kMargin);
}

Timestamp SeekBar::timeAt(double x) const
{
    const double share = (x - kMargin) / std::max(1.0, width() - 2 * kMargin);
    return fromSeconds(std::clamp(share, 0.0, 1.0) * toSeconds(m_duration));
}

void SeekBar::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const auto bar = [&](double from, double to) {
        return QRectF(from, middle - kLine / 2, std::max(1.0, to - from), kLine);
    };
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.raised);
    painter.drawRoundedRect(bar(kMargin, width() - kMargin), kLine / 2, kLine / 2);
    if (m_duration.count() <= 0)
        return;
    if (m_in || m_out) {
        QColor marked = c.accent;
        marked.setAlpha(110);
        painter.setBrush(marked);
        painter.drawRect(bar(xOf(m_in.value_or(Timestamp{0})), xOf(m_out.value_or(m_duration))));
    } else {
        painter.setBrush(c.muted);
        painter.drawRoundedRect(bar(kMargin, xOf(m_time)), kLine / 2, kLine / 2);
    }
    painter.setPen(QPen(c.accent, 2));
    for (const auto &[mark, side] : {std::pair(m_in, 1), std::pair(m_out, -1)})
        if (mark) { // Brackets that open towards the span.
            const double x = xOf(*mark);
            painter.drawPolyline(QPolygonF{QPointF(x + 3 * side, middle - 5),
                                           QPointF(x, middle - 5), QPointF(x, middle + 5),
                                           QPointF(x + 3 * side, middle + 5)});
        }
    painter.setPen(QPen(c.window, 2));
    painter.setBrush(c.text);
    painter.drawEllipse(QPointF(xOf(m_time), middle), kKnob, kKnob);
}

void SeekBar::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && m_duration.count() > 0)
        Q_EMIT seek(timeAt(event->position().x()));
}

void SeekBar::mouseMoveEvent(QMouseEvent *event)
{
    if (m_duration.count() <= 0)
        return;
    const Timestamp time = timeAt(event->position().x());
    if (event->buttons() & Qt::LeftButton)
        Q_EMIT seek(time);
    QToolTip::showText(event->globalPosition().toPoint() + QPoint(0, -40), timeText(time), this);
}

} // namespace refocus::ui
