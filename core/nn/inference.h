// Inference over a model pack. A network object is used by one thread at a time; its weights are
// its own. Batches of any size are run in pieces of at most kLargestBatch. The progress function is
// asked behind every block of a network whether to go on, since a batch of a large network takes
// seconds; its report is empty. Where it says stop, Cancelled is thrown.
#pragma once

#include "base/class_score.h"
#include "base/feature_map.h"
#include "base/progress.h"
#include "nn/backend.h"
#include "nn/model_pack.h"

#include <opencv2/core/mat.hpp>

#include <memory>
#include <optional>
#include <span>

namespace refocus::nn {

constexpr std::size_t kLargestBatch = 32;

using Probabilities = std::vector<float>; // One a class of the pack; they add up to 1.

// The k most probable classes, best first.
std::vector<ClassScore> topK(const Probabilities &probabilities, std::size_t k);

// The cheap network (Focus, section 4.1).
class IngestNetwork
{
public:
    IngestNetwork(const ModelPack &pack, const Backend &backend); // Throws Error.
    ~IngestNetwork();

    struct Result
    {
        Probabilities probabilities;
        std::vector<float> embedding; // L2-normalised; embeddingSize() of the ingest network.
        std::vector<FeatureMap> maps; // One for each cut asked for, in that order.
    };
    // Patches: inputSize x inputSize, 8-bit BGR. Cuts: block numbers, ascending.
    std::vector<Result> run(std::span<const cv::Mat> patches, std::span<const int> cuts = {},
                            const Progress &progress = {});

private:
    struct State;
    std::unique_ptr<State> m_state;
};

// The expensive network, whole or entered behind a splice.
class QueryNetwork
{
public:
    // Without a splice: the whole network on pixels. Throws Error.
    QueryNetwork(const ModelPack &pack, const Backend &backend,
                 const std::optional<Splice> &splice);
    ~QueryNetwork();

    // Requires: a splice; each map has the shape of its cut. Throws Error where one has not.
    std::vector<Probabilities> fromMaps(std::span<const FeatureMap> maps,
                                        const Progress &progress = {});
    std::vector<Probabilities> fromMaps(std::span<const QuantisedMap> maps,
                                        const Progress &progress = {});
    // Patches: inputSize x inputSize, 8-bit BGR. With a splice the ingest network's blocks run
    // first.
    std::vector<Probabilities> fromPatches(std::span<const cv::Mat> patches,
                                           const Progress &progress = {});

private:
    template <typename Map>
    std::vector<Probabilities> answer(std::span<const Map> maps, const Progress &progress);

    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace refocus::nn
