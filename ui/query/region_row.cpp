#include "ui/query/region_row.h"

#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

double shareOf(const std::vector<cv::Point> &region, QSize picture)
{
    double twice = 0;
    for (std::size_t i = 0, j = region.size() - 1; i < region.size(); j = i++)
        twice += static_cast<double>(region[j].x) * region[i].y -
                 static_cast<double>(region[i].x) * region[j].y;
    const double area = static_cast<double>(picture.width()) * picture.height();
    return !picture.isEmpty() ? std::min(1.0, std::abs(twice) / 2 / area) : 0;
}

RegionMiniature::RegionMiniature(QWidget *parent) : QAbstractButton(parent)
{
    setFixedSize(56, 32);
    setAccessibleName(tr("The region in the picture, press to draw another"));
    setCursor(Qt::PointingHandCursor);
}

void RegionMiniature::set(std::vector<cv::Point> region, QSize picture)
{
    m_region = std::move(region);
    m_picture = picture;
    update();
}

void RegionMiniature::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QSize size = m_picture.isEmpty() ? QSize(16, 9) : m_picture;
    const double scale = std::min((width() - 2.0) / size.width(), (height() - 2.0) / size.height());
    const QRectF frame((width() - size.width() * scale) / 2, (height() - size.height() * scale) / 2,
                       size.width() * scale, size.height() * scale);
    painter.setPen(hasFocus() ? c.accent : c.hairline);
    painter.setBrush(c.picture);
    painter.drawRoundedRect(frame, 2, 2);
    QPolygonF polygon;
    for (const cv::Point &corner : m_region)
        polygon << frame.topLeft() + QPointF(corner.x, corner.y) * scale;
    painter.setClipRect(frame);
    QColor fill = c.accent;
    fill.setAlpha(90);
    painter.setBrush(fill);
    painter.setPen(QPen(c.accent, 1.5));
    painter.drawPolygon(polygon);
}

RegionRow::RegionRow(QWidget *parent)
    : QWidget(parent), m_draw(new QPushButton(tr("Draw on the picture"))),
      m_miniature(new RegionMiniature), m_text(new QLabel), m_clear(new QToolButton)
{
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(2 * kGrid);
    line->addWidget(m_draw, 1);
    line->addWidget(m_miniature);
    line->addWidget(m_text, 1);
    line->addWidget(m_clear);
    m_draw->setIcon(icon(QStringLiteral("region")));
    m_draw->setToolTip(tr("Only objects whose centre is in the region are searched."));
    m_clear->setIcon(icon(QStringLiteral("cancel")));
    m_clear->setToolTip(tr("Clear the region"));
    m_clear->setAccessibleName(tr("Clear the region"));
    m_clear->setIconSize({16, 16});
    connect(m_draw, &QPushButton::clicked, this, &RegionRow::drawRequested);
    connect(m_miniature, &QAbstractButton::clicked, this, &RegionRow::drawRequested);
    connect(m_clear, &QToolButton::clicked, this, [this] {
        Q_EMIT cleared();
        m_draw->setFocus();
    });
    set({}, {}, 0);
}

void RegionRow::set(const std::vector<cv::Point> &region, QSize picture, int sources)
{
    const bool any = !region.empty();
    m_draw->setVisible(!any);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_miniature, m_text, m_clear})
        widget->setVisible(any);
    if (!any)
        return;
    m_miniature->set(region, picture);
    QString text = picture.isEmpty()
                       ? tr("a region")
                       : tr("%1 of the area").arg(percentText(shareOf(region, picture)));
    m_miniature->setToolTip(
        tr("Draw another. ") +
        (sources > 1 ? tr("The same corners in the pictures of all %n source(s)", nullptr, sources)
                     : tr("%n corner(s)", nullptr, static_cast<int>(region.size()))));
    if (sources > 1)
        text += tr("\nin %n source(s)", nullptr, sources);
    m_text->setText(text);
}

} // namespace refocus::ui
