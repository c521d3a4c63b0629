#include "nn/inference.h"

#include "base/error.h"
#include "nn/folded.h"

#include <torch/torch.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <numeric>

namespace refocus::nn {

namespace {

torch::ScalarType typeOf(const Backend &backend)
{
    return backend.precision == "bf16"   ? torch::kBFloat16
           : backend.precision == "fp16" ? torch::kHalf
                                         : torch::kFloat;
}

// 8-bit BGR patches to a normalised channels-last [N,3,S,S] in the backend's precision.
torch::Tensor pictures(std::span<const cv::Mat> patches, const PackManifest &manifest,
                       torch::Device device, torch::ScalarType type)
{
    const std::int64_t size = manifest.inputSize;
    torch::Tensor bytes =
        torch::empty({static_cast<std::int64_t>(patches.size()), size, size, 3}, torch::kByte);
    auto *out = bytes.data_ptr<std::uint8_t>();
    for (const cv::Mat &patch : patches) {
        if (patch.rows != size || patch.cols != size || patch.type() != CV_8UC3)
            throw Error("a patch does not have the model pack's size of " + std::to_string(size) +
                        " pixels");
        const std::size_t row = static_cast<std::size_t>(size) * 3;
        for (int y = 0; y < patch.rows; ++y, out += row)
            std::memcpy(out, patch.ptr(y), row);
    }
    // The network wants RGB, OpenCV has BGR: reversed mean and deviation, then channels flipped.
    const auto rgb = bytes.to(device).flip(3).permute({0, 3, 1, 2}).to(torch::kFloat);
    const auto constant = [&](const std::array<float, 3> &values) {
        return torch::tensor({values[0], values[1], values[2]}).view({1, 3, 1, 1}).to(device);
    };
    return ((rgb / 255 - constant(manifest.mean)) / constant(manifest.deviation))
        .to(type)
        .contiguous(at::MemoryFormat::ChannelsLast);
}

torch::Tensor stacked(std::span<const FeatureMap> maps, const std::array<int, 3> &shape,
                      torch::Device device, torch::ScalarType type)
{
    torch::Tensor batch = torch::empty(
        {static_cast<std::int64_t>(maps.size()), shape[0], shape[1], shape[2]}, torch::kFloat);
    auto *out = batch.data_ptr<float>();
    for (const FeatureMap &map : maps) {
        if (map.shape() != shape || map.values.size() != map.size())
            throw Error("a stored feature map does not have the shape that the splice expects");
        out = std::copy(map.values.begin(), map.values.end(), out);
    }
    return batch.to(device, type).contiguous(at::MemoryFormat::ChannelsLast);
}

// The bytes go to the device as they are and become values there.
torch::Tensor stacked(std::span<const QuantisedMap> maps, const std::array<int, 3> &shape,
                      torch::Device device, torch::ScalarType type)
{
    const auto count = static_cast<std::int64_t>(maps.size());
    torch::Tensor bytes = torch::empty({count, shape[0], shape[1], shape[2]}, torch::kByte);
    torch::Tensor scales = torch::empty({count, shape[0], 1, 1}, torch::kFloat);
    torch::Tensor offsets = torch::zeros({count, shape[0], 1, 1}, torch::kFloat);
    const auto channels = static_cast<std::size_t>(shape[0]);
    const auto size = static_cast<std::size_t>(shape[0]) * static_cast<std::size_t>(shape[1]) *
                      static_cast<std::size_t>(shape[2]);
    bool hasOffsets = false;
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const QuantisedMap &map = maps[i];
        if (map.shape() != shape || map.bytes.size() != size || map.scales.size() != channels ||
            (!map.offsets.empty() && map.offsets.size() != channels))
            throw Error("a stored feature map does not have the shape that the splice expects");
        std::ranges::copy(map.bytes, bytes.data_ptr<std::uint8_t>() + i * size);
        std::ranges::copy(map.scales, scales.data_ptr<float>() + i * channels);
        std::ranges::copy(map.offsets, offsets.data_ptr<float>() + i * channels);
        hasOffsets = hasOffsets || !map.offsets.empty();
    }
    // Rounded as the store's decodeMap() rounds: the product first, then the sum.
    torch::Tensor values =
        bytes.to(device).contiguous(at::MemoryFormat::ChannelsLast).to(torch::kFloat);
    values.mul_(scales.to(device));
    if (hasOffsets)
        values.add_(offsets.to(device));
    return values.to(type);
}

std::vector<std::vector<float>> rows(const torch::Tensor &matrix)
{
    const torch::Tensor values = matrix.to(torch::kCPU, torch::kFloat).contiguous();
    const float *in = values.data_ptr<float>();
    const auto width = static_cast<std::size_t>(values.size(1));
    std::vector<std::vector<float>> result;
    for (std::int64_t i = 0; i < values.size(0); ++i, in += width)
        result.emplace_back(in, in + width);
    return result;
}

template <typename Piece, typename Run> auto inPieces(std::span<const Piece> all, const Run &run)
{
    decltype(run(all)) result;
    for (std::size_t begin = 0; begin < all.size(); begin += kLargestBatch) {
        auto part = run(all.subspan(begin, std::min(kLargestBatch, all.size() - begin)));
        std::ranges::move(part, std::back_inserter(result));
    }
    return result;
}

} // namespace

std::vector<ClassScore> topK(const Probabilities &probabilities, std::size_t k)
{
    std::vector<ClassScore> scores;
    for (std::size_t i = 0; i < probabilities.size(); ++i)
        scores.push_back({static_cast<ClassId>(i), probabilities[i]});
    k = std::min(k, scores.size());
    std::ranges::partial_sort(scores, scores.begin() + static_cast<std::ptrdiff_t>(k),
                              [](const ClassScore &a, const ClassScore &b) {
                                  return a.p != b.p ? a.p > b.p : a.classId < b.classId;
                              });
    scores.resize(k);
    return scores;
}

struct IngestNetwork::State
{
    PackManifest manifest;
    torch::Device device;
    torch::ScalarType type;
    FoldedNetwork network;
};

IngestNetwork::IngestNetwork(const ModelPack &pack, const Backend &backend)
{
    const auto &manifest = pack.manifest();
    const auto file = pack.folder() / manifest.ingestWeights;
    const auto tensors = readSafetensors(file);
    const torch::Device device(backend.device);
    const auto type = typeOf(backend);
    auto network = FoldedNetwork::part(tensors, manifest.ingest, 0, manifest.ingest.blockCount(),
                                       device, type, file);
    network.addHead(tensors, manifest.ingest, device, file);
    m_state = std::make_unique<State>(State{manifest, device, type, std::move(network)});
}

IngestNetwork::~IngestNetwork() = default;

std::vector<IngestNetwork::Result> IngestNetwork::run(std::span<const cv::Mat> patches,
                                                      std::span<const int> cuts,
                                                      const Progress &progress)
{
    assert(std::ranges::is_sorted(cuts));
    c10::InferenceMode guard;
    return inPieces(patches, [&](std::span<const cv::Mat> piece) {
        const FoldedNetwork &network = m_state->network;
        std::vector<Result> results(piece.size());
        torch::Tensor x =
            network.stem(pictures(piece, m_state->manifest, m_state->device, m_state->type));
        std::size_t done = 0;
        const auto advance = [&](std::size_t block) {
            x = network.run(x, done, block - done, progress);
            done = block;
        };
        for (const int cut : cuts) {
            advance(static_cast<std::size_t>(cut));
            const torch::Tensor map = x.to(torch::kCPU, torch::kFloat).contiguous();
            const auto shape =
                m_state->manifest.ingest.shapeAfter(cut, m_state->manifest.inputSize);
            const float *in = map.data_ptr<float>();
            for (Result &result : results) {
                FeatureMap out{shape[0], shape[1], shape[2], {}};
                out.values.assign(in, in + out.size());
                in += out.size();
                result.maps.push_back(std::move(out));
            }
        }
        advance(network.blockCount());
        const torch::Tensor embedding = network.pooled(x);
        const auto probabilities = rows(network.classify(embedding));
        const auto directions = rows(torch::nn::functional::normalize(embedding));
        for (std::size_t i = 0; i < results.size(); ++i) {
            results[i].probabilities = probabilities[i];
            results[i].embedding = directions[i];
        }
        return results;
    });
}

struct QueryNetwork::State
{
    PackManifest manifest;
    torch::Device device;
    torch::ScalarType type;
    std::optional<Splice> splice;
    FoldedNetwork prefix; // Of the ingest network, up to splice.from; only with a splice.
    FoldedNetwork network;
};

QueryNetwork::QueryNetwork(const ModelPack &pack, const Backend &backend,
                           const std::optional<Splice> &splice)
{
    const auto &manifest = pack.manifest();
    const torch::Device device(backend.device);
    const auto type = typeOf(backend);
    const int last = manifest.query.blockCount();
    if (!splice) {
        const auto file = pack.folder() / manifest.queryWeights;
        const auto tensors = readSafetensors(file);
        auto network = FoldedNetwork::part(tensors, manifest.query, 0, last, device, type, file);
        network.addHead(tensors, manifest.query, device, file);
        m_state =
            std::make_unique<State>(State{manifest, device, type, {}, {}, std::move(network)});
        return;
    }
    const Tail tail = pack.tailFor(*splice);
    const auto ingestFile = pack.folder() / manifest.ingestWeights;
    const auto tailFile = pack.folder() / tail.weights;
    const auto ingestTensors = readSafetensors(ingestFile);
    const auto tailTensors = readSafetensors(tailFile);
    auto prefix = FoldedNetwork::part(ingestTensors, manifest.ingest, 0, splice->from, device, type,
                                      ingestFile);
    auto network = FoldedNetwork::part(ingestTensors, manifest.ingest, splice->from, tail.ingestTo,
                                       device, type, ingestFile);
    const int entry = splice->to + tail.ingestTo - splice->from;
    auto rest =
        FoldedNetwork::part(tailTensors, manifest.query, entry, last, device, type, tailFile);
    rest.addHead(tailTensors, manifest.query, device, tailFile);
    network.append(std::move(rest));
    m_state = std::make_unique<State>(
        State{manifest, device, type, splice, std::move(prefix), std::move(network)});
}

QueryNetwork::~QueryNetwork() = default;

template <typename Map>
std::vector<Probabilities> QueryNetwork::answer(std::span<const Map> maps, const Progress &progress)
{
    assert(m_state->splice);
    c10::InferenceMode guard;
    const auto shape =
        m_state->manifest.ingest.shapeAfter(m_state->splice->from, m_state->manifest.inputSize);
    return inPieces(maps, [&](std::span<const Map> piece) {
        const FoldedNetwork &network = m_state->network;
        const auto x = stacked(piece, shape, m_state->device, m_state->type);
        return rows(
            network.classify(network.pooled(network.run(x, 0, network.blockCount(), progress))));
    });
}

std::vector<Probabilities> QueryNetwork::fromMaps(std::span<const FeatureMap> maps,
                                                  const Progress &progress)
{
    return answer(maps, progress);
}

std::vector<Probabilities> QueryNetwork::fromMaps(std::span<const QuantisedMap> maps,
                                                  const Progress &progress)
{
    return answer(maps, progress);
}

std::vector<Probabilities> QueryNetwork::fromPatches(std::span<const cv::Mat> patches,
                                                     const Progress &progress)
{
    c10::InferenceMode guard;
    return inPieces(patches, [&](std::span<const cv::Mat> piece) {
        const FoldedNetwork &first = m_state->splice ? m_state->prefix : m_state->network;
        torch::Tensor x =
            first.stem(pictures(piece, m_state->manifest, m_state->device, m_state->type));
        if (m_state->splice)
            x = first.run(x, 0, first.blockCount(), progress);
        const FoldedNetwork &network = m_state->network;
        return rows(
            network.classify(network.pooled(network.run(x, 0, network.blockCount(), progress))));
    });
}

} // namespace refocus::nn
