// Numbers as sentences about a comparison have them. Pure; any thread.
#pragma once

#include <string>

namespace refocus::compare {

std::string number(const char *format, double value); // As printf; one value.
std::string bytesText(double bytes);                  // "0.11 MB", "5.6 kB"
std::string percentText(double share);                // "97.5 %"

} // namespace refocus::compare
