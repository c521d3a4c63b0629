#include "agreement.h"

#include "base/error.h"
#include "store/map_codec.h"

#include <algorithm>
#include <cmath>

namespace refocus::benchmark {

namespace {

using Batches = std::vector<std::vector<PatchId>>;

void add(Batches &batches, PatchId patch)
{
    if (batches.empty() || batches.back().size() == nn::kLargestBatch)
        batches.emplace_back();
    batches.back().push_back(patch);
}

Batches representatives(const store::VideoSnapshot &video)
{
    Batches batches;
    for (const store::ClusterRecord &cluster : video.clusters())
        add(batches, cluster.representative);
    return batches;
}

Batches patchesWithMaps(const store::VideoSnapshot &video)
{
    if (video.meta().maps != store::MapsKept::All)
        return representatives(video);
    Batches batches;
    video.forEachPatch([&](const store::PatchRecord &patch) {
        if (patch.inferred)
            add(batches, patch.id);
        return true;
    });
    return batches;
}

} // namespace

std::vector<ReuseTime> timeReuse(query::Verifier &verifier, const store::VideoSnapshot &video,
                                 std::span<const nn::Splice> splices, int runs)
{
    std::vector<std::optional<nn::Splice>> ways{std::nullopt};
    ways.insert(ways.end(), splices.begin(), splices.end());
    const auto batches = representatives(video);
    std::vector<std::vector<double>> times(ways.size());
    for (int run = -1; run < runs; ++run) {
        for (std::size_t i = 0; i < ways.size(); ++i) {
            query::QueryStats stats;
            for (const auto &batch : batches)
                verifier.ask(video, batch, ways[i], stats);
            if (ways[i] && stats.derived > 0)
                throw Error(video.folder(), "not every representative has a map after block " +
                                                std::to_string(ways[i]->from));
            if (run >= 0 && stats.verified > 0)
                times[i].push_back((stats.msRead + stats.msInfer) / double(stats.verified));
        }
    }
    std::vector<ReuseTime> results;
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const MeanSd ms = meanSd(times[i]);
        const double whole = i == 0 ? ms.mean : results[0].ms.mean;
        results.push_back(
            {ways[i] ? ways[i]->name() : "none", ms, whole > 0 ? ms.mean / whole : 0});
    }
    return results;
}

Agreement compareWithPixels(const nn::ModelPack &pack, const nn::Backend &backend,
                            const store::VideoSnapshot &video, const nn::Splice &splice)
{
    nn::QueryNetwork network(pack, backend, splice);
    Agreement result;
    for (const auto &batch : patchesWithMaps(video)) {
        const auto encoded = video.maps(batch, splice.from);
        const auto pixels = video.pixels(batch);
        std::vector<FeatureMap> maps;
        std::vector<cv::Mat> patches;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (!encoded[i] || !pixels[i])
                throw Error(video.folder(),
                            "patch " + std::to_string(batch[i]) + " lacks its map or its pixels");
            maps.push_back(store::decodeMap(*encoded[i]));
            patches.push_back(*pixels[i]);
        }
        const auto fromMaps = network.fromMaps(maps), fromPixels = network.fromPatches(patches);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const auto &a = fromMaps[i], &b = fromPixels[i];
            ++result.patches;
            result.same +=
                std::ranges::max_element(a) - a.begin() == std::ranges::max_element(b) - b.begin();
            for (std::size_t c = 0; c < a.size(); ++c)
                result.largestDifference =
                    std::max(result.largestDifference, std::abs(a[c] - b[c]));
        }
    }
    return result;
}

} // namespace refocus::benchmark
