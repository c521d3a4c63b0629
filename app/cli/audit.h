// What a command notes in the case that it worked on.
#pragma once

#include "store/case.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace refocus::cli {

// Adds an entry to the audit log, unless the case can only be read.
void log(store::Case &into, const std::string &action, const nlohmann::json &detail);

} // namespace refocus::cli
