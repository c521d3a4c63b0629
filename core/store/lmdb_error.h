// Sentences for what LMDB and the operating system report. Any thread.
#pragma once

#include <filesystem>
#include <string_view>

namespace refocus::store {

// Throws Error for a code of LMDB or errno: "FILE: the disk is full (reading)". doing: "reading".
[[noreturn]] void throwCode(const std::filesystem::path &file, std::string_view doing, int code);
// The same while writing: LMDB says EIO for a write that the disk or a limit cut short.
[[noreturn]] void throwWriteCode(const std::filesystem::path &file, int code);
[[noreturn]] void throwErrno(const std::filesystem::path &file, std::string_view doing);

// Is there such a file or folder? Throws Error where the system will not tell.
bool isThere(const std::filesystem::path &file);
bool isFolder(const std::filesystem::path &file);

void syncFolder(const std::filesystem::path &folder); // Throws Error.

} // namespace refocus::store
