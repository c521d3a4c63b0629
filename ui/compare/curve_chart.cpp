#include "ui/compare/curve_chart.h"

#include "ui/compare/figure_text.h"
#include "ui/theme/theme.h"

#include <QButtonGroup>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace refocus::ui {

namespace {

bool isShown(const compare::CurvePoint &point)
{
    return point.recall.defined() && point.precision.defined() && point.recall.hits > 0;
}

ValueRange rangeOf(const Compared &compared, CurveOver over, const std::vector<std::size_t> &depths,
                   std::size_t emphasised, compare::Share compare::CurvePoint::*share)
{
    double least = 0.98;
    const auto widen = [&](std::size_t depth) {
        for (const compare::CurvePoint &point : curvePoints(compared.at(depth), over))
            if (isShown(point))
                least = std::min(least, (point.*share).value());
    };
    const bool retrained = std::ranges::any_of(
        depths, [&](std::size_t depth) { return compared.depth(depth).retrained; });
    for (const std::size_t depth : depths)
        if (compared.depth(depth).retrained || depth == emphasised || !retrained)
            widen(depth);
    least -= 0.05 * (1 - least); // Room below the lowest point.
    const double from = std::max(0.0, niceRange(least, 1, 5).from);
    return {from, 1 + 0.05 * (1 - from)};
}

} // namespace

const std::vector<compare::CurvePoint> &curvePoints(const compare::DepthFigures &figures,
                                                    CurveOver over)
{
    return over == CurveOver::K ? figures.overK : figures.overScore;
}

ValueRange curveRecalls(const Compared &compared, CurveOver over,
                        const std::vector<std::size_t> &depths, std::size_t emphasised)
{
    return rangeOf(compared, over, depths, emphasised, &compare::CurvePoint::recall);
}

ValueRange curvePrecisions(const Compared &compared, CurveOver over,
                           const std::vector<std::size_t> &depths, std::size_t emphasised)
{
    return rangeOf(compared, over, depths, emphasised, &compare::CurvePoint::precision);
}

std::vector<Curve> curvesOf(const Compared &compared, CurveOver over,
                            const std::vector<std::size_t> &depths, const Plot &plot)
{
    std::vector<Curve> curves;
    for (const std::size_t depth : depths) {
        Curve curve{depth, {}};
        const auto &points = curvePoints(compared.at(depth), over);
        for (std::size_t i = 0; i < points.size(); ++i)
            if (isShown(points[i])) {
                const QPointF at = plot.at(points[i].recall.value(), points[i].precision.value());
                const bool inside = plot.box.adjusted(-1, -1, 1, 1).contains(at);
                curve.places.push_back({i, at, inside});
            }
        curves.push_back(std::move(curve));
    }
    return curves;
}

bool isLabelled(double setting, CurveOver over)
{
    return over == CurveOver::K || std::lround(setting * 100) % 25 == 0;
}

std::vector<CurveLabel> curveLabels(const Curve &curve,
                                    const std::vector<compare::CurvePoint> &points, CurveOver over)
{
    constexpr double kSame = 6; // Pixels.
    std::vector<CurveLabel> labels;
    for (const CurvePlace &place : curve.places) {
        const double setting = points[place.point].setting;
        if (!place.inside || !isLabelled(setting, over))
            continue;
        if (!labels.empty() && QLineF(labels.back().at, place.at).length() < kSame)
            labels.back().last = setting;
        else
            labels.push_back({place.at, setting, setting});
    }
    return labels;
}

CurveChart::CurveChart(QWidget *parent)
    : Chart(tr("Precision and recall"), QStringLiteral("precision-and-recall"), parent),
      m_k(new QToolButton(this)), m_score(new QToolButton(this))
{
    auto *group = new QButtonGroup(this);
    for (QToolButton *button : {m_k, m_score}) {
        button->setCheckable(true);
        button->setFont(chartFont());
        button->setStyleSheet(QStringLiteral("min-width: 20px; min-height: 18px; padding: 0 6px;"));
        group->addButton(button);
    }
    m_k->setText(tr("K"));
    m_k->setToolTip(tr("Over K: a patch is looked at if the class is among the K likeliest of the "
                       "ingest network"));
    m_k->setAccessibleName(tr("Precision and recall over K"));
    m_score->setText(tr("score"));
    m_score->setToolTip(tr("Over the least score that a hit must have"));
    m_score->setAccessibleName(tr("Precision and recall over the least score"));
    m_k->setChecked(true);
    setTabOrder(this, m_k);
    setTabOrder(m_k, m_score);
    connect(m_k, &QToolButton::toggled, this,
            [this](bool on) { setOver(on ? CurveOver::K : CurveOver::Score); });
}

void CurveChart::setOver(CurveOver over)
{
    if (m_over == over)
        return;
    m_over = over;
    (over == CurveOver::K ? m_k : m_score)->setChecked(true);
    geometryChanged();
}

void CurveChart::setShown(std::vector<std::size_t> depths)
{
    if (m_shown == depths)
        return;
    m_shown = std::move(depths);
    geometryChanged();
}

int CurveChart::headerWidth() const
{
    return m_k->sizeHint().width() + m_score->sizeHint().width() + kGrid;
}

void CurveChart::figuresChanged()
{
    const QRect header = headerBox().toRect();
    const int first = m_k->sizeHint().width();
    m_k->setGeometry(header.left(), header.top() + 1, first, header.height() - 2);
    m_score->setGeometry(header.left() + first, header.top() + 1, m_score->sizeHint().width(),
                         header.height() - 2);
}

std::vector<std::size_t> CurveChart::depths() const
{
    std::vector<std::size_t> depths;
    for (std::size_t d = 0; d < compared().depths(); ++d)
        if (m_shown.empty() || std::ranges::find(m_shown, d) != m_shown.end())
            depths.push_back(d);
    return depths;
}

std::size_t CurveChart::emphasised() const
{
    const auto shown = depths();
    if (const auto wanted = static_cast<std::size_t>(chosen());
        chosen() >= 0 && std::ranges::find(shown, wanted) != shown.end())
        return wanted;
    return shown.size() > 1 ? shown[1] : shown.empty() ? 0 : shown[0];
}

QString CurveChart::emptySentence() const
{
    if (compared().depths() == 0)
        return tr("Shows what each reuse depth finds, over K and over the least score.");
    if (!compared().answered())
        return tr("Waits for the first answers.");
    if (!compared().at(0).retrieval.recall.defined())
        return tr("Without reuse no patch is a hit of this question: there is nothing to find "
                  "again.");
    return {};
}

std::vector<CurveChart::LegendItem> CurveChart::legend(const QRectF &area) const
{
    const QFontMetricsF metrics(chartFont());
    const double line = std::ceil(metrics.height());
    std::vector<LegendItem> items;
    for (const bool full : {true, false}) {
        items.clear();
        double x = area.left(), y = area.top();
        for (const std::size_t depth : depths()) {
            const compare::ComparedDepth &of = compared().depth(depth);
            const QString text = full ? fullLabel(of) : depthLabel(of);
            const double width = 14 + std::ceil(metrics.horizontalAdvance(text));
            if (x + width > area.right() && x > area.left()) {
                x = area.left();
                y += line + 2;
            }
            items.push_back({depth, text, QRectF(x, y, width, line)});
            x += width + 3 * kGrid;
        }
        if (y < area.top() + 2 * line)
            break;
    }
    return items;
}

Plot CurveChart::plot(const QRectF &area) const
{
    const auto items = legend(area);
    const double below = items.empty() ? area.top() : items.back().box.bottom() + 2;
    const auto shown = depths();
    return plotOf(area.adjusted(0, below - area.top(), 0, 0), QFontMetricsF(chartFont()),
                  curveRecalls(compared(), m_over, shown, emphasised()),
                  curvePrecisions(compared(), m_over, shown, emphasised()));
}

QString CurveChart::settingText(double setting) const
{
    return m_over == CurveOver::K ? QString::number(std::lround(setting)) : shareText(setting);
}

std::vector<ChartSpot> CurveChart::spotsIn(const QRectF &area) const
{
    std::vector<ChartSpot> spots;
    for (const Curve &curve : curvesOf(compared(), m_over, depths(), plot(area))) {
        const auto &points = curvePoints(compared().at(curve.depth), m_over);
        for (const CurvePlace &place : curve.places) {
            if (!place.inside)
                continue;
            const compare::CurvePoint &point = points[place.point];
            ChartSpot spot;
            spot.key =
                QStringLiteral("%1/%2").arg(QString::fromStdString(compared().at(curve.depth).name),
                                            settingText(point.setting));
            spot.at = place.at;
            spot.group = spot.depth = static_cast<int>(curve.depth);
            spot.title =
                (m_over == CurveOver::K ? tr("%1, K %2") : tr("%1, score from %2"))
                    .arg(fullLabel(compared().depth(curve.depth)), settingText(point.setting));
            spot.lines << tr("recall %1 (%2)")
                              .arg(shareText(point.recall.value()), intervalText(point.recall))
                       << tr("precision %1 (%2)")
                              .arg(shareText(point.precision.value()),
                                   intervalText(point.precision))
                       << tr("%1 of %2 found, %3 added")
                              .arg(point.recall.hits)
                              .arg(point.recall.of)
                              .arg(point.precision.of - point.precision.hits);
            spots.push_back(spot);
        }
    }
    return spots;
}

void CurveChart::paintIn(QPainter &painter, const QRectF &area) const
{
    const Colours &c = colours();
    for (const LegendItem &item : legend(area)) {
        paintSymbol(painter, QPointF(item.box.left() + 4.5, item.box.center().y()),
                    depthStyle(compared(), item.depth), compared().depth(item.depth).retrained, 8);
        painter.setPen(item.depth == emphasised() ? c.text : c.muted);
        painter.drawText(item.box.adjusted(14, 0, 2, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         item.text);
    }
    const Plot plot = this->plot(area);
    paintAxes(painter, plot, tr("recall"), tr("precision"));
    auto curves = curvesOf(compared(), m_over, depths(), plot);
    // The emphasised one lies on top.
    std::ranges::stable_partition(
        curves, [this](const Curve &curve) { return curve.depth != emphasised(); });
    painter.setRenderHint(QPainter::Antialiasing);
    std::vector<QPointF> places;
    std::vector<QRectF> lines;
    std::vector<QSizeF> sizes;
    QStringList labels;
    const QFontMetricsF metrics(painter.font());
    for (const Curve &curve : curves) {
        const bool strong = curve.depth == emphasised();
        const DepthStyle style = depthStyle(compared(), curve.depth);
        painter.setPen(QPen(style.colour, strong ? 2 : 1.2,
                            style.dashed ? Qt::DashLine : Qt::SolidLine, Qt::RoundCap,
                            Qt::RoundJoin));
        for (std::size_t i = 1; i < curve.places.size(); ++i)
            if (const auto line =
                    insideOf(QLineF(curve.places[i - 1].at, curve.places[i].at), plot.box)) {
                painter.drawLine(*line);
                for (const QRectF &box : alongLine(*line))
                    lines.push_back(box);
            }
        const auto &points = curvePoints(compared().at(curve.depth), m_over);
        for (const CurvePlace &place : curve.places) {
            if (!place.inside)
                continue;
            const double setting = points[place.point].setting;
            const bool full = isLabelled(setting, m_over);
            paintSymbol(painter, place.at, style, !style.dashed, full ? (strong ? 8 : 7) : 4);
        }
        if (!strong)
            continue;
        for (const CurveLabel &label : curveLabels(curve, points, m_over)) {
            QString text = settingText(label.first);
            if (label.last != label.first)
                text += u'–' + settingText(label.last);
            if (m_over == CurveOver::K)
                text = tr("K %1").arg(text);
            labels << text;
            places.push_back(label.at);
            sizes.emplace_back(std::ceil(metrics.horizontalAdvance(text)) + 2,
                               std::ceil(metrics.height()));
        }
    }
    const auto boxes =
        placeLabels(places, sizes, plot.box.adjusted(2, -10, 3 * kGrid, -1), {}, lines);
    painter.setPen(c.text);
    for (std::size_t i = 0; i < boxes.size(); ++i)
        if (boxes[i])
            paintLabel(painter, *boxes[i], labels[static_cast<qsizetype>(i)]);
}

std::vector<QStringList> CurveChart::table() const
{
    std::vector<QStringList> rows{
        {QStringLiteral("depth"),
         m_over == CurveOver::K ? QStringLiteral("k") : QStringLiteral("least score"),
         QStringLiteral("recall"), QStringLiteral("recall low"), QStringLiteral("recall high"),
         QStringLiteral("precision"), QStringLiteral("precision low"),
         QStringLiteral("precision high")}};
    for (const std::size_t depth : depths())
        for (const compare::CurvePoint &point : curvePoints(compared().at(depth), m_over)) {
            if (!isShown(point))
                continue;
            const compare::Interval recall = point.recall.interval(),
                                    precision = point.precision.interval();
            rows.push_back({QString::fromStdString(compared().at(depth).name),
                            plainNumber(point.setting), plainNumber(point.recall.value()),
                            plainNumber(recall.low), plainNumber(recall.high),
                            plainNumber(point.precision.value()), plainNumber(precision.low),
                            plainNumber(precision.high)});
        }
    return rows;
}

} // namespace refocus::ui
