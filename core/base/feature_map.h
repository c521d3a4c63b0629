// A network's activation for one patch, as it travels between the network and the store.
#pragma once

#include <array>
#include <cstddef>
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

} // namespace refocus
