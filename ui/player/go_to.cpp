#include "ui/player/go_to.h"

#include "ui/state/time_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <cmath>

namespace refocus::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("refocus::ui::goTo", text); }

// "[h:]m:s[.fff]", or seconds alone; minutes and seconds below 60 behind a larger unit.
std::optional<Timestamp> clockTime(const QString &text)
{
    static const QRegularExpression kForm(
        QStringLiteral(R"(^(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d{1,9}(?:[.,]\d{1,6})?)$)"));
    const auto match = kForm.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const bool hasHours = !match.capturedView(1).isEmpty();
    const bool hasMinutes = !match.capturedView(2).isEmpty();
    const double hours = match.captured(1).toDouble(), minutes = match.captured(2).toDouble();
    const double seconds = match.captured(3).replace(QLatin1Char(','), QLatin1Char('.')).toDouble();
    if ((hasMinutes && seconds >= 60) || (hasHours && minutes >= 60))
        return std::nullopt;
    return fromSeconds(hours * 3600 + minutes * 60 + seconds);
}

// Microseconds from the first picture of a moment of the wall clock.
std::variant<Timestamp, QString> wallClockTime(const QString &date, const QString &time,
                                               const GoToContext &context)
{
    const std::optional<Timestamp> ofDay = clockTime(time);
    if (!ofDay || *ofDay >= std::chrono::hours(24))
        return tr("“%1” is no time of day.").arg(time);
    if (!context.wallClock)
        return tr("This source has no wall clock. Its start can be set in Sources.");
    QTimeZone zone(QByteArray::fromStdString(context.timeZone));
    if (!zone.isValid())
        zone = QTimeZone::utc();
    const std::int64_t start = *context.wallClock;
    QDate day =
        QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(std::floor(double(start) / 1e3)), zone)
            .date();
    if (!date.isEmpty()) {
        day = QDate::fromString(date, Qt::ISODate);
        if (!day.isValid())
            return tr("“%1” is no date.").arg(date);
    }
    const auto unixTime = [&](QDate on) {
        const QTime whole =
            QTime::fromMSecsSinceStartOfDay(static_cast<int>(ofDay->count() / 1000));
        return QDateTime(on, whole, zone).toMSecsSinceEpoch() * 1000 + ofDay->count() % 1000;
    };
    std::int64_t moment = unixTime(day);
    if (date.isEmpty() && moment < start)
        moment = unixTime(day.addDays(1));
    return Timestamp(moment - start);
}

} // namespace

std::variant<GoToTarget, QString> parseGoTo(const QString &text, const GoToContext &context)
{
    static const QRegularExpression kFrame(QStringLiteral(R"(^(?:f\s*(\d{1,12})|(\d{1,12})\s*f)$)"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression kRelative(QStringLiteral(R"(^([+-])\s*(.+)$)"));
    static const QRegularExpression kWallClock(
        QStringLiteral(R"(^(?:@\s*|(\d{4}-\d{2}-\d{2})[ T]\s*)([\d:.,]+)$)"));
    const media::FrameTable &table = *context.table;
    const QString trimmed = text.trimmed();

    if (const auto match = kFrame.match(trimmed); match.hasMatch()) {
        const FrameIndex frame = (match.captured(1) + match.captured(2)).toLongLong();
        if (frame >= table.size())
            return tr("There is no picture %1, the last one is %2.")
                .arg(frame)
                .arg(table.size() - 1);
        return GoToTarget{table.entry(frame).time, frame};
    }

    Timestamp time{0};
    if (const auto match = kRelative.match(trimmed); match.hasMatch()) {
        const auto by = clockTime(match.captured(2));
        if (!by)
            return tr("“%1” is no time.").arg(trimmed);
        time = match.capturedView(1) == QLatin1String("-") ? context.now - *by : context.now + *by;
        time = std::clamp(time, Timestamp{0}, table.duration() - Timestamp(1));
    } else if (const auto wall = kWallClock.match(trimmed); wall.hasMatch()) {
        const auto moment = wallClockTime(wall.captured(1), wall.captured(2), context);
        if (const auto *sentence = std::get_if<QString>(&moment))
            return *sentence;
        time = std::get<Timestamp>(moment);
    } else if (const auto plain = clockTime(trimmed)) {
        time = *plain;
    } else {
        return tr("“%1” is no time.").arg(trimmed);
    }
    if (time < Timestamp{0})
        return tr("That is before this source begins.");
    if (time >= table.duration())
        return tr("That is after this source ends, at %1.").arg(timeText(table.duration()));
    const FrameIndex frame = *table.indexAt(time);
    return GoToTarget{table.entry(frame).time, frame};
}

} // namespace refocus::ui
