#include "ui/state/time_text.h"

#include "evidence/names.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <cmath>

namespace refocus::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("refocus::ui::time", text); }

} // namespace

QString timeText(Timestamp time)
{
    return QString::fromStdString(evidence::clockText(std::max(time, Timestamp{0})));
}

QString shortTimeText(Timestamp time)
{
    const long long s = std::max<std::int64_t>(0, time.count() / 1'000'000);
    if (s >= 3600)
        return QString::asprintf("%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
    return QString::asprintf("%lld:%02lld", s / 60, s % 60);
}

QString spanText(double seconds)
{
    if (seconds < 10)
        return tr("%1 s").arg(QLocale().toString(std::max(0.0, seconds), 'f', 1));
    const auto s = std::llround(seconds);
    if (s < 60)
        return tr("%1 s").arg(s);
    if (s < 3600)
        return s % 60 == 0 ? tr("%1 min").arg(s / 60) : tr("%1 min %2 s").arg(s / 60).arg(s % 60);
    return tr("%1 h %2 min").arg(s / 3600).arg(s / 60 % 60);
}

QString wallClockText(std::int64_t microseconds, const std::string &timeZone)
{
    QTimeZone zone(QByteArray::fromStdString(timeZone));
    if (timeZone.empty() || !zone.isValid()) // Qt takes no name for the machine's own zone.
        zone = QTimeZone::utc();
    const std::int64_t ms = microseconds >= 0 ? microseconds / 1000 : (microseconds - 999) / 1000;
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, zone);
    const int offset = time.offsetFromUtc();
    return time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz ")) +
           QString::asprintf("%c%02d:%02d", offset < 0 ? '-' : '+', std::abs(offset) / 3600,
                             std::abs(offset) / 60 % 60);
}

QString bytesText(double bytes)
{
    const QLocale locale;
    if (bytes >= 1e9)
        return tr("%1 GB").arg(locale.toString(bytes / 1e9, 'f', bytes < 1e10 ? 1 : 0));
    if (bytes >= 1e6)
        return tr("%1 MB").arg(locale.toString(bytes / 1e6, 'f', bytes < 1e7 ? 1 : 0));
    if (bytes >= 1e3)
        return tr("%1 kB").arg(locale.toString(bytes / 1e3, 'f', bytes < 1e4 ? 1 : 0));
    return tr("%1 B").arg(std::llround(bytes));
}

QString percentText(double share)
{
    const double percent = share * 100;
    return tr("%1 %").arg(QLocale().toString(percent, 'f', percent > 0 && percent < 1 ? 1 : 0));
}

QString countText(std::uint64_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

} // namespace refocus::ui
