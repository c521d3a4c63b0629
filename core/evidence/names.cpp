#include "evidence/names.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace refocus::evidence {

namespace {

constexpr std::size_t kLongestPart = 60;

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

bool isPlain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::strchr("._+", c) != nullptr || static_cast<unsigned char>(c) >= 0x80;
}

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return text;
}

} // namespace

std::string safeName(std::string_view text)
{
    std::string name;
    for (const char c : text) {
        if (c != '\0' && isPlain(c))
            name += c;
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    if (name.size() > kLongestPart) {
        std::size_t end = kLongestPart;
        while (end > 0 && isContinuation(name[end]))
            --end;
        name.resize(end);
    }
    const auto first = name.find_first_not_of(".-"); // Neither hidden nor taken for an option.
    const auto last = name.find_last_not_of(".-");
    return first == std::string::npos ? "video" : name.substr(first, last - first + 1);
}

std::string clipName(std::string_view camera, const std::vector<std::string> &classes,
                     Timestamp time, std::string_view extension)
{
    std::string joined;
    for (const std::string &name : classes)
        joined += (joined.empty() ? "" : "+") + safeName(name);
    if (classes.size() > 3)
        joined = std::to_string(classes.size()) + "-classes";
    if (!joined.empty())
        joined += '_';
    return safeName(camera) + '_' + joined + clockText(time, '-') + std::string(extension);
}

std::string uniqueName(const std::string &name, std::set<std::string> &taken)
{
    const auto dot = name.rfind('.');
    std::string unique = name;
    for (int number = 2; !taken.insert(lower(unique)).second; ++number)
        unique = std::string(name).insert(std::min(dot, name.size()), '_' + std::to_string(number));
    return unique;
}

std::string clockText(Timestamp time, char separator)
{
    const long long ms = std::chrono::floor<std::chrono::milliseconds>(time).count();
    char text[48];
    std::snprintf(text, sizeof text, "%02lld%c%02lld%c%02lld.%03lld", ms / 3600000, separator,
                  ms / 60000 % 60, separator, ms / 1000 % 60, ms % 1000);
    return text;
}

std::string utcText(std::int64_t microseconds)
{
    using namespace std::chrono;
    const sys_time<milliseconds> time(floor<milliseconds>(std::chrono::microseconds(microseconds)));
    const auto day = floor<days>(time);
    const year_month_day date(day);
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%sZ", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), clockText(time - day).c_str());
    return text;
}

std::string numberText(double value, int digits)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string bytesText(std::uint64_t bytes)
{
    const auto value = static_cast<double>(bytes);
    if (value >= 1e9)
        return numberText(value / 1e9, 2) + " GB";
    return value >= 1e6 ? numberText(value / 1e6, 1) + " MB" : numberText(value / 1e3, 1) + " kB";
}

} // namespace refocus::evidence
