// A small model pack with random weights, for tests of what happens around the networks.
#pragma once

#include "nn/model_pack.h"

namespace refocus::test {

struct RandomPackOptions
{
    int width = 4, inputSize = 32;
    std::vector<std::string> classes{"background", "bus", "car", "person", "truck"};
    std::vector<nn::Splice> splices{{4, 4}, {7, 7}}; // Served by one tail with its own weights.
    // Batch norm as it begins, so that zeros are as frequent in the maps as with trained weights.
    bool plainNorm = false;
    std::uint64_t seed = 1;
    // Blocks that are their shortcuts alone: pictures that differ give features that differ, and
    // the network can learn.
    bool calm = false;
};

// Writes the pack into the folder. The same seed gives the same weights.
nn::ModelPack writeRandomPack(const std::filesystem::path &folder,
                              const RandomPackOptions &options = {});

} // namespace refocus::test
