#include "train/stored_tuning.h"

#include "base/error.h"
#include "train/networks.h"
#include "train/trainer.h"

#include <ATen/CPUGeneratorImpl.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace refocus::train {

namespace {

constexpr std::size_t kRead = 32; // Pictures read and run at a time.

// Whether the stem and the first blocks are the same weights, so that a map of one is the other's.
bool sameBlocks(const nn::ResNet &a, const nn::ResNet &b, int last)
{
    const auto theirs = namedTensors(b);
    const auto behind = a->tailNames(last);
    const std::set<std::string> rest(behind.begin(), behind.end());
    for (const auto &[name, tensor] : namedTensors(a)) {
        if (rest.contains(name) || name.ends_with("num_batches_tracked"))
            continue;
        const auto other = theirs.find(name);
        if (other == theirs.end() || !torch::equal(tensor, other->second))
            return false;
    }
    return true;
}

torch::Tensor order(std::int64_t n, at::Generator &random)
{
    return torch::randperm(n, random, torch::kLong);
}

// Why a patch that the decisions are about has neither a map nor pixels.
const char *lossOf(const store::VideoSnapshot &snapshot)
{
    return snapshot.manifest() ? "a patch has neither a feature map nor pixels; ingest the video "
                                 "again"
                               : "is still being indexed and has lost a patch's map and pixels "
                                 "meanwhile; train again";
}

} // namespace

torch::Tensor allowedLoss(const torch::Tensor &logits, const torch::Tensor &allowed)
{
    const torch::Tensor left =
        logits.masked_fill(allowed.logical_not(), -std::numeric_limits<float>::infinity());
    return logits.logsumexp(1) - left.logsumexp(1);
}

TunableNetwork::TunableNetwork(const nn::ModelPack &pack, const std::string &weights,
                               bool wholeStage, bool bfloat16)
    : m_manifest(pack.manifest()), m_weights(weights),
      m_stored(nn::readSafetensors(pack.folder() / weights)), m_bfloat16(bfloat16)
{
    m_ingest = loadNetwork(pack.folder() / m_manifest.ingestWeights, m_manifest.ingest);
    m_net = loadNetwork(pack.folder() / weights, m_manifest.query);
    for (nn::ResNet net : {m_ingest, m_net}) { // A handle, not a copy.
        useChannelsLast(*net);
        net->eval();
        for (auto &parameter : net->parameters())
            parameter.set_requires_grad(false);
    }
    if (weights == m_manifest.queryWeights)
        m_serves.emplace_back("none");
    int deepestEntry = 0;
    for (const nn::Tail &tail : m_manifest.tails) {
        if (tail.weights != weights)
            continue;
        m_serves.push_back(tail.splice.name());
        const int entry = tail.splice.to + tail.ingestTo - tail.splice.from;
        deepestEntry = std::max(deepestEntry, entry);
        // The network that also runs from pixels is entered from a map only where that is the same.
        const bool same = weights != m_manifest.queryWeights ||
                          (entry == tail.ingestTo && sameBlocks(m_net, m_ingest, entry));
        if (same && tail.ingestTo > m_ingestTo) {
            m_ingestTo = tail.ingestTo;
            m_entry = entry;
        }
    }
    const int last = m_net->last();
    m_start = std::max(deepestEntry, wholeStage ? last - m_manifest.query.stages[3] : last);
    const auto all = m_net->named_parameters();
    for (const std::string &name : m_net->tailNames(m_start))
        if (all.contains(name)) {
            m_tuned.emplace_back(name, all[name]);
            m_original.push_back(all[name].detach().clone());
        }
}

torch::Tensor TunableNetwork::frozen(torch::Tensor x, int cut)
{
    if (m_bfloat16)
        x = x.to(torch::kBFloat16);
    x = x.contiguous(at::MemoryFormat::ChannelsLast);
    if (m_ingestTo > 0) {
        if (cut == 0)
            x = m_ingest->stem(x);
        x = m_ingest->blocks(x, cut, m_ingestTo);
    } else {
        x = m_net->stem(x);
    }
    x = m_net->blocks(x, m_entry, m_start);
    return (m_start == m_net->last() ? x.mean({2, 3}, true, torch::kFloat) : x.to(torch::kFloat))
        .contiguous();
}

torch::Tensor TunableNetwork::ofMaps(const std::vector<FeatureMap> &maps, int cut)
{
    const auto shape = m_manifest.ingest.shapeAfter(cut, m_manifest.inputSize);
    torch::Tensor batch =
        torch::empty({static_cast<std::int64_t>(maps.size()), shape[0], shape[1], shape[2]});
    auto *out = batch.data_ptr<float>();
    for (const FeatureMap &map : maps) {
        if (map.shape() != shape)
            throw Error("a stored feature map does not have the shape that the model pack expects");
        out = std::ranges::copy(map.values, out).out;
    }
    return frozen(batch, cut);
}

torch::Tensor TunableNetwork::features(std::span<const CaseVideo> videos,
                                       std::span<const StoredPatch> patches,
                                       const Progress &progress)
{
    torch::NoGradGuard noGradient;
    const Normalisation normalisation{m_manifest.inputSize, m_manifest.mean, m_manifest.deviation};
    std::vector<torch::Tensor> parts;
    for (std::size_t begin = 0; begin < patches.size();) {
        const std::size_t place = patches[begin].video;
        std::vector<PatchId> ids;
        while (begin + ids.size() < patches.size() && ids.size() < kRead &&
               patches[begin + ids.size()].video == place)
            ids.push_back(patches[begin + ids.size()].patch);
        const CaseVideo &video = videos[place];
        int cut = 0; // The deepest stored map on the way.
        for (const int stored : video.cuts)
            if (stored <= m_ingestTo)
                cut = std::max(cut, stored);
        std::vector<std::int64_t> mapped, pictured;
        std::vector<FeatureMap> maps;
        std::vector<PatchId> open;
        const auto encoded = cut > 0 ? video.snapshot.maps(ids, cut)
                                     : std::vector<std::optional<store::EncodedMap>>(ids.size());
        for (std::size_t i = 0; i < ids.size(); ++i) {
            (encoded[i] ? mapped : pictured).push_back(static_cast<std::int64_t>(i));
            if (encoded[i])
                maps.push_back(store::decodeMap(*encoded[i]));
            else
                open.push_back(ids[i]);
        }
        std::vector<cv::Mat> pictures;
        for (const auto &pixels : video.snapshot.pixels(open)) {
            if (!pixels)
                throw Error(video.snapshot.folder(), lossOf(video.snapshot));
            if (pixels->rows != m_manifest.inputSize || pixels->cols != m_manifest.inputSize)
                throw Error(video.snapshot.folder(), "a stored picture does not have the model "
                                                     "pack's size");
            pictures.push_back(*pixels);
        }
        std::vector<torch::Tensor> ran;
        if (!maps.empty())
            ran.push_back(ofMaps(maps, cut));
        if (!pictures.empty())
            ran.push_back(frozen(toTensor(pictures, normalisation), 0));
        mapped.insert(mapped.end(), pictured.begin(), pictured.end());
        const torch::Tensor joined = torch::cat(ran);
        torch::Tensor part = torch::empty_like(joined);
        part.index_copy_(0, torch::tensor(mapped), joined);
        parts.push_back(part);
        begin += ids.size();
        if (!goOn(progress, {static_cast<double>(begin) / static_cast<double>(patches.size()),
                             m_weights + ": " + std::to_string(begin) + " of " +
                                 std::to_string(patches.size()) + " pictures"}))
            throw Cancelled();
    }
    return parts.empty() ? torch::empty({0}) : torch::cat(parts);
}

torch::Tensor TunableNetwork::logits(const torch::Tensor &features)
{
    return m_net->head(
        m_net->blocks(features.contiguous(at::MemoryFormat::ChannelsLast), m_start, m_net->last()));
}

torch::Tensor TunableNetwork::probabilities(const torch::Tensor &features)
{
    torch::NoGradGuard noGradient;
    std::vector<torch::Tensor> parts;
    if (features.size(0) == 0)
        return torch::empty({0, m_manifest.query.classes});
    for (const torch::Tensor &part : features.split(256))
        parts.push_back(torch::softmax(logits(part), 1));
    return torch::cat(parts);
}

void TunableNetwork::forget()
{
    torch::NoGradGuard noGradient;
    for (std::size_t i = 0; i < m_tuned.size(); ++i)
        m_tuned[i].second.copy_(m_original[i]);
}

void TunableNetwork::learn(const Lesson &lesson, const TuneOptions &options,
                           const Progress &progress)
{
    std::vector<torch::Tensor> head, blocks;
    for (auto &[name, parameter] : m_tuned) {
        parameter.set_requires_grad(true);
        (name.starts_with("fc.") ? head : blocks).push_back(parameter);
    }
    const double peaks[] = {options.headRate, options.blockRate};
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(head, std::make_unique<torch::optim::AdamOptions>(peaks[0]));
    if (!blocks.empty())
        groups.emplace_back(blocks, std::make_unique<torch::optim::AdamOptions>(peaks[1]));
    torch::optim::Adam optimizer(groups, torch::optim::AdamOptions(peaks[0]));

    at::Generator random = at::detail::createCPUGenerator(options.seed);
    const std::int64_t n = lesson.features.size(0), others = lesson.otherFeatures.size(0);
    // At least eight steps a pass, so that few labels are learnt as well.
    const std::int64_t batch = std::clamp<std::int64_t>(n / 8, 1, options.batch);
    const std::int64_t steps = (n + batch - 1) / batch;
    torch::Tensor otherOrder;
    std::int64_t nextOther = others;
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        const torch::Tensor labelled = order(n, random);
        for (std::int64_t step = 0; step < steps; ++step) {
            const double share =
                (epoch + static_cast<double>(step) / static_cast<double>(steps)) / options.epochs;
            if (!goOn(progress, {share, m_weights + ", epoch " + std::to_string(epoch + 1)}))
                throw Cancelled();
            for (std::size_t g = 0; g < optimizer.param_groups().size(); ++g)
                static_cast<torch::optim::AdamOptions &>(optimizer.param_groups()[g].options())
                    .lr(peaks[g] * 0.5 * (1 + std::cos(M_PI * share)));
            const torch::Tensor mine =
                labelled.slice(0, step * batch, std::min(n, (step + 1) * batch));
            torch::Tensor x = lesson.features.index_select(0, mine), his;
            if (others > 0) {
                if (nextOther + batch > others) {
                    otherOrder = order(others, random);
                    nextOther = 0;
                }
                his = otherOrder.slice(0, nextOther, std::min(others, nextOther + batch));
                nextOther += batch;
                x = torch::cat({x, lesson.otherFeatures.index_select(0, his)});
            }
            optimizer.zero_grad();
            const torch::Tensor answers = logits(x);
            const torch::Tensor weights = lesson.weights.index_select(0, mine);
            torch::Tensor loss = (allowedLoss(answers.slice(0, 0, mine.size(0)),
                                              lesson.allowed.index_select(0, mine)) *
                                  weights)
                                     .sum() /
                                 weights.sum();
            if (others > 0) {
                const torch::Tensor said = lesson.otherAnswers.index_select(0, his);
                const torch::Tensor now = torch::log_softmax(answers.slice(0, mine.size(0)), 1);
                loss =
                    loss - ((said * now).sum(1) * lesson.otherWeights.index_select(0, his)).mean();
            }
            loss.backward();
            optimizer.step();
        }
    }
    torch::NoGradGuard noGradient;
    for (auto &[name, parameter] : m_tuned) {
        parameter.set_requires_grad(false);
        parameter.copy_(parameter.to(m_stored.at(name).scalar_type()));
    }
}

void TunableNetwork::write(const std::filesystem::path &file) const
{
    nn::TensorMap tensors = m_stored;
    for (const auto &[name, parameter] : m_tuned)
        tensors[name] = parameter.detach().to(tensors.at(name).scalar_type()).contiguous();
    nn::writeSafetensors(file, tensors);
}

} // namespace refocus::train
