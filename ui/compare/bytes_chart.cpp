#include "ui/compare/bytes_chart.h"

#include "ui/compare/figure_text.h"
#include "ui/state/time_text.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

std::vector<BytesPoint> bytesPointsOf(const Compared &compared)
{
    std::vector<BytesPoint> points;
    if (!compared.timed())
        return points;
    const compare::PatchTime &none = compared.at(0).time;
    const double speed = compared.comparison->diskBytesPerSecond;
    for (std::size_t d = 0; d < compared.depths(); ++d) {
        const compare::ComparedDepth &depth = compared.depth(d);
        const compare::DepthFigures &at = compared.at(d);
        if (!depth.depth || depth.bytes <= 0 || at.runs == 0)
            continue;
        const double saved =
            none.infer.mean + none.decode.mean - at.time.infer.mean - at.time.decode.mean;
        points.push_back({d, depth.bytes, saved, speed > 0 && saved > depth.bytes / speed * 1000});
    }
    return points;
}

std::optional<QLineF> breakEvenOf(const Compared &compared, const Plot &plot)
{
    const double speed = compared.comparison ? compared.comparison->diskBytesPerSecond : 0;
    if (speed <= 0)
        return {};
    const double most = plot.x.to;
    return insideOf(QLineF(plot.at(0, 0), plot.at(most, most / speed * 1000)), plot.box);
}

BytesChart::BytesChart(QWidget *parent)
    : Chart(tr("Time saved and bytes kept"), QStringLiteral("time-and-bytes"), parent)
{}

QString BytesChart::emptySentence() const
{
    if (compared().depths() == 0)
        return tr("Shows what a kept map saves in time, and from which disk it pays.");
    if (bytesPointsOf(compared()).empty())
        return tr("Times come with the second pass.");
    return {};
}

double BytesChart::unit() const
{
    double most = 0;
    for (const BytesPoint &point : bytesPointsOf(compared()))
        most = std::max(most, point.bytes);
    return most >= 1e6 ? 1e6 : 1e3;
}

Plot BytesChart::plot(const QRectF &area) const
{
    double most = 0, least = 0, high = 0;
    for (const BytesPoint &point : bytesPointsOf(compared())) {
        most = std::max(most, point.bytes);
        least = std::min(least, point.msSaved);
        high = std::max(high, point.msSaved);
    }
    // Bytes stay bytes; only their labels are in kB or MB.
    const double of = unit();
    const ValueRange x = niceRange(0, most * 1.08 / of, 8);
    const ValueRange y = niceRange(least * 1.08, high * 1.08 + (high <= 0 ? 1e-3 : 0), 5);
    Plot plot = plotOf(area, QFontMetricsF(chartFont()), x, y);
    plot.x.from *= of;
    plot.x.to *= of;
    return plot;
}

std::vector<ChartSpot> BytesChart::spotsIn(const QRectF &area) const
{
    const Plot plot = this->plot(area);
    auto points = bytesPointsOf(compared());
    std::ranges::stable_sort(points, {}, &BytesPoint::bytes);
    const int decimals = decimalsOf(compared().at(0).time.total.mean);
    const double speed = compared().comparison->diskBytesPerSecond;
    std::vector<ChartSpot> spots;
    for (const BytesPoint &point : points) {
        ChartSpot spot;
        spot.key = QString::fromStdString(compared().at(point.depth).name);
        spot.at = plot.at(point.bytes, point.msSaved);
        spot.depth = static_cast<int>(point.depth);
        spot.title = fullLabel(compared().depth(point.depth));
        spot.lines
            << tr("%1 a patch").arg(bytesText(point.bytes))
            << tr("saves %1 ms a patch, reading aside").arg(numberText(point.msSaved, decimals));
        if (speed > 0) {
            spot.lines << tr("from a cold disk %1 ms to read")
                              .arg(numberText(point.bytes / speed * 1000, decimals))
                       << (point.pays ? tr("pays even then") : tr("does not pay then"));
            if (point.msSaved > 0)
                spot.lines << tr("pays from a disk of %1 a second")
                                  .arg(bytesText(point.bytes / point.msSaved * 1000));
        }
        spots.push_back(spot);
    }
    return spots;
}

void BytesChart::paintIn(QPainter &painter, const QRectF &area) const
{
    const Colours &c = colours();
    const Plot plot = this->plot(area);
    Plot axes = plot;
    axes.x.from /= unit();
    axes.x.to /= unit();
    paintAxes(painter, axes, unit() == 1e6 ? tr("MB a patch") : tr("kB a patch"),
              tr("ms saved a patch"));
    const QFontMetricsF metrics(painter.font());
    const double line = std::ceil(metrics.height());

    painter.setRenderHint(QPainter::Antialiasing);
    std::vector<QRectF> obstacles, evenBoxes;
    if (plot.y.from < 0 && plot.y.to > 0) {
        painter.setPen(QPen(c.muted, 1));
        painter.drawLine(plot.at(plot.x.from, 0), plot.at(plot.x.to, 0));
    }
    if (const auto even = breakEvenOf(compared(), plot)) {
        painter.setPen(QPen(c.warning, 1.5, Qt::DashLine));
        painter.drawLine(*even);
        const QString text = tr("pays above, at %1/s from disk")
                                 .arg(bytesText(compared().comparison->diskBytesPerSecond));
        const double width = std::ceil(metrics.horizontalAdvance(text)) + 2;
        // Below the line's end, or above where there is no room.
        QRectF label(std::min(even->x2(), plot.box.right()) - width, even->y2() + 4, width, line);
        const double under =
            even->pointAt(std::max(0.0, 1 - width / std::max(1.0, even->dx()))).y();
        label.moveTop(under + 4);
        if (label.bottom() > plot.box.bottom() - 1)
            label.moveBottom(even->y2() - 4);
        painter.setPen(c.warning);
        painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter, text);
        obstacles.push_back(label);
        for (const QRectF &box : alongLine(*even))
            evenBoxes.push_back(box);
    }
    const auto points = bytesPointsOf(compared());
    std::vector<QPointF> places;
    std::vector<QSizeF> sizes;
    QStringList labels;
    for (const BytesPoint &point : points) {
        const QPointF at = plot.at(point.bytes, point.msSaved);
        if (static_cast<int>(point.depth) == chosen()) {
            painter.setPen(QPen(c.text, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(at, 8, 8);
        }
        paintSymbol(painter, at, depthStyle(compared(), point.depth),
                    point.pays || compared().comparison->diskBytesPerSecond <= 0);
        labels << fullLabel(compared().depth(point.depth));
        places.push_back(at);
        sizes.emplace_back(std::ceil(metrics.horizontalAdvance(labels.back())) + 2, line);
    }
    const auto boxes =
        placeLabels(places, sizes, plot.box.adjusted(2, -8, 3 * kGrid, -1), obstacles, evenBoxes);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        painter.setPen(compared().depth(points[i].depth).retrained ? c.text : c.muted);
        if (boxes[i])
            paintLabel(painter, *boxes[i], labels[static_cast<qsizetype>(i)]);
    }
}

std::vector<QStringList> BytesChart::table() const
{
    std::vector<QStringList> rows{{QStringLiteral("depth"), QStringLiteral("bytes a patch"),
                                   QStringLiteral("ms saved a patch"),
                                   QStringLiteral("disk bytes a second"),
                                   QStringLiteral("pays from disk")}};
    const double speed = compared().comparison ? compared().comparison->diskBytesPerSecond : 0;
    for (const BytesPoint &point : bytesPointsOf(compared()))
        rows.push_back({QString::fromStdString(compared().at(point.depth).name),
                        plainNumber(point.bytes), plainNumber(point.msSaved),
                        speed > 0 ? plainNumber(speed) : QString(),
                        speed <= 0   ? QString()
                        : point.pays ? QStringLiteral("yes")
                                     : QStringLiteral("no")});
    return rows;
}

} // namespace refocus::ui
