// Precision over recall, against the answers without reuse, of each depth: over K or over the least
// score. GUI thread only.
#pragma once

#include "ui/compare/chart.h"
#include "ui/compare/chart_paint.h"

class QButtonGroup;
class QToolButton;

namespace refocus::ui {

enum class CurveOver { K, Score };

struct CurvePlace
{
    std::size_t point = 0; // Of DepthFigures::overK or overScore.
    QPointF at;
    bool inside = true; // The plot.
    friend bool operator==(const CurvePlace &, const CurvePlace &) = default;
};

struct Curve
{
    std::size_t depth = 0;
    std::vector<CurvePlace> places;
    friend bool operator==(const Curve &, const Curve &) = default;
};

const std::vector<compare::CurvePoint> &curvePoints(const compare::DepthFigures &figures,
                                                    CurveOver over);
// Of all points of these depths at which something is found, and up to 1; un-retrained ones only
// where they are emphasised, as they would press the others against the top.
ValueRange curveRecalls(const Compared &compared, CurveOver over,
                        const std::vector<std::size_t> &depths, std::size_t emphasised);
ValueRange curvePrecisions(const Compared &compared, CurveOver over,
                           const std::vector<std::size_t> &depths, std::size_t emphasised);
// Points at which nothing is found, or nothing is to be found, are left out.
std::vector<Curve> curvesOf(const Compared &compared, CurveOver over,
                            const std::vector<std::size_t> &depths, const Plot &plot);

// The settings that a curve is labelled with, those at one place together: each K, each quarter of
// the score.
struct CurveLabel
{
    QPointF at;
    double first = 0, last = 0;
    friend bool operator==(const CurveLabel &, const CurveLabel &) = default;
};
bool isLabelled(double setting, CurveOver over);
std::vector<CurveLabel> curveLabels(const Curve &curve,
                                    const std::vector<compare::CurvePoint> &points, CurveOver over);

class CurveChart : public Chart
{
    Q_OBJECT

public:
    explicit CurveChart(QWidget *parent = nullptr);

    void setOver(CurveOver over);
    CurveOver over() const { return m_over; }
    // Places in the comparison; empty: all.
    void setShown(std::vector<std::size_t> depths);

    QString emptySentence() const override;
    std::vector<QStringList> table() const override;

protected:
    std::vector<ChartSpot> spotsIn(const QRectF &area) const override;
    void paintIn(QPainter &painter, const QRectF &area) const override;
    int headerWidth() const override;
    void figuresChanged() override;

private:
    struct LegendItem
    {
        std::size_t depth;
        QString text;
        QRectF box;
    };
    std::vector<std::size_t> depths() const;
    std::size_t emphasised() const; // Whose points are labelled.
    // In at most two lines: without the word un-retrained, said by its hollow symbol, if need be.
    std::vector<LegendItem> legend(const QRectF &area) const;
    Plot plot(const QRectF &area) const;
    QString settingText(double setting) const;

    CurveOver m_over = CurveOver::K;
    std::vector<std::size_t> m_shown;
    QToolButton *m_k, *m_score;
};

} // namespace refocus::ui
