// What an export will come to, before it is made. Pure functions; any thread.
#pragma once

#include "evidence/export.h"
#include "media/clip_writer.h"

#include <map>

namespace refocus::ui {

// Of a source, by video id; without frames nothing is known of it.
struct SourceFacts
{
    media::FrameTable frames;
    std::uint64_t bytes = 0; // Of the whole file.
};

struct ExportEstimate
{
    int clips = 0;
    double seconds = 0;       // Of all clips as they are planned.
    FrameIndex mostExtra = 0; // Pictures before the first one asked for, at worst; copies only.
    FrameIndex extra = 0;     // Of all clips.
    double bytes = 0;         // Of the clips.
    int unknownSources = 0;   // Of which nothing is known yet; their clips are not in the figures.
    friend bool operator==(const ExportEstimate &, const ExportEstimate &) = default;
};

// Copies take the source's mean bytes a second; pictures that are encoded anew at the quality of
// exact clips take about kExactFactor times as many.
inline constexpr double kExactFactor = 2;
ExportEstimate estimateExport(std::span<const query::Sighting> sightings,
                              const evidence::ExportOptions &options,
                              const std::map<std::string, SourceFacts> &sources);

} // namespace refocus::ui
