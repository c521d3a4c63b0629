// The depths at which a query can enter the network, and the networks that do it.
#pragma once

#include "base/ids.h"
#include "nn/inference.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::compare {

// Behind a splice, or none: the whole network on pixels.
using Depth = std::optional<nn::Splice>;

std::string nameOf(const Depth &depth); // "none", "7", "7-11", as --reuse takes it.

struct DepthChoice
{
    Depth depth;
    bool retrained = true; // Else the query network's own weights, as in the paper's table.
    friend bool operator==(const DepthChoice &, const DepthChoice &) = default;
};

// "none,4,7-11" as retrained depths; each behind a splice also un-retrained where that is asked.
// Throws Error.
std::vector<DepthChoice> parseDepths(std::string_view text, bool alsoUnretrained = false);

// Not thread-safe.
struct DepthNetwork
{
    Depth depth;
    bool retrained = true;      // True for none, too.
    bool exact = true;          // Both networks have the same blocks up to there: none's answers.
    std::array<int, 3> shape{}; // Of the map, or of the pixels.
    std::unique_ptr<nn::QueryNetwork> network;
};

// Loads the network of each depth; a splice without a tail of its own in the pack takes the query
// network's weights and is labelled not retrained. Throws Error where a splice does not fit.
std::vector<DepthNetwork> loadDepths(const nn::ModelPack &pack, const nn::Backend &backend,
                                     const std::vector<DepthChoice> &depths);

// None and every tail of the pack.
std::vector<DepthChoice> depthsOf(const nn::ModelPack &pack);

// The cuts behind which the depths enter, rising, each once.
std::vector<int> cutsOf(std::span<const DepthNetwork> depths);

} // namespace refocus::compare
