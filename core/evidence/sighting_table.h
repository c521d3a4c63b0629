// sightings.csv and sightings.json of an export. Pure functions; any thread.
#pragma once

#include "query/query.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

namespace refocus::evidence {

struct Camera
{
    std::string name;
    std::optional<std::int64_t> start; // Unix time of the first picture, microseconds.
};

// By video id; a video that is not there has its id as its name.
using Cameras = std::map<std::string, Camera>;

// The columns are those of `refocus-cli query --json`, flattened, with camera, clip and wall clock
// (empty if unknown). UTF-8, RFC 4180. clips[i]: the file that shows sightings[i], empty if none.
std::string sightingsCsv(std::span<const query::Sighting> sightings,
                         std::span<const std::string> clips, const Cameras &cameras);
std::string sightingsJson(std::span<const query::Sighting> sightings,
                          std::span<const std::string> clips, const Cameras &cameras);

} // namespace refocus::evidence
