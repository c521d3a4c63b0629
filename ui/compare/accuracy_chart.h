// Accuracy against no reuse over the time a patch: a point a depth, those joined than which no
// other is both faster and more accurate.
#pragma once

#include "ui/compare/chart.h"
#include "ui/compare/chart_paint.h"

namespace refocus::ui {

struct AccuracyPoint
{
    std::size_t depth = 0;
    QPointF at;
    double low = 0, high = 0; // y of the interval's ends, inside the plot; equal: none drawn.
    bool below = false;       // Less than the axis shows: just above its lower end.
    QPointF truly;            // Its place without that.
    bool pareto = false;
    friend bool operator==(const AccuracyPoint &, const AccuracyPoint &) = default;
};

// Accuracies from just below the least of a retrained depth's interval to 1: one un-retrained depth
// would press all others against the top.
ValueRange accuracyRange(const Compared &compared);
ValueRange timeRange(const Compared &compared);
std::vector<AccuracyPoint> accuracyPointsOf(const Compared &compared, const Plot &plot);
// Joins their true places by time, as far as these lines lie in the plot.
std::vector<QLineF> paretoLinesOf(const std::vector<AccuracyPoint> &points, const Plot &plot);

class AccuracyChart : public Chart
{
    Q_OBJECT

public:
    explicit AccuracyChart(QWidget *parent = nullptr);

    QString emptySentence() const override;
    std::vector<QStringList> table() const override;

protected:
    std::vector<ChartSpot> spotsIn(const QRectF &area) const override;
    void paintIn(QPainter &painter, const QRectF &area) const override;

private:
    Plot plot(const QRectF &area) const;
};

} // namespace refocus::ui
