#include "ui/state/when.h"

#include "ui/state/time_axis.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace refocus::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("refocus::ui::when", text); }

std::int64_t microsecondsOf(QDate date, int secondsOfDay, const QTimeZone &zone)
{
    return QDateTime(date, QTime::fromMSecsSinceStartOfDay(secondsOfDay * 1000), zone)
               .toMSecsSinceEpoch() *
           1000;
}

QDateTime local(std::int64_t microseconds, const QTimeZone &zone)
{
    const std::int64_t ms = microseconds / 1000 - (microseconds % 1000 < 0 ? 1 : 0);
    return QDateTime::fromMSecsSinceEpoch(ms, zone);
}

QString clockText(const QTime &time)
{
    return time.toString(time.second() != 0 ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
}

} // namespace

QTimeZone zoneNamed(const std::string &name)
{
    const QTimeZone zone(QByteArray::fromStdString(name));
    return zone.isValid() ? zone : QTimeZone::utc();
}

std::vector<TimeRange> spansOf(const When &when, const SourceInfo &source)
{
    const auto start = wallClockOf(source.record, Timestamp{0});
    if (!start)
        return {};
    const auto inSource = [&](std::int64_t clock) {
        return std::max(Timestamp{0}, Timestamp(clock - *start));
    };
    const TimeRange asked{when.from ? inSource(*when.from) : Timestamp{0},
                          when.to ? inSource(*when.to) : Timestamp::max()};
    std::vector<TimeRange> spans;
    if (!when.daily) {
        if (asked.begin < asked.end)
            spans.push_back(asked);
        return spans;
    }
    const QTimeZone zone = zoneNamed(source.record.timeZone);
    const QDate last = local(*start + source.duration.count(), zone).date();
    // From the day before: a stretch may pass midnight.
    for (QDate day = local(*start, zone).date().addDays(-1); day <= last; day = day.addDays(1)) {
        const QDate endDay = when.dayTo <= when.dayFrom ? day.addDays(1) : day;
        const TimeRange span{
            std::max(asked.begin, inSource(microsecondsOf(day, when.dayFrom, zone))),
            std::min(asked.end, inSource(microsecondsOf(endDay, when.dayTo, zone)))};
        if (span.begin < span.end)
            spans.push_back(span);
    }
    return spans;
}

std::map<std::string, std::vector<TimeRange>> spansOf(const When &when,
                                                      const std::vector<SourceInfo> &sources)
{
    std::map<std::string, std::vector<TimeRange>> spans;
    for (const SourceInfo &source : sources)
        spans[source.id()] = spansOf(when, source);
    return spans;
}

QString whenText(const When &when, const std::string &timeZone)
{
    const QTimeZone zone = zoneNamed(timeZone);
    const auto moment = [&](std::int64_t time) {
        const QDateTime at = local(time, zone);
        return at.toString(QStringLiteral("yyyy-MM-dd ")) + clockText(at.time());
    };
    QStringList parts;
    if (when.from && when.to) {
        const QDateTime from = local(*when.from, zone), to = local(*when.to, zone);
        parts << tr("%1 to %2")
                     .arg(moment(*when.from),
                          from.date() == to.date() ? clockText(to.time()) : moment(*when.to));
    } else if (when.from) {
        parts << tr("from %1").arg(moment(*when.from));
    } else if (when.to) {
        parts << tr("until %1").arg(moment(*when.to));
    }
    if (when.daily)
        parts << tr("every day %1 to %2")
                     .arg(clockText(QTime::fromMSecsSinceStartOfDay(when.dayFrom * 1000)),
                          clockText(QTime::fromMSecsSinceStartOfDay(when.dayTo * 1000)));
    return parts.join(QStringLiteral(", "));
}

} // namespace refocus::ui
