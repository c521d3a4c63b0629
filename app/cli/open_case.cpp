#include "open_case.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

namespace refocus::cli {

store::Case openCase(const std::string &folder)
{
    try {
        return store::Case::open(folder, store::Access::ReadWrite);
    } catch (const Error &) {
        return store::Case::open(folder, store::Access::ReadOnly);
    }
}

void log(store::Case &into, const std::string &action, const nlohmann::json &detail)
{
    if (into.writable())
        into.log(action, detail.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

} // namespace refocus::cli
