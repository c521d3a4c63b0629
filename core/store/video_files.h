// The files of a video's folder, opened and recognised. Any thread.
#pragma once

#include "store/lmdb_txn.h"
#include "store/records.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace refocus::store {

namespace video_file {
inline constexpr auto kManifest = "manifest.json";
inline constexpr auto kIndex = "index.mdb";
inline constexpr auto kMaps = "maps.mdb";
} // namespace video_file

// The record "format" of a file's table "meta": kind is "refocus-index" and so on.
void putFormat(Txn &txn, std::string_view kind);
// Throws Error where the file is of another kind or a newer version.
void checkFormat(Env &env, std::string_view kind);

std::shared_ptr<Env> openIndex(const std::filesystem::path &folder); // Throws Error.
std::shared_ptr<Env> openMaps(const std::filesystem::path &folder);  // Null where there is none.
void createIndex(const std::filesystem::path &folder, const VideoMeta &meta);
void putBeginning(Txn &index, const VideoMeta &meta); // What createIndex() puts into the tables.
void createMaps(const std::filesystem::path &folder);

VideoMeta readMeta(Env &index);
struct Resume readResume(Txn &txn);
Counts readCounts(Txn &txn);
std::uint64_t fileBytes(const std::filesystem::path &file); // 0 where it is not there.

inline Key patchKey(PatchId patch) { return Key().u64(patch); }
inline Key mapKey(int cut, PatchId patch)
{
    return Key().u16(static_cast<std::uint16_t>(cut)).u64(patch);
}
Key verdictKey(const VerdictSource &source, PatchId patch);

} // namespace refocus::store
