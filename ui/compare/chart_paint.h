// What the charts have in common: how a depth looks, the frame of a plot with its axes, labels that
// do not lie on each other. Geometry is pure; painting is for the GUI thread.
#pragma once

#include "ui/compare/chart_scale.h"
#include "ui/compare/compared.h"

#include <QColor>
#include <QFontMetricsF>
#include <QPainter>

#include <optional>
#include <span>

namespace refocus::ui {

// What tells depths apart: colour and symbol, by their place in the comparison.
struct DepthStyle
{
    enum class Symbol { Circle, Square, Triangle, Diamond, Inverted, Pentagon };
    QColor colour;
    Symbol symbol = Symbol::Circle;
    bool dashed = false; // Lines of un-retrained depths.
};
DepthStyle depthStyle(const Compared &compared, std::size_t depth);
// Filled, or hollow on the ground.
void paintSymbol(QPainter &painter, QPointF at, const DepthStyle &style, bool filled,
                 double size = 9);

struct Plot
{
    QRectF area;     // With names and labels.
    QRectF box;      // Between the axes.
    ChartScale x, y; // y grows upwards.
    QPointF at(double xValue, double yValue) const { return {x.pixel(xValue), y.pixel(yValue)}; }
};

// Leaves room for y's name above, labels at the left and below, and x's name: below these where
// the area is high enough, else beside them.
Plot plotOf(const QRectF &area, const QFontMetricsF &metrics, ValueRange x, ValueRange y);

// Hairlines at the ticks of y, labels and names of both axes.
void paintAxes(QPainter &painter, const Plot &plot, const QString &xName, const QString &yName);

// A box a label of the given size beside its point, where it covers no point, no earlier label and
// no obstacle and stays inside the bounds; rather over lines than nowhere, none where there is no
// place at all.
std::vector<std::optional<QRectF>> placeLabels(std::span<const QPointF> points,
                                               std::span<const QSizeF> sizes, const QRectF &bounds,
                                               std::vector<QRectF> obstacles,
                                               std::span<const QRectF> lines = {});
// Over what lies below it, so that it can be read.
void paintLabel(QPainter &painter, const QRectF &box, const QString &text);

// Boxes along a line that labels stay away from.
std::vector<QRectF> alongLine(const QLineF &line);

// Diagonals of a box, this far apart, that end at its sides.
std::vector<QLineF> hatchLines(const QRectF &box, double apart);

// The part of a line that lies in the box; none where it misses it.
std::optional<QLineF> insideOf(const QLineF &line, const QRectF &box);

} // namespace refocus::ui
