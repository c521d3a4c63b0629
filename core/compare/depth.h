// The depths at which a query can enter the network, and the networks that do it.
#pragma once

#include "base/ids.h"
#include "nn/inference.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace refocus::compare {

// Behind a splice, or none: the whole network on pixels.
using Depth = std::optional<nn::Splice>;

std::string nameOf(const Depth &depth); // "none", "7", "7-11", as --reuse takes it.

// Not thread-safe.
struct DepthNetwork
{
    Depth depth;
    bool retrained = true;      // True for none, too.
    std::array<int, 3> shape{}; // Of the map, or of the pixels.
    std::unique_ptr<nn::QueryNetwork> network;
};

// Loads the network of each depth; a splice without a tail of its own in the pack takes the query
// network's weights and is labelled not retrained. Throws Error where a splice does not fit.
std::vector<DepthNetwork> loadDepths(const nn::ModelPack &pack, const nn::Backend &backend,
                                     const std::vector<Depth> &depths);

// None and every tail of the pack.
std::vector<Depth> depthsOf(const nn::ModelPack &pack);

// The cuts behind which the depths enter, rising, each once.
std::vector<int> cutsOf(std::span<const DepthNetwork> depths);

} // namespace refocus::compare
