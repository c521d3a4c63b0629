#include "latency_table.h"

#include "query/verifier.h"
#include "statistics.h"
#include "support/random_pack.h"
#include "train/augmentation.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>

namespace refocus::benchmark {

using nlohmann::json;

namespace {

struct Way
{
    const nn::Backend *backend = nullptr;
    query::Verifier *verifier = nullptr;
    std::optional<nn::Splice> splice;
    query::QueryStats stats; // Also of the run that does not count.
};

std::vector<Latency> timed(std::vector<Way> ways, const StoredPictures &stored, int batch,
                           const LatencyOptions &options)
{
    const auto size = static_cast<std::size_t>(batch);
    // One picture at a time is slow and needs no more of them for a mean.
    const std::size_t pictures =
        std::max(size, batch == 1 ? options.pictures / 2 : options.pictures);
    const std::size_t pieces = std::max<std::size_t>(1, pictures / size);
    const auto video = stored.open();
    const auto times = timeInTurn(ways.size(), pieces, options.runs, options.clock,
                                  [&](std::size_t way, std::size_t piece) {
                                      const auto ids = StoredPictures::ids(piece * size, size);
                                      Way &w = ways[way];
                                      w.verifier->ask(video, ids, w.splice, w.stats);
                                      nn::synchronize(*w.backend);
                                  });
    std::vector<Latency> result;
    const Latency *whole = nullptr; // Of the same precision.
    result.reserve(ways.size());
    for (std::size_t i = 0; i < ways.size(); ++i) {
        const Way &way = ways[i];
        Latency row;
        row.batch = batch;
        row.precision = way.backend->precision;
        row.splice = way.splice;
        for (const double ms : times[i])
            row.ms.push_back(ms / static_cast<double>(pieces * size));
        row.readMs = way.stats.msRead / double(way.stats.verified);
        row.storedBytes = way.splice ? stored.maps.at(way.splice->from).int8 : stored.pixelBytes;
        result.push_back(row);
        if (!way.splice)
            whole = &result.back();
        Latency &kept = result.back();
        kept.reduction = reduction(whole->ms, kept.ms);
        if (way.splice) {
            const auto infer = [](const Latency &l) { return median(l.ms) - l.readMs; };
            kept.payingUpTo = payingUpTo(whole->readMs, infer(*whole), kept.readMs, infer(kept));
        }
        const auto single = std::ranges::find_if(result, [&](const Latency &l) {
            return l.precision == "fp32" && l.splice == kept.splice;
        });
        if (single != result.end())
            kept.timesAsFast = 1 / (1 - reduction(single->ms, kept.ms));
    }
    return result;
}

json shape(const nn::Splice &splice, const LatencyOptions &options)
{
    const auto s =
        nn::Architecture::resnet50(options.width, 2).shapeAfter(splice.from, options.inputSize);
    return std::to_string(s[0]) + 'x' + std::to_string(s[1]) + 'x' + std::to_string(s[2]);
}

} // namespace

std::string meanSdText(std::span<const double> values, int places)
{
    const MeanSd result = meanSd(values);
    char text[64];
    std::snprintf(text, sizeof text, "%.*f ± %.*f", places, result.mean, places, result.sd);
    return text;
}

std::vector<Latency> measureLatency(const LatencyOptions &options, std::span<const cv::Mat> images,
                                    const std::filesystem::path &work)
{
    std::cerr << "latency: making networks of random weights\n";
    test::RandomPackOptions random;
    random.width = options.width;
    random.inputSize = options.inputSize;
    random.splices.clear(); // Each enters the query network's own blocks.
    random.plainNorm = true;
    const nn::ModelPack pack = test::writeRandomPack(work / "random-pack", random);
    const int largest = *std::ranges::max_element(options.batches);
    const std::size_t wanted = std::max(options.pictures, static_cast<std::size_t>(largest));
    std::vector<cv::Mat> patches;
    for (std::size_t i = 0; i < wanted; ++i)
        patches.push_back(train::resized(images[i % images.size()], options.inputSize));
    const StoredPictures stored = storePictures(
        work / "latency-video", pack, options.backends.front(), patches, cutsOf(options.splices));
    std::vector<std::unique_ptr<query::Verifier>> verifiers;
    std::vector<Way> ways;
    for (const nn::Backend &backend : options.backends) {
        verifiers.push_back(std::make_unique<query::Verifier>(pack, backend));
        ways.push_back({&backend, verifiers.back().get(), {}, {}});
        for (const nn::Splice &splice : options.splices)
            ways.push_back({&backend, verifiers.back().get(), splice, {}});
    }
    std::vector<Latency> all;
    for (const int batch : options.batches) {
        std::cerr << "latency: batch " << batch << '\n';
        std::ranges::move(timed(ways, stored, batch, options), std::back_inserter(all));
    }
    return all;
}

Table latencyTable(std::span<const Latency> latencies, const LatencyOptions &options)
{
    Table table{"latency",
                "Latency at " + std::to_string(options.inputSize) + "x" +
                    std::to_string(options.inputSize) + ", width " + std::to_string(options.width) +
                    ", random weights, int8 maps and pixels read from the store",
                {"batch", "precision", "splice", "map", "bytes read", "ms/image", "of it reading",
                 "reduction %", "times as fast as fp32", "pays up to a network x times as fast"},
                {}};
    for (const Latency &l : latencies) {
        const json paying = !l.splice                  ? json()
                            : std::isinf(l.payingUpTo) ? json("any")
                                                       : json(rounded(l.payingUpTo, 1));
        table.rows.push_back({l.batch, l.precision, l.splice ? l.splice->label() : "none",
                              l.splice ? shape(*l.splice, options) : json("pixels"),
                              rounded(l.storedBytes, 0), meanSdText(l.ms, 2), rounded(l.readMs, 3),
                              l.splice ? json(rounded(100 * l.reduction, 1)) : json(),
                              l.timesAsFast > 0 ? json(rounded(l.timesAsFast)) : json(), paying});
    }
    return table;
}

} // namespace refocus::benchmark
