// Where the time of a patch goes at each depth: reading, decoding, inferring as a stacked bar, its
// total with the spread over the runs, and how much less that is than without reuse.
#pragma once

#include "ui/compare/chart.h"
#include "ui/compare/chart_scale.h"

#include <array>

namespace refocus::ui {

struct TimeBar
{
    std::array<QRectF, 3> parts;              // Read, decode, infer.
    QRectF row;                               // All of it, with its label.
    double sdLow = 0, sdHigh = 0, middle = 0; // The whisker's ends and its y.
    friend bool operator==(const TimeBar &, const TimeBar &) = default;
};

// Rows of equal height over the area, one a depth; scale: milliseconds.
std::vector<TimeBar> timeBarsOf(const compare::Figures &figures, const ChartScale &scale,
                                const QRectF &area);

class TimeBars : public Chart
{
    Q_OBJECT

public:
    explicit TimeBars(QWidget *parent = nullptr);

    QString emptySentence() const override;
    std::vector<QStringList> table() const override;

protected:
    std::vector<ChartSpot> spotsIn(const QRectF &area) const override;
    void paintIn(QPainter &painter, const QRectF &area) const override;

private:
    struct Layout
    {
        QRectF legend, rows;
        double labels = 0, totals = 0, reductions = 0; // Widths of the columns of text.
        bool twoLines = false;                         // "un-retrained" below the depth.
        ChartScale scale;
    };
    Layout layoutOf(const QRectF &area) const;
    QString totalText(std::size_t depth) const;
    QString reductionText(std::size_t depth) const;
};

} // namespace refocus::ui
