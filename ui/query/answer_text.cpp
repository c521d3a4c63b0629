#include "ui/query/answer_text.h"

#include "ui/state/time_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("refocus::ui::answer", text, nullptr, n);
}

} // namespace

QString secondsText(double ms)
{
    if (ms < 10)
        return tr("less than 0.01 s");
    return ms < 10'000 ? tr("%1 s").arg(QLocale().toString(ms / 1000, 'f', 2))
                       : spanText(ms / 1000);
}

QString progressText(const ProgressReport &report)
{
    QString text = tr("looking for candidates");
    if (report.all > 0)
        text = tr("%1 of %2 patches verified").arg(countText(report.done), countText(report.all));
    if (report.secondsLeft >= 0 && report.secondsLeft < 10)
        text += tr(" · about %1 s left").arg(std::ceil(std::max(1.0, report.secondsLeft)));
    else if (report.secondsLeft >= 10)
        text += tr(" · about %1 left").arg(spanText(report.secondsLeft));
    return text;
}

QString foundText(int sightings)
{
    return QString(tr("%n sighting(s)", sightings))
        .replace(QString::number(sightings), countText(static_cast<std::uint64_t>(sightings)));
}

QString figuresText(const query::QueryStats &stats, double msFirst)
{
    QStringList parts;
    const QString total = secondsText(std::max(stats.msTotal, msFirst));
    if (msFirst > 0)
        parts << tr("first after %1").arg(secondsText(msFirst)) << tr("all after %1").arg(total);
    else
        parts << total;
    QString patches = tr("%1 verified").arg(countText(stats.verified));
    if (stats.cached > 0)
        patches += tr(", %1 kept from before").arg(countText(stats.cached));
    parts << patches;
    return parts.join(QStringLiteral(" · "));
}

} // namespace refocus::ui
