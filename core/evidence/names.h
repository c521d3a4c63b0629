// File names, times, numbers and sizes as text. Pure functions; any thread.
#pragma once

#include "base/time.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::evidence {

// The text as a part of a file name on any system: letters, digits, '.', '-', '+' and what is
// beyond ASCII stay, the rest becomes '-'; at most 60 bytes; "video" where nothing is left.
std::string safeName(std::string_view text);

// "gate3_truck_00-01-23.480.mp4". Classes are joined by '+', from four on "4-classes".
// Without any: "gate3_00-01-23.480.mp4".
std::string clipName(std::string_view camera, const std::vector<std::string> &classes,
                     Timestamp time, std::string_view extension);

// The name, or with "_2", "_3" ... before its extension where `taken` has it in any case of
// letters; adds it to `taken`.
std::string uniqueName(const std::string &name, std::set<std::string> &taken);

// "00:01:23.480", rounded down to milliseconds.
std::string clockText(Timestamp time, char separator = ':');
std::string numberText(double value, int digits); // "0.25": digits behind the point.
std::string bytesText(std::uint64_t bytes);       // "4.2 MB"
// "2026-03-01T12:00:00.250Z" of Unix time in microseconds.
std::string utcText(std::int64_t microseconds);

} // namespace refocus::evidence
