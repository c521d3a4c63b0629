#include "base/error.h"

namespace refocus {

Error::Error(const std::filesystem::path &file, std::string_view fault)
    : std::runtime_error(file.string() + ": " + std::string(fault))
{}

} // namespace refocus
