// Text and pictures inside HTML. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace refocus::evidence {

// As text or as the value of a quoted attribute. What is no UTF-8, control characters (but for line
// breaks and tabs) and those that turn the direction of writing, with which a file's name can show
// something else than it is, become U+FFFD.
std::string escaped(std::string_view text);

std::string base64(std::span<const std::uint8_t> bytes);

} // namespace refocus::evidence
