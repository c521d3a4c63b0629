#include "compare/text.h"

#include <cstdio>

namespace refocus::compare {

std::string number(const char *format, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

std::string bytesText(double bytes)
{
    if (bytes >= 1e9)
        return number("%.2f GB", bytes / 1e9);
    return bytes >= 1e5 ? number("%.2f MB", bytes / 1e6) : number("%.1f kB", bytes / 1e3);
}

std::string percentText(double share) { return number("%.1f %%", 100 * share); }

} // namespace refocus::compare
