#include "compare/depth.h"

#include <algorithm>

namespace refocus::compare {

std::string nameOf(const Depth &depth) { return depth ? depth->name() : "none"; }

std::vector<DepthChoice> parseDepths(std::string_view text, bool alsoUnretrained)
{
    std::vector<DepthChoice> depths;
    while (true) {
        const std::size_t comma = text.find(',');
        const std::string_view name = text.substr(0, comma);
        if (name == "none") {
            depths.push_back({});
        } else {
            const auto splice = nn::Splice::parse(name);
            if (alsoUnretrained)
                depths.push_back({splice, false});
            depths.push_back({splice, true});
        }
        if (comma == std::string_view::npos)
            return depths;
        text.remove_prefix(comma + 1);
    }
}

std::vector<DepthNetwork> loadDepths(const nn::ModelPack &pack, const nn::Backend &backend,
                                     const std::vector<DepthChoice> &depths)
{
    const auto &manifest = pack.manifest();
    const nn::ModelPack plain = pack.withoutTails();
    std::vector<DepthNetwork> loaded;
    for (const auto &[depth, retrained] : depths) {
        DepthNetwork entry;
        entry.depth = depth;
        entry.shape = depth ? manifest.ingest.shapeAfter(depth->from, manifest.inputSize)
                            : std::array<int, 3>{3, manifest.inputSize, manifest.inputSize};
        if (depth) {
            const nn::Tail tail = pack.tailFor(*depth);
            entry.retrained = retrained && tail.retrained;
            entry.exact = manifest.sharesBlocks(tail);
        }
        entry.network =
            std::make_unique<nn::QueryNetwork>(entry.retrained ? pack : plain, backend, depth);
        loaded.push_back(std::move(entry));
    }
    return loaded;
}

std::vector<DepthChoice> depthsOf(const nn::ModelPack &pack)
{
    std::vector<DepthChoice> depths{DepthChoice{}};
    for (const nn::Tail &tail : pack.manifest().tails)
        if (std::ranges::find(depths, Depth(tail.splice), &DepthChoice::depth) == depths.end())
            depths.push_back({tail.splice, true});
    std::ranges::sort(depths, {}, &DepthChoice::depth); // None is the least.
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
