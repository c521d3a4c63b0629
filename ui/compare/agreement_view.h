// How often each two depths name the same class: a small matrix of shares. GUI thread only.
#pragma once

#include "ui/compare/chart.h"

namespace refocus::ui {

// Cells of `count` by `count`, as large as the area allows and not larger than needed, its corner
// at the area's.
std::vector<std::vector<QRectF>> agreementCells(std::size_t count, const QRectF &area);

// How strongly a cell is shaded, from 0 to 1: the least share of the matrix is not at all.
double agreementShade(double share, double least);

class AgreementView : public Chart
{
    Q_OBJECT

public:
    explicit AgreementView(QWidget *parent = nullptr);

    QString emptySentence() const override;
    std::vector<QStringList> table() const override;

protected:
    std::vector<ChartSpot> spotsIn(const QRectF &area) const override;
    void paintIn(QPainter &painter, const QRectF &area) const override;

private:
    QRectF cellArea(const QRectF &area) const; // Beside and below the names.
};

} // namespace refocus::ui
