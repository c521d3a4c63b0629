// Feature maps of a finished video, made anew: where maps.mdb was deleted, or a splice is wanted
// whose cut was not kept. From the pixels that the index keeps; the video file is not needed.
#pragma once

#include "base/progress.h"
#include "nn/inference.h"
#include "store/case.h"

#include <span>
#include <string>

namespace refocus::ingest {

struct DerivedMaps
{
    std::uint64_t patches = 0;       // That should have maps: as ingest was told, `reps` or `all`.
    std::uint64_t maps = 0;          // Made now, of all cuts.
    std::uint64_t withoutPixels = 0; // Of the patches: none can be made of these.
    std::uint64_t mapsBytes = 0;     // maps.mdb afterwards.
};

// What each patch lacks of the maps after these numbers of blocks, with the codec of its video. A
// transaction every few patches: what a stop leaves is whole, and another call makes the rest. The
// audit log says what was made.
// Throws Error: no such video, not finished, being written, indexed with another ingest network or
// in another precision, a full disk; Cancelled. backend: the network's.
DerivedMaps deriveMaps(store::Case &in, const std::string &video, std::span<const int> cuts,
                       const nn::ModelPack &pack, nn::IngestNetwork &network,
                       const nn::Backend &backend, const Progress &progress = {});

} // namespace refocus::ingest
