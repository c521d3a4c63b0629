// Where the program keeps what is its own.
#pragma once

#include <filesystem>
#include <vector>

namespace refocus::gui {

std::filesystem::path dataFolder();  // Cases that nobody gave a place.
std::filesystem::path cacheFolder(); // What can be made again: the demo's video.

// The case of these videos: the same for the same paths, also from packaging/run. "demo" for none.
std::filesystem::path caseOf(const std::vector<std::filesystem::path> &videos);
std::filesystem::path demoVideo();

} // namespace refocus::gui
