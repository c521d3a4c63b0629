#include "audit.h"

#include <nlohmann/json.hpp>

namespace refocus::cli {

void log(store::Case &into, const std::string &action, const nlohmann::json &detail)
{
    if (into.writable())
        into.log(action, detail.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace refocus::cli
