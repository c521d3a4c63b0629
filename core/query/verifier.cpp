#include "query/verifier.h"

#include "base/error.h"

#include <algorithm>
#include <chrono>

namespace refocus::query {

namespace {

using Clock = std::chrono::steady_clock;

double msSince(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// How far apart the two likeliest classes of a verdict from a lossy map have to be, so that the
// same network says the same about the pixels. Measured with the shipped pack on 6,513
// representatives of five clips, behind 4->4, 7->7, 7->11, 13->24 and 13->47, in bf16 and fp32:
// through int8, 39 of these 32,565 verdicts got another class, and none that led by 0.0125 or more;
// 0.6 % lead by less. Through fp16 no lead changed by more than 0.0007. Asking again is a run of
// its own, which costs about as much as four patches of a batch, so the lead is no larger than
// that.
float leastLead(store::Codec codec)
{
    switch (codec) {
    case store::Codec::Fp32:
        return 0;
    case store::Codec::Fp16:
        return 0.001F;
    case store::Codec::Int8:
        break;
    }
    return 0.0125F;
}

bool isNearTie(const nn::Probabilities &probabilities, store::Codec codec)
{
    const auto first = nn::topK(probabilities, 2);
    return first.size() == 2 && first[0].p - first[1].p < leastLead(codec);
}

// Fills results[i] for each index by running `run` on the inputs in that order.
template <typename Input, typename Run>
void answer(std::vector<nn::Probabilities> &results, const std::vector<std::size_t> &indices,
            const std::vector<Input> &inputs, const Run &run)
{
    if (inputs.empty())
        return;
    std::vector<nn::Probabilities> answers = run(inputs);
    for (std::size_t i = 0; i < indices.size(); ++i)
        results[indices[i]] = std::move(answers[i]);
}

// Pixels of patches[i] for each index; none where they are not kept. Nothing is read for no index.
std::vector<std::optional<cv::Mat>> pixelsOf(const store::VideoSnapshot &video,
                                             std::span<const PatchId> patches,
                                             const std::vector<std::size_t> &indices,
                                             QueryStats &stats)
{
    if (indices.empty())
        return {};
    std::vector<PatchId> asked;
    for (const std::size_t i : indices)
        asked.push_back(patches[i]);
    auto pixels = video.pixels(asked);
    for (const auto &image : pixels)
        if (image)
            stats.bytesRead += image->total() * image->elemSize();
    return pixels;
}

// Answers these anew, from pixels, where they are stored.
template <typename FromPatches>
void recheck(std::vector<nn::Probabilities> &answers, const std::vector<std::size_t> &ties,
             const store::VideoSnapshot &video, std::span<const PatchId> patches, QueryStats &stats,
             const FromPatches &fromPatches)
{
    auto begin = Clock::now();
    std::vector<std::size_t> indices;
    std::vector<cv::Mat> pictures;
    auto pixels = pixelsOf(video, patches, ties, stats);
    for (std::size_t i = 0; i < ties.size(); ++i) {
        if (!pixels[i])
            continue;
        indices.push_back(ties[i]);
        pictures.push_back(std::move(*pixels[i]));
    }
    stats.msRead += msSince(begin);
    begin = Clock::now();
    answer(answers, indices, pictures, fromPatches);
    stats.msInfer += msSince(begin);
    stats.rechecked += indices.size();
}

} // namespace

Verifier::Verifier(const nn::ModelPack &pack, const nn::Backend &backend)
    : m_pack(pack), m_backend(backend)
{}

store::VerdictSource Verifier::sourceOf(const store::VideoSnapshot &video,
                                        const std::optional<nn::Splice> &splice) const
{
    if (!splice)
        return store::verdictsFromPixels(m_pack.hash(), m_backend.precision);
    return store::verdictsFromMaps(m_pack.hash(), m_backend.precision, video.meta().codec,
                                   splice->from, splice->to);
}

std::vector<std::optional<store::Verdict>>
Verifier::kept(const store::VideoSnapshot &video, std::span<const PatchId> patches,
               const std::optional<nn::Splice> &splice) const
{
    return video.verdicts(sourceOf(video, splice), patches);
}

nn::QueryNetwork &Verifier::network(const std::optional<nn::Splice> &splice)
{
    auto &loaded = m_networks[splice];
    if (!loaded)
        loaded = std::make_unique<nn::QueryNetwork>(m_pack, m_backend, splice);
    return *loaded;
}

std::vector<store::Verdict> Verifier::ask(const store::VideoSnapshot &video,
                                          std::span<const PatchId> patches,
                                          const std::optional<nn::Splice> &splice,
                                          QueryStats &stats, const Progress &progress)
{
    nn::QueryNetwork &asked = network(splice);
    auto begin = Clock::now();
    std::vector<std::size_t> withMap, withoutMap;
    std::vector<store::EncodedMap> kept;
    std::vector<QuantisedMap> bytes; // Where all are int8, else
    std::vector<FeatureMap> maps;
    if (splice) {
        auto encoded = video.maps(patches, splice->from);
        for (std::size_t i = 0; i < patches.size(); ++i) {
            if (!encoded[i]) {
                withoutMap.push_back(i);
                continue;
            }
            stats.bytesRead += encoded[i]->sizeBytes();
            withMap.push_back(i);
            kept.push_back(std::move(*encoded[i]));
        }
        if (std::ranges::all_of(kept,
                                [](const auto &map) { return map.codec == store::Codec::Int8; }))
            bytes = store::quantisedMaps(kept, m_backend.threads);
        else
            maps = store::decodeMaps(kept, m_backend.threads);
        stats.derived += withoutMap.size();
    } else {
        for (std::size_t i = 0; i < patches.size(); ++i)
            withoutMap.push_back(i);
    }
    std::vector<cv::Mat> pictures;
    for (auto &pixels : pixelsOf(video, patches, withoutMap, stats)) {
        if (!pixels)
            throw Error(video.folder(), "patch " +
                                            std::to_string(patches[withoutMap[pictures.size()]]) +
                                            " has neither a feature map nor pixels; ingest the "
                                            "video again");
        pictures.push_back(std::move(*pixels));
    }
    stats.msRead += msSince(begin);

    begin = Clock::now();
    std::vector<nn::Probabilities> answers(patches.size());
    const auto fromMaps = [&](const auto &inputs) { return asked.fromMaps(inputs, progress); };
    const auto fromPatches = [&](const auto &inputs) {
        return asked.fromPatches(inputs, progress);
    };
    answer(answers, withMap, bytes, fromMaps);
    answer(answers, withMap, maps, fromMaps);
    answer(answers, withoutMap, pictures, fromPatches);
    stats.msInfer += msSince(begin);

    std::vector<std::size_t> ties;
    for (std::size_t i = 0; i < withMap.size(); ++i)
        if (isNearTie(answers[withMap[i]], kept[i].codec))
            ties.push_back(withMap[i]);
    recheck(answers, ties, video, patches, stats, fromPatches);
    stats.verified += patches.size();

    std::vector<store::Verdict> verdicts;
    for (std::size_t i = 0; i < patches.size(); ++i)
        verdicts.push_back({patches[i], nn::topK(answers[i], store::kMaxTopK)});
    video.putVerdicts(sourceOf(video, splice), verdicts);
    return verdicts;
}

} // namespace refocus::query
