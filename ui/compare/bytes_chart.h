// What a kept map costs and gains: milliseconds saved a patch, reading aside, over the bytes that
// are read for it. Above the line reuse pays even where the disk has nothing in its cache.
#pragma once

#include "ui/compare/chart.h"
#include "ui/compare/chart_paint.h"

namespace refocus::ui {

struct BytesPoint
{
    std::size_t depth = 0;
    double bytes = 0, msSaved = 0;
    bool pays = false; // Even from a cold disk; false where its speed is not known.
    friend bool operator==(const BytesPoint &, const BytesPoint &) = default;
};

// Every depth behind a cut whose maps and times are known.
std::vector<BytesPoint> bytesPointsOf(const Compared &compared);
// The break-even line inside the plot; none without a measured disk.
std::optional<QLineF> breakEvenOf(const Compared &compared, const Plot &plot);

class BytesChart : public Chart
{
    Q_OBJECT

public:
    explicit BytesChart(QWidget *parent = nullptr);

    QString emptySentence() const override;
    std::vector<QStringList> table() const override;

protected:
    std::vector<ChartSpot> spotsIn(const QRectF &area) const override;
    void paintIn(QPainter &painter, const QRectF &area) const override;

private:
    Plot plot(const QRectF &area) const;
    double unit() const; // Bytes of 1 on the axis: kB or MB.
};

} // namespace refocus::ui
