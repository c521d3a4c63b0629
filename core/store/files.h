// Whole files: their hash, and writing one so that a half-written one is never seen. Any thread.
#pragma once

#include "base/progress.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace refocus::store {

// SHA-256 of a file, 64 lower-case hex digits. Throws Error; Cancelled where progress says stop.
std::string sha256OfFile(const std::filesystem::path &file, const Progress &progress = {});

// Writes to a temporary name in the same folder, syncs, renames, syncs the folder. Throws Error and
// then leaves whatever was there before.
void writeFileAtomically(const std::filesystem::path &file, std::string_view bytes);

// The whole file as bytes. Throws Error, also beyond maxBytes.
std::string readFile(const std::filesystem::path &file, std::uint64_t maxBytes = 64U << 20U);

} // namespace refocus::store
