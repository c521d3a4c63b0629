// Counts and bytes of a case or a video by kind, for `refocus-cli info`. Any thread.
#pragma once

#include "store/records.h"

#include <filesystem>

namespace refocus::store {

struct TableInfo
{
    std::string file, table; // "index.mdb", "patches"
    std::uint64_t entries = 0;
    std::uint64_t pageBytes = 0; // Whole pages in use.
};

struct MapsInfo // One row a cut and codec.
{
    int cut = 0;
    Codec codec = Codec::Fp16;
    int channels = 0, height = 0, width = 0;
    std::uint64_t maps = 0, bytes = 0;
    float maxError = 0; // The largest of any map.
};

struct VideoInfo
{
    VideoMeta meta;
    bool finished = false;
    Counts counts;
    Coverage coverage;
    std::uint64_t indexBytes = 0, mapsBytes = 0; // Size of the files.
    std::vector<TableInfo> tables;
    std::vector<MapsInfo> maps; // Reads all of maps.mdb.
};

VideoInfo videoInfo(const std::filesystem::path &videoFolder); // Throws Error.

} // namespace refocus::store
