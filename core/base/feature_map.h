// A network's activation for one patch, as it travels between the network and the store.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace refocus {

struct FeatureMap
{
    int channels = 0, height = 0, width = 0;
    std::vector<float> values; // channels x height x width, row-major (NCHW without N).

    std::array<int, 3> shape() const { return {channels, height, width}; }
    std::size_t size() const
    {
        return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
               static_cast<std::size_t>(width);
    }
};

// A map as the store's int8 codec has it: value = offsets[c] + scales[c] x byte. The network turns
// the bytes into values itself, so that a quarter of the memory moves, also to a GPU.
struct QuantisedMap
{
    int channels = 0, height = 0, width = 0;
    std::vector<std::uint8_t> bytes; // As FeatureMap::values.
    std::vector<float> scales;       // One a channel.
    std::vector<float> offsets;      // One a channel, or empty for all zero.

    std::array<int, 3> shape() const { return {channels, height, width}; }
};

} // namespace refocus
