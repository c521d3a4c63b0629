#include "stored_pictures.h"

#include "store/video_writer.h"
#include "store/zstd_bytes.h"

#include <numeric>
#include <set>

namespace refocus::benchmark {

namespace fs = std::filesystem;

namespace {

store::VideoMeta metaOf(const nn::ModelPack &pack, std::span<const int> cuts)
{
    const nn::PackManifest &manifest = pack.manifest();
    store::VideoMeta meta;
    meta.videoId = "pictures";
    meta.sourceSha256 = std::string(64, '0'); // There is no file behind it.
    meta.width = meta.height = meta.patchSize = manifest.inputSize;
    meta.modelName = manifest.name;
    meta.modelHash = pack.hash();
    meta.classes = manifest.classes;
    meta.embeddingLength = manifest.ingest.embeddingSize();
    meta.maps = store::MapsKept::All;
    meta.cuts.assign(cuts.begin(), cuts.end());
    meta.codec = store::Codec::Int8;
    meta.options = "{}";
    meta.program = "paper_table";
    return meta;
}

} // namespace

store::VideoSnapshot StoredPictures::open() const
{
    return store::VideoSnapshot(folder, store::Access::ReadOnly);
}

std::vector<PatchId> StoredPictures::ids(std::size_t first, std::size_t count)
{
    std::vector<PatchId> result(count);
    std::iota(result.begin(), result.end(), static_cast<PatchId>(first));
    return result;
}

StoredPictures storePictures(const fs::path &folder, const nn::ModelPack &pack,
                             const nn::Backend &backend, std::span<const cv::Mat> images,
                             std::span<const int> cuts,
                             const std::function<void(std::size_t, const Indexed &)> &onBatch)
{
    StoredPictures stored;
    stored.folder = folder;
    nn::IngestNetwork network(pack, backend);
    auto writer = store::VideoWriter::start(folder, metaOf(pack, cuts));
    const auto count = static_cast<double>(images.size());
    for (std::size_t first = 0; first < images.size(); first += nn::kLargestBatch) {
        const auto part = images.subspan(first, std::min(nn::kLargestBatch, images.size() - first));
        const Indexed results = network.run(part, cuts);
        store::Batch batch;
        for (std::size_t i = 0; i < part.size(); ++i) {
            const PatchId id = first + i;
            stored.ingest.push_back(results[i].probabilities);
            for (std::size_t c = 0; c < cuts.size(); ++c) {
                const FeatureMap &map = results[i].maps[c];
                auto encoded = store::encodeMap(map, store::Codec::Int8);
                MapBytes &bytes = stored.maps[cuts[c]];
                bytes.fp32 += 4 * static_cast<double>(map.size()) / count;
                bytes.fp16 += double(store::encodeMap(map, store::Codec::Fp16).sizeBytes()) / count;
                bytes.int8 += double(encoded.sizeBytes()) / count;
                batch.maps.push_back({id, cuts[c], std::move(encoded)});
            }
            const cv::Mat whole = part[i].isContinuous() ? part[i] : part[i].clone();
            const auto size = whole.total() * whole.elemSize();
            stored.pixelBytes += double(store::compressBytes({whole.data, size}).size()) / count;
            batch.pixels.push_back({id, whole});
        }
        writer.commit(batch);
        if (onBatch)
            onBatch(first, results);
    }
    writer.finish(Timestamp(0));
    return stored;
}

std::vector<int> cutsOf(std::span<const nn::Splice> splices)
{
    std::set<int> cuts;
    for (const nn::Splice &splice : splices)
        cuts.insert(splice.from);
    return {cuts.begin(), cuts.end()};
}

} // namespace refocus::benchmark
