// A case of two squares that cross an empty street, indexed with networks of random weights.
#pragma once

#include "base/error.h"
#include "ingest/ingest.h"
#include "support/random_pack.h"
#include "support/test_clips.h"

namespace refocus::test {

inline void writeStreet(const std::filesystem::path &path)
{
    ClipOptions clip;
    clip.frames = 120;
    clip.size = {160, 120};
    clip.encoder.frameRate = 10;
    clip.ordinalPattern = false;
    clip.rects = {{{-84, 30, 24, 18}, {3, 0}, {40, 40, 220}, 20, 90},
                  {{295, 80, 20, 26}, {-3, 0}, {30, 30, 30}, 45, 115}};
    writeClip(path, clip);
}

// Every patch is inferred, so that there are enough of them. Throws Error where it fails.
inline std::string ingestInto(store::Case &into, const std::filesystem::path &video,
                              const nn::ModelPack &pack, const nn::Backend &backend,
                              ingest::IngestOptions options)
{
    nn::IngestNetwork network(pack, backend);
    options.detect.sameThreshold = 0;
    const auto report = ingest::ingestVideo(into, video, pack, network, backend, options);
    if (report.outcome != ingest::VideoOutcome::Done)
        throw Error(report.error);
    return report.id;
}

} // namespace refocus::test
