// The polygons of `ingest --mask`.
#pragma once

#include "detect/detector.h"

#include <filesystem>

namespace refocus::cli {

// Reads {"include": [[[x, y], …], …], "exclude": […]}, in pixels of the picture as displayed.
// Throws Error.
void readMask(const std::filesystem::path &file, detect::DetectOptions &options);

} // namespace refocus::cli
