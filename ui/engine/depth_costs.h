// What a patch costs at each depth: bytes as stored, and time as this machine has shown so far.
// Not thread-safe.
#pragma once

#include "ui/engine/engine.h"

#include <map>

namespace refocus::ui {

class DepthCosts
{
public:
    // From a query's own figures.
    void learn(const query::QueryStats &stats);

    // None, the pack's splices by depth, then auto. A depth not measured yet is expected to take
    // the share of the work that is left behind its splice, of one that is. advised: see
    // query/auto_splice.h.
    std::vector<DepthInfo>
    depths(const nn::ModelPack &pack,
           std::span<const std::shared_ptr<const store::VideoSnapshot>> videos,
           const std::optional<query::Reuse> &advised = {});

private:
    struct Known
    {
        double ms = 0;
        std::uint64_t patches = 0;
    };
    std::map<std::string, Known> m_known; // By the name of the depth.
    std::map<int, double> m_bytes;        // A map's size by cut, once it has been looked at.
    std::uint64_t m_bytesOf = 0;          // The number of patches indexed when it was.
};

} // namespace refocus::ui
