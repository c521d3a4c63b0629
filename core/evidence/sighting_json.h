// Sightings as `refocus-cli query --json` prints them, see CLI.md. Pure functions; any thread.
#pragma once

#include "query/query.h"

#include <nlohmann/json_fwd.hpp>

#include <span>

namespace refocus::evidence {

nlohmann::json toJson(const query::Sighting &sighting);
nlohmann::json toJson(std::span<const query::Sighting> sightings); // An array.
nlohmann::json toJson(const query::QueryStats &stats);

} // namespace refocus::evidence
