#include "ui/compare/agreement_view.h"

#include "ui/compare/figure_text.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

std::vector<std::vector<QRectF>> agreementCells(std::size_t count, const QRectF &area)
{
    const auto of = static_cast<double>(std::max<std::size_t>(count, 1));
    const double width = std::floor(std::min(area.width() / of, 96.0));
    const double height = std::floor(std::min(area.height() / of, 36.0));
    std::vector<std::vector<QRectF>> cells(count);
    for (std::size_t row = 0; row < count; ++row)
        for (std::size_t column = 0; column < count; ++column)
            cells[row].emplace_back(area.left() + static_cast<double>(column) * width,
                                    area.top() + static_cast<double>(row) * height, width - 1,
                                    height - 1);
    return cells;
}

double agreementShade(double share, double least)
{
    return least >= 1 ? 1 : std::clamp((share - least) / (1 - least), 0.0, 1.0);
}

AgreementView::AgreementView(QWidget *parent)
    : Chart(tr("Agreement"), QStringLiteral("agreement"), parent)
{}

QString AgreementView::emptySentence() const
{
    if (compared().depths() == 0)
        return tr("Shows how often each two reuse depths name the same class.");
    if (!compared().answered())
        return tr("Waits for the first answers.");
    return {};
}

QRectF AgreementView::cellArea(const QRectF &area) const
{
    const QFontMetricsF metrics(chartFont());
    double names = 0;
    for (std::size_t d = 0; d < compared().depths(); ++d)
        names = std::max(names, metrics.horizontalAdvance(fullLabel(compared().depth(d))));
    names = std::min(names, area.width() / 3);
    return area.adjusted(std::ceil(names) + 2 * kGrid, std::ceil(metrics.height()) + kGrid, 0, 0);
}

std::vector<ChartSpot> AgreementView::spotsIn(const QRectF &area) const
{
    const auto cells = agreementCells(compared().depths(), cellArea(area));
    std::vector<ChartSpot> spots;
    for (std::size_t row = 0; row < cells.size(); ++row)
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const compare::Share &share = compared().figures->agreement[row][column];
            ChartSpot spot;
            spot.key =
                QString::fromStdString(compared().at(row).name + '/' + compared().at(column).name);
            spot.area = cells[row][column];
            spot.at = spot.area.center();
            spot.group = spot.depth = static_cast<int>(row);
            spot.title =
                tr("%1 and %2")
                    .arg(fullLabel(compared().depth(row)), fullLabel(compared().depth(column)));
            spot.lines << tr("%1 of %2 patches get the same class").arg(share.hits).arg(share.of)
                       << tr("%1 (%2)").arg(numberText(share.value(), 3), intervalText(share));
            spots.push_back(spot);
        }
    return spots;
}

void AgreementView::paintIn(QPainter &painter, const QRectF &area) const
{
    const Colours &c = colours();
    const QRectF inside = cellArea(area);
    const auto cells = agreementCells(compared().depths(), inside);
    const QFontMetricsF metrics(painter.font());
    const double line = std::ceil(metrics.height());
    double least = 1;
    for (const auto &row : compared().figures->agreement)
        for (const compare::Share &share : row)
            least = std::min(least, share.value());
    for (std::size_t row = 0; row < cells.size(); ++row) {
        const bool chosen = static_cast<int>(row) == this->chosen();
        const QRectF &first = cells[row].front();
        const QString name = fullLabel(compared().depth(row));
        painter.setPen(chosen ? c.text : c.muted);
        painter.drawText(
            QRectF(area.left(), first.top(), inside.left() - area.left() - 2 * kGrid,
                   first.height()),
            Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(name, Qt::ElideRight, inside.left() - area.left() - 2 * kGrid));
        const QRectF &head = cells[0][row];
        painter.drawText(QRectF(head.left() - 2, area.top(), head.width() + 4, line),
                         Qt::AlignCenter,
                         metrics.elidedText(name, Qt::ElideRight, head.width() + 2));
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const compare::Share &share = compared().figures->agreement[row][column];
            const bool self = row == column;
            QColor shade = c.accent;
            shade.setAlphaF(static_cast<float>(0.08 + 0.47 * agreementShade(share.value(), least)));
            painter.fillRect(cells[row][column], self ? c.raised : shade);
            painter.setPen(self ? c.muted : c.text);
            painter.drawText(cells[row][column], Qt::AlignCenter, shareText(share.value()));
        }
    }
}

std::vector<QStringList> AgreementView::table() const
{
    std::vector<QStringList> rows{{QStringLiteral("depth")}};
    for (std::size_t d = 0; d < compared().depths(); ++d)
        rows[0] << QString::fromStdString(compared().at(d).name);
    for (std::size_t row = 0; row < compared().depths(); ++row) {
        QStringList cells{QString::fromStdString(compared().at(row).name)};
        for (const compare::Share &share : compared().figures->agreement[row])
            cells << plainNumber(share.value());
        rows.push_back(cells);
    }
    return rows;
}

} // namespace refocus::ui
