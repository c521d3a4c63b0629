#include "ui/timeline/ticks.h"

#include "ui/state/time_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <array>

namespace refocus::ui {

namespace {

constexpr AxisTime kMs = 1000, kSecond = 1000 * kMs, kMinute = 60 * kSecond, kHour = 60 * kMinute,
                   kDay = 24 * kHour;
constexpr double kSmallTick = 7; // Pixels between small ticks, at least.

constexpr std::array kSteps{
    1 * kMs,      2 * kMs,      5 * kMs,      10 * kMs,    20 * kMs,    50 * kMs,
    100 * kMs,    200 * kMs,    500 * kMs,    1 * kSecond, 2 * kSecond, 5 * kSecond,
    10 * kSecond, 15 * kSecond, 30 * kSecond, 1 * kMinute, 2 * kMinute, 5 * kMinute,
    10 * kMinute, 15 * kMinute, 30 * kMinute, 1 * kHour,   2 * kHour,   3 * kHour,
    6 * kHour,    12 * kHour,   1 * kDay,     2 * kDay,    7 * kDay,    14 * kDay,
    28 * kDay,    56 * kDay,    112 * kDay,   364 * kDay,  728 * kDay,  3640 * kDay};

AxisTime floorTo(AxisTime time, AxisTime step)
{
    const AxisTime rest = time % step;
    return time - (rest < 0 ? rest + step : rest);
}

QDateTime dateTimeOf(AxisTime time, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(floorTo(time, kMs) / kMs, zone);
}

AxisTime offsetAt(AxisTime time, const QTimeZone &zone)
{
    return dateTimeOf(time, zone).offsetFromUtc() * kSecond;
}

QString format(AxisTime step)
{
    if (step >= kMinute)
        return QStringLiteral("HH:mm");
    return step >= kSecond ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm:ss.zzz");
}

QString labelOf(AxisTime time, AxisTime step, const std::optional<QTimeZone> &zone, bool isDate)
{
    if (!zone)
        return step >= kSecond
                   ? shortTimeText(Timestamp(time))
                   : shortTimeText(Timestamp(time)) +
                         QString::asprintf(".%03d", static_cast<int>(time / kMs % 1000));
    const QDateTime at = dateTimeOf(time, *zone);
    return isDate ? QLocale().toString(at.date(), QStringLiteral("ddd d MMM"))
                  : at.toString(format(step));
}

} // namespace

TickSteps tickSteps(const TimeScale &scale, double labelWidth)
{
    TickSteps steps{kSteps.back(), kSteps.back()};
    for (const AxisTime step : kSteps)
        if (static_cast<double>(step) / scale.perPixel() >= labelWidth) {
            steps = {step, step};
            break;
        }
    for (const AxisTime step : kSteps)
        if (steps.labelled % step == 0 &&
            static_cast<double>(step) / scale.perPixel() >= kSmallTick) {
            steps.between = step;
            break;
        }
    return steps;
}

std::vector<Tick> ticksOf(const TimeScale &scale, TickSteps steps,
                          const std::optional<QTimeZone> &zone)
{
    std::vector<Tick> ticks;
    if (steps.between <= 0)
        return ticks;
    // Counted in local time, as on the wall; weeks and longer from Monday, 1970-01-05.
    const AxisTime monday = zone && steps.labelled >= 7 * kDay ? 4 * kDay : 0;
    const auto offset = [&](AxisTime at) { return zone ? offsetAt(at, *zone) : 0; };
    AxisTime local =
        floorTo(scale.range.begin + offset(scale.range.begin) - monday, steps.between) + monday;
    AxisTime last = scale.range.begin - 1;
    for (;; local += steps.between) {
        // A local time has the offset of the moment that it names.
        AxisTime time = local - offset(local - offset(local));
        if (time > scale.range.end)
            return ticks;
        if (time <= last || (!zone && time < 0))
            continue;
        last = time;
        const bool labelled = floorTo(local - monday, steps.labelled) == local - monday;
        const bool isDate = zone && labelled && floorTo(local, kDay) == local;
        ticks.push_back(
            {time, labelled ? labelOf(time, steps.labelled, zone, isDate) : QString(), isDate});
    }
}

QString datesText(AxisRange range, const QTimeZone &zone)
{
    const QDateTime first = dateTimeOf(range.begin, zone), last = dateTimeOf(range.end, zone);
    const int minutes = first.offsetFromUtc() / 60;
    const QString offset = QString::asprintf("%c%02d:%02d", minutes < 0 ? '-' : '+',
                                             std::abs(minutes) / 60, std::abs(minutes) % 60);
    const QString day = first.toString(QStringLiteral("yyyy-MM-dd"));
    if (first.date() == last.date())
        return day + QLatin1Char(' ') + offset;
    const bool sameMonth =
        first.date().year() == last.date().year() && first.date().month() == last.date().month();
    return QCoreApplication::translate("refocus::ui::ticks", "%1 to %2 %3")
        .arg(day, last.toString(sameMonth ? QStringLiteral("dd") : QStringLiteral("MM-dd")),
             offset);
}

QTimeZone zoneOf(const std::string &name)
{
    if (name.empty()) // Qt takes that for the machine's own.
        return QTimeZone::utc();
    const QTimeZone zone(QByteArray::fromStdString(name));
    return zone.isValid() ? zone : QTimeZone::utc();
}

} // namespace refocus::ui
