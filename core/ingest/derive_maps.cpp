#include "ingest/derive_maps.h"

#include "base/error.h"
#include "store/known_video.h"
#include "store/maps_writer.h"
#include "store/video_snapshot.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

namespace refocus::ingest {

namespace {

constexpr std::size_t kPatchesATransaction = 2 * nn::kLargestBatch;

std::vector<PatchId> patchesWithMaps(const store::VideoSnapshot &video)
{
    std::vector<PatchId> patches;
    if (video.meta().maps == store::MapsKept::All) {
        for (const store::PatchRecord &patch : video.patches(0, UINT64_MAX))
            if (patch.inferred)
                patches.push_back(patch.id);
    } else {
        for (const store::ClusterRecord &cluster : video.clusters())
            patches.push_back(cluster.representative);
    }
    std::ranges::sort(patches); // As they lie in the store.
    return patches;
}

// Which of the cuts each of the patches lacks, without those that lack none.
std::map<PatchId, std::set<int>> lackOf(const store::VideoSnapshot &video,
                                        std::span<const PatchId> patches, std::span<const int> cuts)
{
    std::map<PatchId, std::set<int>> lacks;
    for (const int cut : cuts) {
        const auto maps = video.maps(patches, cut);
        for (std::size_t i = 0; i < patches.size(); ++i)
            if (!maps[i])
                lacks[patches[i]].insert(cut);
    }
    return lacks;
}

// That of the index; empty where it does not say.
std::string precisionOf(const store::VideoMeta &meta)
{
    const auto options = nlohmann::json::parse(meta.options, nullptr, false);
    return options.is_object() ? options.value("precision", "") : std::string();
}

} // namespace

DerivedMaps deriveMaps(store::Case &in, const std::string &video, std::span<const int> cuts,
                       const nn::ModelPack &pack, nn::IngestNetwork &network,
                       const nn::Backend &backend, const Progress &progress)
{
    store::requireVideo(in, video);
    const std::filesystem::path folder = in.videoFolder(video);
    const store::VideoSnapshot stored(folder);
    const store::VideoMeta &meta = stored.meta();
    if (!pack.readsIndexOf(meta.modelHash, meta.ingestHash))
        throw Error(folder, "was indexed with the model pack " + meta.modelName + " (" +
                                meta.modelHash.substr(0, 8) +
                                "), whose maps another pack cannot make");
    if (const std::string then = precisionOf(meta); !then.empty() && then != backend.precision)
        throw Error(folder, "was indexed in " + then + ", and maps in " + backend.precision +
                                " would be others; derive them with --precision " + then);
    store::MapsWriter writer(folder);
    const std::set<int> sorted(cuts.begin(), cuts.end());
    const std::vector<int> ascending(sorted.begin(), sorted.end());
    const std::vector<PatchId> patches = patchesWithMaps(stored);
    DerivedMaps result;
    result.patches = patches.size();
    for (std::size_t begin = 0; begin < patches.size(); begin += kPatchesATransaction) {
        const ProgressReport at{static_cast<double>(begin) / static_cast<double>(patches.size()),
                                "deriving maps of " + video};
        const Progress again = [&](const ProgressReport &) { return goOn(progress, at); };
        if (!again(at))
            throw Cancelled();
        const auto piece = std::span(patches).subspan(
            begin, std::min(kPatchesATransaction, patches.size() - begin));
        const auto lacks = lackOf(stored, piece, ascending);
        const auto keys = std::views::keys(lacks);
        const std::vector<PatchId> lacking(keys.begin(), keys.end());
        auto images = stored.pixels(lacking);
        std::vector<PatchId> wanted;
        std::vector<cv::Mat> pixels;
        for (std::size_t i = 0; i < lacking.size(); ++i) {
            if (!images[i]) {
                ++result.withoutPixels;
                continue;
            }
            wanted.push_back(lacking[i]);
            pixels.push_back(std::move(*images[i]));
        }
        if (wanted.empty())
            continue;
        const auto results = network.run(pixels, ascending, again);
        std::vector<store::Batch::Map> maps;
        for (std::size_t i = 0; i < wanted.size(); ++i)
            for (std::size_t c = 0; c < ascending.size(); ++c)
                if (lacks.at(wanted[i]).contains(ascending[c]))
                    maps.push_back({wanted[i], ascending[c],
                                    store::encodeMap(results[i].maps[c], meta.codec)});
        writer.commit(maps);
        result.maps += maps.size();
    }
    std::error_code none;
    const auto bytes = std::filesystem::file_size(folder / "maps.mdb", none);
    result.mapsBytes = none ? 0 : bytes;
    if (result.maps > 0 && in.writable())
        in.log("derive maps", nlohmann::json{{"video", video},
                                             {"cuts", ascending},
                                             {"patches", result.patches},
                                             {"maps", result.maps},
                                             {"without_pixels", result.withoutPixels},
                                             {"maps_bytes", result.mapsBytes}}
                                  .dump());
    return result;
}

} // namespace refocus::ingest
