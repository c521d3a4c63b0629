#include "ui/timeline/class_legend.h"

#include "ui/state/time_text.h"
#include "ui/theme/theme.h"
#include "ui/timeline/lane_painter.h"

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr int kMark = 14, kAfterMark = 6, kBetween = 16;

} // namespace

ClassLegend::ClassLegend(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Classes on the timeline"));
}

void ClassLegend::setClasses(std::vector<SightingIndex::Class> classes)
{
    std::erase_if(classes, [](const SightingIndex::Class &one) { return one.row < 0; });
    std::ranges::sort(classes, {}, &SightingIndex::Class::row);
    if (classes == m_classes)
        return;
    m_classes = std::move(classes);
    setAccessibleDescription(text());
    setToolTip(text());
    updateGeometry();
    update();
}

void ClassLegend::setHint(const QString &hint)
{
    m_hint = hint;
    update();
}

QString ClassLegend::text() const
{
    QStringList parts;
    for (const SightingIndex::Class &one : m_classes)
        parts << tr("%1 %2").arg(QString::fromStdString(one.name),
                                 countText(static_cast<std::uint64_t>(one.count)));
    return parts.join(QStringLiteral(", "));
}

QSize ClassLegend::sizeHint() const { return {320, kControl}; }

void ClassLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QFontMetrics metrics(font());
    if (m_classes.empty()) {
        painter.setPen(colours().muted);
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(m_hint, Qt::ElideRight, width()));
        return;
    }
    int x = 0;
    for (const SightingIndex::Class &one : m_classes) {
        const QString name = QString::fromStdString(one.name);
        const QString count = countText(static_cast<std::uint64_t>(one.count));
        const int nameWidth = metrics.horizontalAdvance(name);
        const int countWidth = metrics.horizontalAdvance(count);
        const int needed = kMark + kAfterMark + nameWidth + 5 + countWidth;
        const bool isLast = &one == &m_classes.back();
        if (x + needed > width() - (isLast ? 0 : 20)) {
            painter.setPen(colours().muted);
            painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter,
                             QStringLiteral("…"));
            return;
        }
        paintClassMark(painter, QRectF(x, (height() - kMark) / 2.0, kMark, kMark),
                       classStyle(one.name));
        x += kMark + kAfterMark;
        painter.setPen(colours().text);
        painter.drawText(QRect(x, 0, nameWidth + 2, height()), Qt::AlignLeft | Qt::AlignVCenter,
                         name);
        x += nameWidth + 5;
        painter.setPen(colours().muted);
        painter.drawText(QRect(x, 0, countWidth + 2, height()), Qt::AlignLeft | Qt::AlignVCenter,
                         count);
        x += countWidth + kBetween;
    }
}

} // namespace refocus::ui
