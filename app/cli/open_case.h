// Opening a case for a command that reads, and notes what it did where it can.
#pragma once

#include "store/case.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace refocus::cli {

// For writing if that is possible, else for reading. Throws Error.
store::Case openCase(const std::string &folder);

// Adds an entry to the audit log, unless the case can only be read.
void log(store::Case &into, const std::string &action, const nlohmann::json &detail);

} // namespace refocus::cli
