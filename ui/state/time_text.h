// Times, spans and numbers as the window shows them. Pure functions.
#pragma once

#include "base/time.h"

#include <QString>

#include <cstdint>
#include <string>

namespace refocus::ui {

QString timeText(Timestamp time);      // "00:01:23.480"
QString shortTimeText(Timestamp time); // "1:23", "1:02:03"
QString spanText(double seconds);      // "14 s", "3 min 12 s", "2 h 5 min"
// "2026-11-23 02:14:07.480 +01:00" of Unix time in microseconds; UTC for an unknown zone.
QString wallClockText(std::int64_t microseconds, const std::string &timeZone);
QString bytesText(double bytes);        // "0.11 MB", "3.4 GB"
QString percentText(double share);      // "97 %", "0.4 %"
QString countText(std::uint64_t count); // "412", "2,140" by the locale

} // namespace refocus::ui
