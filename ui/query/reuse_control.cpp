#include "ui/query/reuse_control.h"

#include "ui/controls/depth_text.h"
#include "ui/theme/rounded.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QSignalBlocker>

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr int kNarrowest = 40;

} // namespace

ReuseSegment::ReuseSegment(const DepthInfo &depth, QWidget *parent)
    : QRadioButton(parent), m_depth(depth)
{
    setText(depthLabel(depth));
    const QStringList lines{depthName(depth), depthShape(depth), depthWarning(depth)};
    setToolTip(lines.join(QLatin1Char('\n')).trimmed());
    setAccessibleName(tr("Reuse: %1").arg(depthName(depth)));
    setAccessibleDescription(lines.mid(1).join(QStringLiteral(". ")));
}

QSize ReuseSegment::sizeHint() const { return {kNarrowest, kControl}; }

void ReuseSegment::enterEvent(QEnterEvent *) { update(); }
void ReuseSegment::leaveEvent(QEvent *) { update(); }

void ReuseSegment::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF inside = QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5);
    if (isChecked() || underMouse()) {
        painter.setPen(hasFocus() ? QPen(c.accent, 1.5) : QPen(Qt::NoPen));
        painter.setBrush(isChecked() ? c.raised : QColor(Qt::transparent));
        if (isChecked() && !hasFocus())
            painter.setPen(QPen(c.muted, 1));
        if (!isChecked())
            painter.setPen(QPen(c.hairline, 1));
        painter.drawRoundedRect(inside, 4, 4);
    }
    QFont font = painter.font();
    font.setWeight(isChecked() ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    painter.setPen(isChecked() ? c.text : c.muted);
    painter.drawText(rect(), Qt::AlignCenter, text());
    if (!m_depth.retrained) { // Said in words below the control and in the tip.
        painter.setPen(QPen(c.warning, 1.5, Qt::DotLine));
        const double half = QFontMetricsF(font).horizontalAdvance(text()) / 2;
        const QPointF middle(width() / 2.0, height() / 2.0 + 9);
        painter.drawLine(middle - QPointF(half, 0), middle + QPointF(half, 0));
    }
}

ReuseControl::ReuseControl(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Reuse depth"));
}

void ReuseControl::setDepths(const std::vector<DepthInfo> &depths)
{
    const auto alike = [](const DepthInfo &a, const DepthInfo &b) {
        return a.name == b.name && a.shape == b.shape && a.bytesPerPatch == b.bytesPerPatch &&
               a.retrained == b.retrained && a.mapsKept == b.mapsKept;
    };
    const bool same = std::ranges::equal(depths, m_depths, alike);
    m_depths = depths;
    if (same) // Only times have changed: keep the focus where it is.
        return;
    for (ReuseSegment *segment : m_segments)
        segment->deleteLater();
    m_segments.clear();
    for (const DepthInfo &depth : depths) {
        auto *segment = new ReuseSegment(depth, this);
        connect(segment, &QRadioButton::toggled, this, [this, segment](bool on) {
            if (!on)
                return;
            m_reuse = segment->depth().reuse;
            Q_EMIT changed();
        });
        segment->show();
        m_segments.push_back(segment);
    }
    measure();
    setReuse(m_reuse);
    updateGeometry();
}

void ReuseControl::setReuse(const query::Reuse &reuse)
{
    m_reuse = reuse;
    for (ReuseSegment *segment : m_segments) {
        const QSignalBlocker quiet(segment);
        if (sameReuse(segment->depth().reuse, reuse))
            segment->setChecked(true); // The group unchecks the others.
        segment->update();
    }
}

void ReuseControl::cycle(int by)
{
    const int count = static_cast<int>(m_segments.size());
    if (count == 0)
        return;
    int now = 0;
    for (int i = 0; i < count; ++i)
        if (m_segments[static_cast<std::size_t>(i)]->isChecked())
            now = i;
    m_segments[static_cast<std::size_t>(((now + by) % count + count) % count)]->setChecked(true);
}

void ReuseControl::measure()
{
    m_widest = kNarrowest;
    for (const ReuseSegment *segment : m_segments)
        m_widest =
            std::max(m_widest, segment->fontMetrics().horizontalAdvance(segment->text()) + 12);
    place();
}

int ReuseControl::perLine(int width) const
{
    const int count = std::max<int>(1, static_cast<int>(m_segments.size()));
    const int fit = std::clamp(width / m_widest, 1, count);
    const int lines = (count + fit - 1) / fit;
    return (count + lines - 1) / lines; // Lines of the same length.
}

QSize ReuseControl::sizeHint() const { return {200, heightForWidth(width())}; }
QSize ReuseControl::minimumSizeHint() const { return {120, kControl}; }

int ReuseControl::heightForWidth(int width) const
{
    const int line = perLine(width), count = static_cast<int>(m_segments.size());
    return std::max(1, (count + line - 1) / line) * kControl;
}

void ReuseControl::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        measure();
}

void ReuseControl::resizeEvent(QResizeEvent *) { place(); }

void ReuseControl::place()
{
    const int line = perLine(width());
    for (int i = 0; i < static_cast<int>(m_segments.size()); ++i) {
        const int column = i % line, row = i / line;
        const int left = column * width() / line, right = (column + 1) * width() / line;
        m_segments[static_cast<std::size_t>(i)]->setGeometry(left, row * kControl, right - left,
                                                             kControl);
    }
    setFixedHeight(heightForWidth(width()));
}

void ReuseControl::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    paintRounded(painter, rect(), kRadius, c.hairline, c.base);
    if (m_segments.empty()) {
        painter.setPen(c.muted);
        painter.drawText(rect().adjusted(10, 0, -10, 0), Qt::AlignVCenter, tr("measuring…"));
    }
}

} // namespace refocus::ui
