// How fast this machine reads a file that no cache holds. Free function; any thread.
#pragma once

#include <cstddef>
#include <filesystem>

namespace refocus::compare {

// Bytes a second, from at most `most` bytes spread over the file, after asking the system to drop
// them from its cache (which a file in memory, as of tmpfs, does not follow). 0 where the file is
// too small to tell or cannot be read.
double readSpeed(const std::filesystem::path &file, std::size_t most = std::size_t{32} << 20);

} // namespace refocus::compare
