#include "ui/compare/chart_paint.h"

#include "ui/theme/theme.h"

#include <QPolygonF>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace refocus::ui {

namespace {

constexpr double kTickApart = 56, kTickApartUp = 28;
constexpr double kHigh = 170; // From there on x's name has a line of its own.
// At least 3 to 1 on the theme's grounds.
constexpr std::array kDark{"#60a5fa", "#2dd4bf", "#fbbf24", "#c084fc", "#fb7185", "#a3e635"};
constexpr std::array kLight{"#2563eb", "#0f766e", "#b45309", "#7c3aed", "#be123c", "#4d7c0f"};

// At most about seven.
std::vector<ChartTick> yTicks(const Plot &plot)
{
    return chartTicks(plot.y, std::max(kTickApartUp, (plot.y.first - plot.y.last) / 7));
}

std::vector<ChartTick> xTicks(const Plot &plot)
{
    return chartTicks(plot.x, std::max(kTickApart, plot.box.width() / 8));
}

QPolygonF symbolShape(QPointF at, DepthStyle::Symbol symbol, double half)
{
    using Symbol = DepthStyle::Symbol;
    const auto around = [&](int corners, double turn, double radius) {
        QPolygonF shape;
        for (int i = 0; i < corners; ++i) {
            const double angle = turn + 2 * std::numbers::pi * i / corners;
            shape << at + radius * QPointF(std::sin(angle), -std::cos(angle));
        }
        return shape;
    };
    switch (symbol) {
    case Symbol::Square:
        return around(4, std::numbers::pi / 4, half * 1.25);
    case Symbol::Triangle:
        return around(3, 0, half * 1.25);
    case Symbol::Inverted:
        return around(3, std::numbers::pi, half * 1.25);
    case Symbol::Diamond:
        return around(4, 0, half * 1.25);
    case Symbol::Pentagon:
        return around(5, 0, half * 1.1);
    case Symbol::Circle:
        break;
    }
    return around(24, 0, half);
}

} // namespace

DepthStyle depthStyle(const Compared &compared, std::size_t depth)
{
    constexpr std::size_t kSymbols = 6;
    const compare::ComparedDepth &of = compared.depth(depth);
    DepthStyle style;
    // Where colours begin anew, symbols are shifted by one.
    style.symbol = static_cast<DepthStyle::Symbol>((depth + depth / kSymbols) % kSymbols);
    style.dashed = !of.retrained;
    style.colour = !of.depth ? colours().muted
                             : QColor((isDark() ? kDark : kLight)[(depth + 5) % kDark.size()]);
    return style;
}

void paintSymbol(QPainter &painter, QPointF at, const DepthStyle &style, bool filled, double size)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(style.colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(filled ? style.colour : colours().base);
    painter.drawPolygon(symbolShape(at, style.symbol, size / 2 - 0.75));
    painter.restore();
}

Plot plotOf(const QRectF &area, const QFontMetricsF &metrics, ValueRange x, ValueRange y)
{
    const double line = std::ceil(metrics.height());
    Plot plot;
    plot.area = area;
    const double top = area.top() + line + kGrid;
    const double bottom = area.bottom() - line - kGrid - (area.height() < kHigh ? 0 : line);
    plot.y = {y.from, y.to, bottom, top};
    double labels = 0;
    for (const ChartTick &tick : yTicks(plot))
        labels = std::max(labels, metrics.horizontalAdvance(tick.label));
    const double left = area.left() + std::ceil(labels) + 2 * kGrid;
    plot.box = QRectF(QPointF(left, top), QPointF(area.right() - 3 * kGrid, bottom));
    plot.x = {x.from, x.to, plot.box.left(), plot.box.right()};
    return plot;
}

void paintAxes(QPainter &painter, const Plot &plot, const QString &xName, const QString &yName)
{
    const Colours &c = colours();
    const QFontMetricsF metrics(painter.font());
    const double line = std::ceil(metrics.height());
    const auto crisp = [](double at) { return std::floor(at) + 0.5; };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const ChartTick &tick : yTicks(plot)) {
        const double y = plot.y.pixel(tick.value);
        painter.setPen(QPen(c.hairline, 1));
        painter.drawLine(QPointF(plot.box.left(), crisp(y)), QPointF(plot.box.right(), crisp(y)));
        painter.setPen(c.muted);
        painter.drawText(QRectF(plot.box.left() - 2 * kGrid - 100, y - line / 2, 100, line),
                         Qt::AlignRight | Qt::AlignVCenter, tick.label);
    }
    painter.setPen(QPen(c.muted, 1));
    painter.drawLine(QPointF(plot.box.left(), crisp(plot.box.bottom())),
                     QPointF(plot.box.right(), crisp(plot.box.bottom())));
    const double below = plot.box.bottom() + kGrid;
    const double nameWidth = std::ceil(metrics.horizontalAdvance(xName)) + 1;
    const QRectF name(plot.area.right() - nameWidth, plot.area.bottom() - line, nameWidth, line);
    for (const ChartTick &tick : xTicks(plot)) {
        const double x = plot.x.pixel(tick.value);
        const double width = metrics.horizontalAdvance(tick.label) + 2;
        const QRectF label(x - width / 2, below, width, line);
        painter.setPen(QPen(c.muted, 1));
        painter.drawLine(QPointF(crisp(x), plot.box.bottom()),
                         QPointF(crisp(x), plot.box.bottom() + 3));
        if (!label.adjusted(0, 0, 2 * kGrid, -2).intersects(name))
            painter.drawText(label, Qt::AlignCenter, tick.label);
    }
    painter.setPen(c.muted);
    painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter, xName);
    painter.drawText(QRectF(plot.area.left(), plot.area.top(), plot.area.width(), line),
                     Qt::AlignLeft | Qt::AlignVCenter, yName);
    painter.restore();
}

std::vector<std::optional<QRectF>> placeLabels(std::span<const QPointF> points,
                                               std::span<const QSizeF> sizes, const QRectF &bounds,
                                               std::vector<QRectF> obstacles,
                                               std::span<const QRectF> lines)
{
    constexpr double kAway = 8;
    const std::size_t given = obstacles.size();
    for (const QPointF &point : points)
        obstacles.emplace_back(point - QPointF(5, 5), QSizeF(10, 10));
    std::vector<std::optional<QRectF>> placed;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double w = sizes[i].width(), h = sizes[i].height();
        // Right, left, above, below, then the corners.
        const std::array corners{QPointF(kAway, -h / 2),      QPointF(-kAway - w, -h / 2),
                                 QPointF(-w / 2, -kAway - h), QPointF(-w / 2, kAway),
                                 QPointF(kAway, -kAway - h),  QPointF(-kAway - w, -kAway - h),
                                 QPointF(kAway, kAway),       QPointF(-kAway - w, kAway)};
        std::optional<QRectF> found, overLine;
        for (const QPointF &corner : corners) {
            const QRectF box(points[i] + corner, sizes[i]);
            const auto covers = [&](const QRectF &other) { return other.intersects(box); };
            bool free = bounds.contains(box);
            for (std::size_t o = 0; o < obstacles.size() && free; ++o)
                free = o == given + i || !covers(obstacles[o]);
            if (!free)
                continue;
            if (std::ranges::none_of(lines, covers)) {
                found = box;
                break;
            }
            if (!overLine)
                overLine = box;
        }
        placed.push_back(found ? found : overLine);
        if (placed.back())
            obstacles.push_back(*placed.back());
    }
    return placed;
}

void paintLabel(QPainter &painter, const QRectF &box, const QString &text)
{
    QColor ground = colours().base;
    ground.setAlphaF(0.75F);
    painter.fillRect(box, ground);
    painter.drawText(box, Qt::AlignCenter, text);
}

std::vector<QRectF> alongLine(const QLineF &line)
{
    const int count = std::max(1, static_cast<int>(line.length() / 8));
    std::vector<QRectF> boxes;
    for (int i = 0; i < count; ++i) {
        const QPointF from = line.pointAt(static_cast<double>(i) / count),
                      to = line.pointAt(static_cast<double>(i + 1) / count);
        boxes.push_back(QRectF(from, to).normalized().adjusted(-1, -1, 1, 1));
    }
    return boxes;
}

std::vector<QLineF> hatchLines(const QRectF &box, double apart)
{
    // x + y = sum, where that crosses the box; at places that do not depend on the box.
    std::vector<QLineF> lines;
    const double first = std::ceil((box.left() + box.top()) / apart) * apart;
    for (double sum = first; sum < box.right() + box.bottom(); sum += apart) {
        const double left = std::max(box.left(), sum - box.bottom());
        const double right = std::min(box.right(), sum - box.top());
        if (left < right)
            lines.emplace_back(left, sum - left, right, sum - right);
    }
    return lines;
}

std::optional<QLineF> insideOf(const QLineF &line, const QRectF &box)
{
    // Liang and Barsky, 1984.
    double from = 0, to = 1;
    const std::array<std::pair<double, double>, 4> sides{{{-line.dx(), line.x1() - box.left()},
                                                          {line.dx(), box.right() - line.x1()},
                                                          {-line.dy(), line.y1() - box.top()},
                                                          {line.dy(), box.bottom() - line.y1()}}};
    for (const auto &[p, q] : sides) {
        if (p == 0 && q < 0)
            return {};
        if (p < 0)
            from = std::max(from, q / p);
        else if (p > 0)
            to = std::min(to, q / p);
    }
    if (from >= to)
        return {};
    return QLineF(line.pointAt(from), line.pointAt(to));
}

} // namespace refocus::ui
