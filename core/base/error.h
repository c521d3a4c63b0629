// What core throws: one sentence that names the thing and what failed, ready to be shown.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace refocus {

class Error : public std::runtime_error
{
public:
    explicit Error(const std::string &sentence) : std::runtime_error(sentence) {}
    // "FILE: FAULT", the form of nearly every error in core.
    Error(const std::filesystem::path &file, std::string_view fault);
};

// The work was stopped by its caller (Progress returned false) where no partial result makes sense.
class Cancelled : public Error
{
public:
    Cancelled() : Error("cancelled") {}
};

} // namespace refocus
