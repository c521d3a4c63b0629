#include "compare/opinions.h"

#include "base/error.h"
#include "store/video_writer.h"

#include <algorithm>
#include <chrono>

namespace refocus::compare {

namespace {

ClassId likeliest(const nn::Probabilities &probabilities)
{
    return nn::topK(probabilities, 1).front().classId;
}

class Asking
{
public:
    Asking(const Sample &sample, std::span<const std::size_t> places,
           std::span<const cv::Mat> pixels, nn::IngestNetwork &ingest,
           std::span<const DepthNetwork> depths, std::vector<int> cuts, std::size_t timed,
           store::VideoWriter &writer)
        : m_sample(sample), m_places(places), m_pixels(pixels), m_ingest(ingest), m_depths(depths),
          m_cuts(std::move(cuts)),
          m_every(std::max<std::size_t>(places.size() / std::max<std::size_t>(timed, 1), 1)),
          m_timed(timed), m_writer(writer)
    {
        m_opinions.answers.assign(depths.size(),
                                  std::vector<ClassId>(sample.patches.size(), kNotAsked));
    }

    Opinions run(const Progress &progress)
    {
        const std::size_t count = m_places.size();
        for (std::size_t begin = 0; begin < count; begin += nn::kLargestBatch) {
            if (!goOn(progress, {static_cast<double>(begin) / static_cast<double>(count),
                                 "asking the query network"}))
                throw Cancelled();
            ask(begin, std::min(begin + nn::kLargestBatch, count));
        }
        for (auto &[cut, cost] : m_opinions.maps) {
            cost.bytes /= static_cast<double>(count);
            cost.encodeMs /= static_cast<double>(count);
        }
        return std::move(m_opinions);
    }

private:
    bool isTimed(std::size_t i) const { return i % m_every == 0 && i / m_every < m_timed; }

    void ask(std::size_t begin, std::size_t end)
    {
        const auto pixels = m_pixels.subspan(begin, end - begin);
        store::Batch batch;
        for (std::size_t i = begin; i < end; ++i)
            if (isTimed(i)) {
                batch.pixels.push_back({i, m_pixels[i]});
                m_opinions.timingPatches.push_back(i);
            }
        const auto results = m_ingest.run(pixels, m_cuts);
        std::map<int, std::vector<FeatureMap>> decoded;
        for (std::size_t c = 0; c < m_cuts.size(); ++c)
            for (std::size_t i = begin; i < end; ++i)
                decoded[m_cuts[c]].push_back(
                    throughCodec(i, m_cuts[c], results[i - begin].maps[c], batch));
        for (std::size_t d = 0; d < m_depths.size(); ++d) {
            nn::QueryNetwork &network = *m_depths[d].network;
            const Depth &depth = m_depths[d].depth;
            const auto answers =
                depth ? network.fromMaps(decoded[depth->from]) : network.fromPatches(pixels);
            for (std::size_t i = begin; i < end; ++i)
                m_opinions.answers[d][m_places[i]] = likeliest(answers[i - begin]);
        }
        if (!batch.pixels.empty())
            m_writer.commit(batch);
    }

    FeatureMap throughCodec(std::size_t i, int cut, const FeatureMap &map, store::Batch &batch)
    {
        const auto begin = std::chrono::steady_clock::now();
        auto encoded =
            store::encodeMap(map, m_sample.videos[m_sample.patches[m_places[i]].video].codec);
        MapCost &cost = m_opinions.maps[cut];
        cost.encodeMs +=
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                .count();
        cost.bytes += static_cast<double>(encoded.sizeBytes());
        FeatureMap decoded = store::decodeMap(encoded);
        if (isTimed(i))
            batch.maps.push_back({i, cut, std::move(encoded)});
        return decoded;
    }

    const Sample &m_sample;
    const std::span<const std::size_t> m_places;
    const std::span<const cv::Mat> m_pixels;
    nn::IngestNetwork &m_ingest;
    const std::span<const DepthNetwork> m_depths;
    const std::vector<int> m_cuts;
    const std::size_t m_every, m_timed;
    store::VideoWriter &m_writer;
    Opinions m_opinions;
};

} // namespace

Opinions askAll(const Sample &sample, std::span<const std::size_t> places,
                std::span<const cv::Mat> pixels, const nn::ModelPack &pack,
                nn::IngestNetwork &ingest, std::span<const DepthNetwork> depths, std::size_t timed,
                const std::filesystem::path &folder, const Progress &progress)
{
    store::VideoMeta meta;
    meta.videoId = "measure";
    meta.modelName = pack.manifest().name;
    meta.modelHash = pack.hash();
    meta.classes = pack.manifest().classes;
    meta.embeddingLength = pack.manifest().ingest.embeddingSize();
    meta.patchSize = pack.manifest().inputSize;
    meta.cuts = cutsOf(depths);
    meta.options = "{}";
    auto writer = store::VideoWriter::start(folder, meta);
    return Asking(sample, places, pixels, ingest, depths, meta.cuts, timed, writer).run(progress);
}

Share agreement(const Sample &sample, std::span<const ClassId> truth,
                std::span<const ClassId> answers)
{
    Share share;
    std::vector<std::size_t> patchesOfObject(sample.objects);
    for (const std::size_t i : sample.judged) {
        share.hits += truth[i] == answers[i];
        ++patchesOfObject[sample.patches[i].object];
    }
    share.of = sample.judged.size();
    share.independent = effectiveCount(patchesOfObject);
    return share;
}

} // namespace refocus::compare
