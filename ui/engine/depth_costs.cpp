#include "ui/engine/depth_costs.h"

#include "query/auto_splice.h"

#include <algorithm>

namespace refocus::ui {

namespace {

using Videos = std::span<const std::shared_ptr<const store::VideoSnapshot>>;

bool keptEverywhere(Videos videos, int cut)
{
    return std::ranges::all_of(videos, [&](const auto &video) {
        const auto cuts = video->cutsWithMaps();
        return std::ranges::find(cuts, cut) != cuts.end();
    });
}

// Of a few representatives.
double meanMapBytes(Videos videos, int cut)
{
    constexpr std::size_t kLooked = 16;
    std::uint64_t bytes = 0, maps = 0;
    for (const auto &video : videos) {
        std::vector<PatchId> patches;
        for (const store::ClusterRecord &cluster : video->clusters())
            if (patches.size() < kLooked)
                patches.push_back(cluster.representative);
        for (const auto &map : video->maps(patches, cut))
            if (map) {
                bytes += map->sizeBytes();
                ++maps;
            }
    }
    return maps > 0 ? static_cast<double>(bytes) / static_cast<double>(maps) : 0;
}

} // namespace

void DepthCosts::learn(const query::QueryStats &stats)
{
    if (stats.verified == 0 || stats.derived > 0)
        return;
    Known &known = m_known[stats.reuse];
    const double ms = stats.msRead + stats.msInfer;
    constexpr std::uint64_t kRemembered = 2000; // Patches; older ones fade.
    if (known.patches > kRemembered) {
        known.ms *= static_cast<double>(kRemembered) / static_cast<double>(known.patches);
        known.patches = kRemembered;
    }
    known.ms += ms;
    known.patches += stats.verified;
}

std::vector<DepthInfo> DepthCosts::depths(const nn::ModelPack &pack, Videos videos,
                                          const std::optional<query::Reuse> &advised)
{
    const nn::PackManifest &manifest = pack.manifest();
    std::uint64_t indexed = 0;
    for (const auto &video : videos)
        indexed += video->counts().patches;
    if (indexed > m_bytesOf * 2 || (indexed > 0 && m_bytes.empty())) {
        m_bytesOf = indexed;
        for (const nn::Tail &tail : manifest.tails)
            m_bytes[tail.splice.from] = meanMapBytes(videos, tail.splice.from);
    }
    std::vector<DepthInfo> depths;
    std::vector<double> work; // Multiply-adds a patch.
    DepthInfo none;
    none.reuse = {query::Reuse::Kind::None, {}};
    none.name = "none";
    none.shape = {3, manifest.inputSize, manifest.inputSize};
    none.bytesPerPatch = 3ULL * static_cast<std::uint64_t>(manifest.inputSize * manifest.inputSize);
    none.mapsKept = true;
    depths.push_back(none);
    work.push_back(manifest.query.multiplyAdds(manifest.inputSize));
    std::vector<nn::Tail> tails = manifest.tails;
    std::ranges::stable_sort(tails, {}, &nn::Tail::splice);
    for (const nn::Tail &tail : tails) {
        DepthInfo depth;
        depth.reuse = {query::Reuse::Kind::Splice, tail.splice};
        depth.name = tail.splice.name();
        depth.shape = manifest.ingest.shapeAfter(tail.splice.from, manifest.inputSize);
        depth.bytesPerPatch = static_cast<std::uint64_t>(m_bytes[tail.splice.from]);
        depth.accuracy = tail.accuracy;
        depth.retrained = tail.retrained;
        depth.mapsKept = keptEverywhere(videos, tail.splice.from);
        depths.push_back(depth);
        work.push_back(manifest.query.multiplyAdds(manifest.inputSize, tail.splice.to));
    }
    double perWork = 0; // Milliseconds a multiply-add, from what has been measured most.
    std::uint64_t most = 0;
    for (std::size_t i = 0; i < depths.size(); ++i) {
        const auto known = m_known.find(depths[i].name);
        if (known == m_known.end())
            continue;
        depths[i].msPerPatch = known->second.ms / static_cast<double>(known->second.patches);
        if (known->second.patches > most) {
            most = known->second.patches;
            perWork = depths[i].msPerPatch / work[i];
        }
    }
    for (std::size_t i = 0; i < depths.size(); ++i)
        if (depths[i].msPerPatch == 0)
            depths[i].msPerPatch = perWork * work[i];
    const auto best = query::autoSplice(
        manifest, [&](int cut) { return !videos.empty() && keptEverywhere(videos, cut); }, advised);
    const auto same = std::ranges::find(depths, best ? best->name() : "none", &DepthInfo::name);
    DepthInfo automatic = same == depths.end() ? depths.front() : *same;
    automatic.reuse = {query::Reuse::Kind::Auto, {}};
    automatic.name = "auto";
    depths.push_back(automatic);
    return depths;
}

} // namespace refocus::ui
