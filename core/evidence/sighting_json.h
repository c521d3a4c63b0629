// Sightings as `refocus-cli query --json` prints them, see CLI.md. Pure functions; any thread.
#pragma once

#include "query/query.h"

#include <nlohmann/json_fwd.hpp>

#include <span>

namespace refocus::evidence {

// "accept", "reject", "label"; empty for none.
const char *decisionName(store::Decision decision);
// With `decision` and `found_class` only where there are any.
nlohmann::json toJson(const query::Sighting &sighting);
nlohmann::json toJson(std::span<const query::Sighting> sightings); // An array.
// "searched_s": by video its stretches, [begin, end] in seconds.
nlohmann::json toJson(const query::QueryStats &stats);

} // namespace refocus::evidence
