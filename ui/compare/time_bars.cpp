#include "ui/compare/time_bars.h"

#include "ui/compare/chart_paint.h"
#include "ui/compare/figure_text.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

// Three fills that differ without their colour: plain, hatched, and a plain one that is darker.
void fillPart(QPainter &painter, const QRectF &box, std::size_t part)
{
    const Colours &c = colours();
    if (box.width() <= 0)
        return;
    QColor light = c.accent;
    light.setAlphaF(0.28F);
    painter.fillRect(box, part == 0 ? c.muted : part == 1 ? light : c.accent);
    if (part == 1) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(c.accent, 1));
        const auto lines = hatchLines(box, 6);
        painter.drawLines(lines.data(), static_cast<int>(lines.size()));
        painter.setRenderHint(QPainter::Antialiasing, false);
    }
}

} // namespace

std::vector<TimeBar> timeBarsOf(const compare::Figures &figures, const ChartScale &scale,
                                const QRectF &area)
{
    std::vector<TimeBar> bars;
    const auto count = static_cast<double>(figures.depths.size());
    const double height = std::floor(std::min(area.height() / count, 40.0));
    const double thick = std::clamp(std::floor(height * 0.55), 4.0, 18.0);
    double top = area.top();
    for (const compare::DepthFigures &depth : figures.depths) {
        TimeBar bar;
        bar.row = QRectF(area.left(), top, area.width(), height);
        double from = 0;
        const std::array means{depth.time.read.mean, depth.time.decode.mean, depth.time.infer.mean};
        for (std::size_t part = 0; part < means.size(); ++part) {
            const double x = scale.pixel(from);
            from += means[part];
            bar.parts[part] =
                QRectF(x, std::floor(top + (height - thick) / 2), scale.pixel(from) - x, thick);
        }
        bar.middle = bar.parts[0].center().y();
        const compare::MeanSd &total = depth.time.total;
        bar.sdLow = scale.pixel(std::max(0.0, total.mean - total.sd));
        bar.sdHigh = scale.pixel(total.mean + total.sd);
        bars.push_back(bar);
        top += height;
    }
    return bars;
}

TimeBars::TimeBars(QWidget *parent)
    : Chart(tr("Time a patch"), QStringLiteral("time-a-patch"), parent)
{}

QString TimeBars::emptySentence() const
{
    if (compared().depths() == 0)
        return tr("Shows where the time of a patch goes at each reuse depth: reading, decoding, "
                  "inferring.");
    if (!compared().timed())
        return tr("The first pass gives the answers and does not count; times come with the "
                  "second.");
    return {};
}

QString TimeBars::totalText(std::size_t depth) const
{
    const compare::DepthFigures &at = compared().at(depth);
    if (at.runs == 0)
        return QStringLiteral("…");
    const int decimals = decimalsOf(compared().at(0).time.total.mean);
    const QString mean = numberText(at.time.total.mean, decimals);
    return at.runs > 1 ? mean + u' ' + plusMinusText(at.time.total.sd, decimals) : mean;
}

QString TimeBars::reductionText(std::size_t depth) const
{
    const compare::DepthFigures &at = compared().at(depth);
    if (!compared().depth(depth).depth || at.runs == 0)
        return {};
    return at.reduction >= 0 ? u'−' + signedPercentText(at.reduction)
                             : u'+' + signedPercentText(-at.reduction);
}

TimeBars::Layout TimeBars::layoutOf(const QRectF &area) const
{
    const QFontMetricsF metrics(chartFont());
    const double line = std::ceil(metrics.height());
    Layout layout;
    layout.legend = QRectF(area.left(), area.top(), area.width(), line);
    layout.rows = area.adjusted(0, line + kGrid, 0, -line - kGrid);
    const double row = layout.rows.height() / static_cast<double>(compared().depths());
    layout.twoLines = area.width() < 560 && row >= 2 * line;
    double most = 0;
    for (std::size_t d = 0; d < compared().depths(); ++d) {
        const QString label = depthLabel(compared().depth(d)),
                      word = depthWord(compared().depth(d));
        const double gap = word.isEmpty() ? 0 : kGrid;
        const double a = metrics.horizontalAdvance(label), b = metrics.horizontalAdvance(word);
        layout.labels = std::max(layout.labels, layout.twoLines ? std::max(a, b) : a + gap + b);
        layout.totals = std::max(layout.totals, metrics.horizontalAdvance(totalText(d)));
        layout.reductions =
            std::max(layout.reductions, metrics.horizontalAdvance(reductionText(d)));
        const compare::MeanSd &total = compared().at(d).time.total;
        most = std::max(most, total.mean + total.sd);
    }
    const double left = area.left() + layout.labels + 2 * kGrid;
    const double right = area.right() - layout.reductions - layout.totals - 5 * kGrid;
    layout.scale = {0, std::max(most, 1e-6), left, std::max(left + 40, right)};
    return layout;
}

std::vector<ChartSpot> TimeBars::spotsIn(const QRectF &area) const
{
    const Layout layout = layoutOf(area);
    const auto bars = timeBarsOf(*compared().figures, layout.scale, layout.rows);
    const std::array names{tr("reading"), tr("decoding"), tr("inferring")};
    const std::array keys{"read", "decode", "infer"};
    const int decimals = decimalsOf(compared().at(0).time.total.mean);
    std::vector<ChartSpot> spots;
    for (std::size_t d = 0; d < bars.size(); ++d) {
        const compare::DepthFigures &at = compared().at(d);
        const std::array parts{at.time.read, at.time.decode, at.time.infer};
        const auto spot = [&](const QString &key, QPointF place, const QRectF &found) {
            return ChartSpot{QString::fromStdString(at.name) + u'/' + key,
                             place,
                             found,
                             {},
                             {},
                             static_cast<int>(d),
                             static_cast<int>(d)};
        };
        const auto ms = [&](const compare::MeanSd &of) {
            const QString mean = numberText(of.mean, decimals);
            return tr("%1 ms a patch")
                .arg(at.runs > 1 ? mean + u' ' + plusMinusText(of.sd, decimals) : mean);
        };
        for (std::size_t part = 0; part < parts.size(); ++part) {
            const QRectF &box = bars[d].parts[part];
            ChartSpot of = spot(QLatin1String(keys[part]), box.center(), box.adjusted(0, -3, 0, 3));
            of.title = tr("%1: %2").arg(fullLabel(compared().depth(d)), names[part]);
            of.lines << ms(parts[part])
                     << tr("%1 of the total")
                            .arg(signedPercentText(parts[part].mean /
                                                   std::max(at.time.total.mean, 1e-9)));
            spots.push_back(of);
        }
        // What is right of the bar, and left of it.
        ChartSpot total =
            spot(QStringLiteral("total"),
                 QPointF(layout.scale.pixel(at.time.total.mean), bars[d].middle), bars[d].row);
        total.title = tr("%1: total").arg(fullLabel(compared().depth(d)));
        total.lines << ms(at.time.total) << tr("%n run(s)", nullptr, static_cast<int>(at.runs));
        if (compared().depth(d).depth && at.runs > 1)
            total.lines << tr("%1 %2 percentage points against none")
                               .arg(reductionText(d), plusMinusText(100 * at.reductionError, 1));
        spots.push_back(total);
    }
    return spots;
}

void TimeBars::paintIn(QPainter &painter, const QRectF &area) const
{
    const Colours &c = colours();
    const Layout layout = layoutOf(area);
    const QFontMetricsF metrics(painter.font());
    const double line = std::ceil(metrics.height());
    const auto bars = timeBarsOf(*compared().figures, layout.scale, layout.rows);

    double x = area.left();
    const std::array names{tr("reading"), tr("decoding"), tr("inferring")};
    for (std::size_t part = 0; part < names.size(); ++part) {
        fillPart(painter, QRectF(x, std::floor(layout.legend.center().y()) - 4, 14, 9), part);
        x += 14 + kGrid + 1;
        painter.setPen(c.muted);
        painter.drawText(QRectF(x, layout.legend.top(), 200, line),
                         Qt::AlignLeft | Qt::AlignVCenter, names[part]);
        x += std::ceil(metrics.horizontalAdvance(names[part])) + 3 * kGrid;
    }
    const QString unit = tr("ms a patch");
    if (x + metrics.horizontalAdvance(unit) < area.right())
        painter.drawText(layout.legend, Qt::AlignRight | Qt::AlignVCenter, unit);

    const double bottom = bars.empty() ? layout.rows.bottom() : bars.back().row.bottom();
    for (const ChartTick &tick :
         chartTicks(layout.scale, std::max(36.0, layout.rows.width() / 12))) {
        const double at = std::floor(layout.scale.pixel(tick.value)) + 0.5;
        painter.setPen(QPen(c.hairline, 1));
        painter.drawLine(QPointF(at, layout.rows.top()), QPointF(at, bottom));
        painter.setPen(c.muted);
        painter.drawText(QRectF(at - 50, bottom + 2, 100, line), Qt::AlignCenter, tick.label);
    }
    for (std::size_t d = 0; d < bars.size(); ++d) {
        const TimeBar &bar = bars[d];
        const bool chosen = static_cast<int>(d) == this->chosen();
        if (chosen) {
            painter.fillRect(QRectF(area.left() - 2 * kGrid, bar.row.top() + 1,
                                    area.width() + 4 * kGrid, bar.row.height() - 2),
                             c.raised);
            painter.fillRect(
                QRectF(area.left() - 2 * kGrid, bar.row.top() + 1, 2, bar.row.height() - 2),
                c.accent);
        }
        const QString label = depthLabel(compared().depth(d)),
                      word = depthWord(compared().depth(d));
        QRectF names = bar.row;
        names.setWidth(layout.labels);
        painter.setPen(c.text);
        if (word.isEmpty() || !layout.twoLines) {
            painter.drawText(names, Qt::AlignLeft | Qt::AlignVCenter, label);
            names.setLeft(names.left() + metrics.horizontalAdvance(label) + kGrid);
            painter.setPen(c.warning);
            painter.drawText(names, Qt::AlignLeft | Qt::AlignVCenter,
                             metrics.elidedText(word, Qt::ElideRight, names.width()));
        } else {
            const double top = std::floor(bar.middle - line + 1);
            painter.drawText(QRectF(names.left(), top, names.width(), line),
                             Qt::AlignLeft | Qt::AlignVCenter, label);
            painter.setPen(c.warning);
            painter.drawText(QRectF(names.left(), top + line - 2, names.width(), line),
                             Qt::AlignLeft | Qt::AlignVCenter, word);
        }
        for (std::size_t part = 0; part < bar.parts.size(); ++part)
            fillPart(painter, bar.parts[part], part);
        const compare::DepthFigures &at = compared().at(d);
        double end = layout.scale.pixel(at.time.total.mean);
        if (at.runs > 1) {
            painter.setPen(QPen(c.text, 1));
            const double y = std::floor(bar.middle) + 0.5;
            painter.drawLine(QPointF(bar.sdLow, y), QPointF(bar.sdHigh, y));
            for (const double cap : {bar.sdLow, bar.sdHigh})
                painter.drawLine(QPointF(cap, y - 3), QPointF(cap, y + 3));
            end = std::max(end, bar.sdHigh);
        }
        painter.setPen(c.text);
        painter.drawText(QRectF(end + 2 * kGrid, bar.row.top(), 200, bar.row.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, totalText(d));
        const bool sure = at.reductionError <= std::abs(at.reduction);
        painter.setPen(!sure ? c.muted : at.reduction > 0 ? c.ok : c.danger);
        painter.drawText(bar.row, Qt::AlignRight | Qt::AlignVCenter, reductionText(d));
    }
}

std::vector<QStringList> TimeBars::table() const
{
    std::vector<QStringList> rows{
        {QStringLiteral("depth"), QStringLiteral("runs"), QStringLiteral("read ms"),
         QStringLiteral("read sd"), QStringLiteral("decode ms"), QStringLiteral("decode sd"),
         QStringLiteral("infer ms"), QStringLiteral("infer sd"), QStringLiteral("total ms"),
         QStringLiteral("total sd"), QStringLiteral("reduction"), QStringLiteral("half interval")}};
    for (std::size_t d = 0; d < compared().depths(); ++d) {
        const compare::DepthFigures &at = compared().at(d);
        QStringList row{QString::fromStdString(at.name), QString::number(at.runs)};
        for (const compare::MeanSd &of :
             {at.time.read, at.time.decode, at.time.infer, at.time.total})
            row << plainNumber(of.mean) << (at.runs > 1 ? plainNumber(of.sd) : QString());
        row << plainNumber(at.reduction) << plainNumber(at.reductionError);
        rows.push_back(row);
    }
    return rows;
}

} // namespace refocus::ui
