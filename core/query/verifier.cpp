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

std::vector<std::optional<store::Verdict>>
Verifier::ask(const store::VideoSnapshot &video, std::span<const PatchId> patches,
              const std::optional<nn::Splice> &splice, QueryStats &stats, const Progress &progress)
{
    nn::QueryNetwork &asked = network(splice);
    auto begin = Clock::now();
    std::vector<std::size_t> withMap, withoutMap, withPixels;
    std::vector<store::EncodedMap> kept;
    std::vector<QuantisedMap> bytes; // Where all are int8, else
    std::vector<FeatureMap> maps;
    std::vector<cv::Mat> pictures;
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
    } else {
        for (std::size_t i = 0; i < patches.size(); ++i)
            withoutMap.push_back(i);
    }
    std::vector<PatchId> onPixels;
    for (const std::size_t i : withoutMap)
        onPixels.push_back(patches[i]);
    if (!onPixels.empty()) {
        auto pixels = video.pixels(onPixels);
        for (std::size_t i = 0; i < onPixels.size(); ++i) {
            if (!pixels[i])
                continue;
            stats.bytesRead += pixels[i]->total() * pixels[i]->elemSize();
            withPixels.push_back(withoutMap[i]);
            pictures.push_back(std::move(*pixels[i]));
        }
    }
    if (splice)
        stats.derived += withPixels.size();
    stats.msRead += msSince(begin);

    begin = Clock::now();
    std::vector<nn::Probabilities> answers(patches.size());
    const auto fromMaps = [&](const auto &inputs) { return asked.fromMaps(inputs, progress); };
    answer(answers, withMap, bytes, fromMaps);
    answer(answers, withMap, maps, fromMaps);
    answer(answers, withPixels, pictures,
           [&](const auto &inputs) { return asked.fromPatches(inputs, progress); });
    stats.msInfer += msSince(begin);
    stats.verified += withMap.size() + withPixels.size();

    std::vector<store::Verdict> said;
    std::vector<std::optional<store::Verdict>> verdicts(patches.size());
    for (const auto &group : {withMap, withPixels})
        for (const std::size_t i : group) {
            said.push_back({patches[i], nn::topK(answers[i], store::kMaxTopK)});
            verdicts[i] = said.back();
        }
    if (stats.notKept.empty()) {
        try {
            video.putVerdicts(sourceOf(video, splice), said);
        } catch (const Error &error) { // The answer is there all the same.
            stats.notKept = error.what();
        }
    }
    return verdicts;
}

} // namespace refocus::query
