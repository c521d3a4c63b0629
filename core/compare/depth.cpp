#include "compare/depth.h"

#include <algorithm>

namespace refocus::compare {

std::string nameOf(const Depth &depth) { return depth ? depth->name() : "none"; }

std::vector<DepthNetwork> loadDepths(const nn::ModelPack &pack, const nn::Backend &backend,
                                     const std::vector<Depth> &depths)
{
    const auto &manifest = pack.manifest();
    std::vector<DepthNetwork> loaded;
    for (const Depth &depth : depths) {
        DepthNetwork entry;
        entry.depth = depth;
        entry.retrained = !depth || pack.tailFor(*depth).retrained;
        entry.shape = depth ? manifest.ingest.shapeAfter(depth->from, manifest.inputSize)
                            : std::array<int, 3>{3, manifest.inputSize, manifest.inputSize};
        entry.network = std::make_unique<nn::QueryNetwork>(pack, backend, depth);
        loaded.push_back(std::move(entry));
    }
    return loaded;
}

std::vector<Depth> depthsOf(const nn::ModelPack &pack)
{
    std::vector<Depth> depths{Depth{}};
    for (const nn::Tail &tail : pack.manifest().tails)
        if (std::ranges::find(depths, Depth(tail.splice)) == depths.end())
            depths.emplace_back(tail.splice);
    std::ranges::sort(depths); // None is the least.
    return depths;
}

std::vector<int> cutsOf(std::span<const DepthNetwork> depths)
{
    std::vector<int> cuts;
    for (const DepthNetwork &depth : depths)
        if (depth.depth)
            cuts.push_back(depth.depth->from);
    std::ranges::sort(cuts);
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    return cuts;
}

} // namespace refocus::compare
