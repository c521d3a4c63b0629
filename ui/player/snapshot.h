// One picture as a PNG file, as decoded, every pixel. Pure functions and one that writes; any
// thread.
#pragma once

#include "base/frame.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace refocus::ui {

// "gate3_00-01-23.480.png"
std::string snapshotName(const std::string &camera, Timestamp time);

// What is written into the file beside the picture, as PNG text: "Source", "Frame", ...
using SnapshotNotes = std::vector<std::pair<std::string, std::string>>;

// Never overwrites: where the name is taken, "_2", "_3" ... comes before the extension. Returns the
// file's path. Throws Error; then nothing is left behind.
std::filesystem::path writeSnapshot(const Frame &frame, const std::filesystem::path &folder,
                                    const std::string &name, const SnapshotNotes &notes);

} // namespace refocus::ui
