// The tables of the three kinds of files; FORMAT.md has their keys and values. Constants only.
#pragma once

#include <array>

namespace refocus::store {

namespace index_table {
enum : int {
    Meta,
    Frames,
    Patches,
    Times,
    Tracks,
    TrackPatches,
    Clusters,
    Members,
    Postings,
    Embeddings,
    Verdicts,
    Pixels,
    Thumbnails
};
inline constexpr std::array kNames = {
    "meta",    "frames",   "patches",    "times",    "tracks", "track_patches", "clusters",
    "members", "postings", "embeddings", "verdicts", "pixels", "thumbnails"};
static_assert(kNames.size() == Thumbnails + 1);
} // namespace index_table

namespace maps_table {
enum : int { Meta, Maps };
inline constexpr std::array kNames = {"meta", "maps"};
} // namespace maps_table

namespace case_table {
enum : int { Meta, Sources, Reviews, Audit, Values };
inline constexpr std::array kNames = {"meta", "sources", "reviews", "audit", "values"};
} // namespace case_table

inline constexpr int kFramesPerChunk = 1024;

} // namespace refocus::store
