// VideoMeta and Manifest as JSON: manifest.json and the record "video" of index.mdb. Any thread.
#pragma once

#include "store/records.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace refocus::store {

std::string metaToJson(const VideoMeta &meta);
std::string manifestToJson(const Manifest &manifest);
// file: named in the Error where the text is not what it should be, or of a newer format.
VideoMeta metaFromJson(std::string_view text, const std::filesystem::path &file);
Manifest manifestFromJson(std::string_view text, const std::filesystem::path &file);

} // namespace refocus::store
