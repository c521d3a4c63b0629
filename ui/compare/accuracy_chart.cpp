#include "ui/compare/accuracy_chart.h"

#include "ui/compare/figure_text.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

constexpr double kAboveAxis = 8; // Pixels, of a point that lies below it.

} // namespace

ValueRange accuracyRange(const Compared &compared)
{
    double least = 1;
    for (std::size_t d = 0; d < compared.depths(); ++d)
        if (compared.depth(d).depth && compared.depth(d).retrained)
            least = std::min(least, compared.at(d).accuracy.interval().low);
    least = std::min(least, 0.98);
    const double from = std::max(0.0, niceRange(least, 1, 5).from);
    return {from, 1 + 0.05 * (1 - from)};
}

ValueRange timeRange(const Compared &compared)
{
    double least = 1e300, most = 0;
    for (std::size_t d = 0; d < compared.depths(); ++d)
        if (compared.at(d).runs > 0) {
            least = std::min(least, compared.at(d).time.total.mean);
            most = std::max(most, compared.at(d).time.total.mean);
        }
    const double pad = std::max(0.06 * (most - least), 0.02 * most);
    return niceRange(std::max(0.0, least - pad), most + pad, 8);
}

std::vector<AccuracyPoint> accuracyPointsOf(const Compared &compared, const Plot &plot)
{
    std::vector<AccuracyPoint> points;
    for (std::size_t d = 0; d < compared.depths(); ++d) {
        const compare::DepthFigures &at = compared.at(d);
        if (at.runs == 0)
            continue;
        AccuracyPoint point;
        point.depth = d;
        point.pareto = at.pareto;
        point.below = at.accuracy.value() < plot.y.from;
        point.at = point.truly = plot.at(at.time.total.mean, at.accuracy.value());
        if (point.below)
            point.at.setY(plot.box.bottom() - kAboveAxis);
        point.low = point.high = point.at.y();
        if (compared.depth(d).depth && !point.below) {
            const compare::Interval interval = at.accuracy.interval();
            point.low = plot.y.pixel(std::max(interval.low, plot.y.from));
            point.high = plot.y.pixel(interval.high);
        }
        points.push_back(point);
    }
    return points;
}

std::vector<QLineF> paretoLinesOf(const std::vector<AccuracyPoint> &points, const Plot &plot)
{
    std::vector<QPointF> places;
    for (const AccuracyPoint &point : points)
        if (point.pareto)
            places.push_back(point.truly);
    std::ranges::sort(places, {}, [](QPointF at) { return at.x(); });
    std::vector<QLineF> lines;
    for (std::size_t i = 1; i < places.size(); ++i)
        if (const auto inside = insideOf(QLineF(places[i - 1], places[i]), plot.box))
            lines.push_back(*inside);
    return lines;
}

AccuracyChart::AccuracyChart(QWidget *parent)
    : Chart(tr("Accuracy and time"), QStringLiteral("accuracy-and-time"), parent)
{}

QString AccuracyChart::emptySentence() const
{
    if (compared().depths() == 0)
        return tr("Shows what each reuse depth gains in time and loses in accuracy.");
    if (!compared().timed() || !compared().answered())
        return tr("Times come with the second pass.");
    return {};
}

Plot AccuracyChart::plot(const QRectF &area) const
{
    return plotOf(area, QFontMetricsF(chartFont()), timeRange(compared()),
                  accuracyRange(compared()));
}

std::vector<ChartSpot> AccuracyChart::spotsIn(const QRectF &area) const
{
    auto points = accuracyPointsOf(compared(), plot(area));
    std::ranges::stable_sort(points, {}, [](const AccuracyPoint &point) { return point.at.x(); });
    const int decimals = decimalsOf(compared().at(0).time.total.mean);
    std::vector<ChartSpot> spots;
    for (const AccuracyPoint &point : points) {
        const compare::DepthFigures &at = compared().at(point.depth);
        ChartSpot spot;
        spot.key = QString::fromStdString(at.name);
        spot.at = point.at;
        spot.depth = static_cast<int>(point.depth);
        spot.title = fullLabel(compared().depth(point.depth));
        const QString mean = numberText(at.time.total.mean, decimals);
        spot.lines << tr("%1 ms a patch")
                          .arg(at.runs > 1 ? mean + u' ' + plusMinusText(at.time.total.sd, decimals)
                                           : mean);
        if (compared().depth(point.depth).depth) {
            spot.lines << tr("accuracy %1 (%2)")
                              .arg(shareText(at.accuracy.value()), intervalText(at.accuracy))
                       << tr("%1 of %2 patches as without reuse")
                              .arg(at.accuracy.hits)
                              .arg(at.accuracy.of);
        } else {
            spot.lines << tr("what the others are compared with");
        }
        if (at.pareto)
            spot.lines << tr("none is both faster and nearer");
        spots.push_back(spot);
    }
    return spots;
}

void AccuracyChart::paintIn(QPainter &painter, const QRectF &area) const
{
    const Colours &c = colours();
    const Plot plot = this->plot(area);
    paintAxes(painter, plot, tr("ms a patch"), tr("accuracy against none"));
    const auto points = accuracyPointsOf(compared(), plot);
    const QFontMetricsF metrics(painter.font());

    painter.setRenderHint(QPainter::Antialiasing);
    const auto lines = paretoLinesOf(points, plot);
    painter.setPen(QPen(c.muted, 1));
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
    std::vector<QPointF> places;
    std::vector<QSizeF> sizes;
    QStringList labels;
    for (const AccuracyPoint &point : points) {
        const DepthStyle style = depthStyle(compared(), point.depth);
        QColor bar = style.colour;
        bar.setAlphaF(0.7F);
        painter.setPen(QPen(bar, 1.2));
        if (point.low != point.high) {
            const double x = point.at.x();
            painter.drawLine(QPointF(x, point.low), QPointF(x, point.high));
            for (const double cap : {point.low, point.high})
                painter.drawLine(QPointF(x - 3, cap), QPointF(x + 3, cap));
        }
        QString label = fullLabel(compared().depth(point.depth));
        if (point.below)
            label += QStringLiteral(" ↓ ") + shareText(compared().at(point.depth).accuracy.value());
        labels << label;
        places.push_back(point.at);
        sizes.emplace_back(std::ceil(metrics.horizontalAdvance(label)) + 2,
                           std::ceil(metrics.height()));
    }
    for (const AccuracyPoint &point : points) {
        const bool chosen = static_cast<int>(point.depth) == this->chosen();
        if (chosen) {
            painter.setPen(QPen(c.text, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(point.at, 8, 8);
        }
        paintSymbol(painter, point.at, depthStyle(compared(), point.depth), point.pareto);
    }
    std::vector<QRectF> thin;
    for (const QLineF &line : lines)
        for (const QRectF &box : alongLine(line))
            thin.push_back(box);
    for (const AccuracyPoint &point : points)
        if (point.low != point.high)
            thin.emplace_back(QPointF(point.at.x() - 3, point.high),
                              QPointF(point.at.x() + 3, point.low));
    const QRectF bounds = plot.box.adjusted(2, -10, 3 * kGrid, 0);
    const auto boxes = placeLabels(places, sizes, bounds, {}, thin);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (!boxes[i])
            continue;
        painter.setPen(points[i].pareto ? c.text : c.muted);
        paintLabel(painter, *boxes[i], labels[static_cast<qsizetype>(i)]);
    }
}

std::vector<QStringList> AccuracyChart::table() const
{
    std::vector<QStringList> rows{{QStringLiteral("depth"), QStringLiteral("ms a patch"),
                                   QStringLiteral("sd"), QStringLiteral("accuracy"),
                                   QStringLiteral("low"), QStringLiteral("high"),
                                   QStringLiteral("patches"), QStringLiteral("pareto")}};
    for (std::size_t d = 0; d < compared().depths(); ++d) {
        const compare::DepthFigures &at = compared().at(d);
        const compare::Interval interval = at.accuracy.interval();
        rows.push_back({QString::fromStdString(at.name), plainNumber(at.time.total.mean),
                        at.runs > 1 ? plainNumber(at.time.total.sd) : QString(),
                        plainNumber(at.accuracy.value()), plainNumber(interval.low),
                        plainNumber(interval.high), QString::number(at.accuracy.of),
                        at.pareto ? QStringLiteral("yes") : QStringLiteral("no")});
    }
    return rows;
}

} // namespace refocus::ui
