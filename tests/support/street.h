// What tests of ingest and query stand on: a street clip, a model pack with random weights and its
// ingest network.
#pragma once

#include "nn/inference.h"
#include "support/test_clips.h"

namespace refocus::test {

// Two squares that cross an empty street in every 12 s, one after the other and together; 160x120,
// 10 pictures a second.
ClipOptions streetClip(int frames = 120);

struct Street
{
    explicit Street(const TempFolder &folder); // Writes pack/ and street.mp4 into it.

    nn::ModelPack pack;
    nn::Backend backend; // One thread, fp32: every run gives the same.
    nn::IngestNetwork network;
    std::filesystem::path clip;
};

} // namespace refocus::test
