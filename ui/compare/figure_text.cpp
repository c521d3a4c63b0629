#include "ui/compare/figure_text.h"

#include "ui/state/time_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace refocus::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("refocus::ui::figures", text); }

} // namespace

QString depthLabel(const compare::ComparedDepth &depth)
{
    if (!depth.depth)
        return tr("none");
    const nn::Splice &splice = *depth.depth;
    return splice.from == splice.to ? QString::number(splice.from)
                                    : QString::fromStdString(splice.label());
}

QString depthWord(const compare::ComparedDepth &depth)
{
    return depth.retrained ? QString() : tr("un-retrained");
}

QString fullLabel(const compare::ComparedDepth &depth)
{
    return QStringLiteral("%1 %2").arg(depthLabel(depth), depthWord(depth)).trimmed();
}

QString shapeText(const std::array<int, 3> &shape)
{
    return QStringLiteral("%1x%2x%3").arg(shape[0]).arg(shape[1]).arg(shape[2]);
}

int decimalsOf(double ms) { return ms < 10 ? 2 : ms < 100 ? 1 : 0; }

QString numberText(double value, int decimals) { return QLocale().toString(value, 'f', decimals); }

QString durationText(double ms)
{
    if (ms < 999.5)
        return tr("%1 ms").arg(numberText(ms, ms < 9.95 ? 1 : 0));
    return ms < 9995 ? tr("%1 s").arg(numberText(ms / 1000, 2)) : spanText(ms / 1000);
}

QString shareText(double share) { return numberText(share, 2); }

QString intervalText(const compare::Share &share)
{
    const compare::Interval interval = share.interval();
    return shareText(interval.low) + u'–' + shareText(interval.high);
}

QString signedPercentText(double share)
{
    const auto percent = std::llround(share * 100);
    return (percent < 0 ? QStringLiteral("−") : QString()) + tr("%1 %").arg(std::abs(percent));
}

QString plusMinusText(double half, int decimals)
{
    return std::isfinite(half) ? QStringLiteral("± %1").arg(numberText(half, decimals))
                               : QStringLiteral("± …");
}

QString plainNumber(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', 9) : QString();
}

QString csvText(const std::vector<QStringList> &rows)
{
    QString text;
    for (const QStringList &row : rows) {
        QStringList cells;
        for (QString cell : row) {
            if (cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n'))
                cell = u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
            cells << cell;
        }
        text += cells.join(u',') + u'\n';
    }
    return text;
}

} // namespace refocus::ui
