#include "train/training_run.h"

#include "base/error.h"
#include "nn/cpu_features.h"
#include "train/evaluation.h"
#include "train/networks.h"
#include "train/trainer.h"

#include <nlohmann/json.hpp>

#include <set>
#include <thread>

namespace refocus::train {

using nlohmann::json;
using nn::ResNet;
namespace fs = std::filesystem;

namespace {

// What the int8 codec of the store does to a map (core/store/FORMAT.md).
torch::Tensor throughInt8(const torch::Tensor &map)
{
    const torch::Tensor values = map.to(torch::kFloat);
    const torch::Tensor low = values.amin({2, 3}, true).clamp_max(0);
    const torch::Tensor finest = values.square().mean({1, 2, 3}, true).sqrt() / 24;
    const torch::Tensor scale =
        torch::maximum((values.amax({2, 3}, true) - low) / 255, finest).clamp_min(1e-30);
    return (((values - low) / scale + 0.5).floor_().clamp_max_(255) * scale + low)
        .to(map.scalar_type());
}

// Both networks while their first blocks are one: the query network's are used for both.
struct PairImpl : torch::nn::Module
{
    PairImpl(ResNet ingestNet, ResNet queryNet, int sharedBlocks)
        : ingest(ingestNet), query(queryNet), shared(sharedBlocks)
    {
        register_module("ingest", ingest);
        register_module("query", query);
    }

    torch::Tensor prefix(const torch::Tensor &x)
    {
        return query->blocks(query->stem(x), 0, shared);
    }
    torch::Tensor ingestRest(const torch::Tensor &map)
    {
        return ingest->head(ingest->blocks(map, shared, ingest->last()));
    }
    torch::Tensor queryRest(const torch::Tensor &map)
    {
        return query->head(query->blocks(map, shared, query->last()));
    }

    // Not the ingest network's own first blocks, which are not run.
    std::vector<torch::Tensor> learning() const
    {
        std::vector<torch::Tensor> parameters = query->parameters();
        for (int number = shared + 1; number <= ingest->last(); ++number)
            for (const auto &parameter : ingest->block(number)->parameters())
                parameters.push_back(parameter);
        for (const auto &parameter : ingest->named_children()["fc"]->parameters())
            parameters.push_back(parameter);
        return parameters;
    }

    ResNet ingest, query;
    int shared;
};
TORCH_MODULE(Pair);

// The splices that need weights of their own. Where both networks have the same blocks, a tail
// retrained behind a deeper one also serves a map taken earlier: the ingest network's blocks
// between are run first. So only the deepest entry of such a group is trained.
nn::Splice servedBy(const nn::Splice &splice, const std::vector<nn::Splice> &all, int commonBlocks)
{
    nn::Splice deepest = splice;
    for (const nn::Splice &other : all)
        if (splice.from == splice.to && other.from == other.to && other.from <= commonBlocks &&
            other.from > deepest.from)
            deepest = other;
    return deepest;
}

json metricsOf(const Evaluation &evaluation, const Dataset &dataset)
{
    json recalls = json::object();
    for (std::size_t i = 0; i < dataset.classes.size(); ++i)
        recalls[dataset.classes[i]] = evaluation.recall(i);
    return {{"pictures", evaluation.pictures},
            {"top1", evaluation.top1},
            {"top3", evaluation.top3},
            {"recall", recalls},
            {"confusion", evaluation.confusion}};
}

class Run
{
public:
    Run(const TrainOptions &options, const fs::path &folder, const Progress &progress)
        : m_options(options), m_folder(folder), m_progress(progress)
    {
        const int threads = options.threads > 0
                                ? options.threads
                                : static_cast<int>(std::thread::hardware_concurrency());
        torch::set_num_threads(threads);
        m_schedule.batch = options.batch;
        m_schedule.seed = options.seed;
        m_schedule.threads = threads;
        m_schedule.bfloat16 =
            options.precision == "bf16" || (options.precision == "auto" && nn::cpuHasBfloat16());
        fs::create_directories(folder);
        m_dataset = loadDataset(options.data, std::max(96, options.inputSize * 3 / 2), progress);
        const int classes = static_cast<int>(m_dataset.classes.size());
        m_manifest.name = options.name;
        m_manifest.inputSize = options.inputSize;
        m_manifest.classes = m_dataset.classes;
        m_manifest.ingest = nn::Architecture::resnet50(options.width, classes);
        m_manifest.query = nn::Architecture::resnet152(options.width, classes);
        for (const nn::Splice &splice : options.splices)
            nn::requireFits(splice, m_manifest.ingest, m_manifest.query, options.inputSize);
        if (options.sharedBlocks < 0 ||
            options.sharedBlocks > commonBlocks(m_manifest.ingest, m_manifest.query))
            throw Error("the networks can share at most their first " +
                        std::to_string(commonBlocks(m_manifest.ingest, m_manifest.query)) +
                        " blocks");
        m_normalisation = {options.inputSize, m_manifest.mean, m_manifest.deviation};
    }

    nn::ModelPack toPack()
    {
        torch::manual_seed(m_options.seed);
        ResNet ingest(m_manifest.ingest), query(m_manifest.query);
        if (m_options.sharedBlocks > 0)
            trainTogether(ingest, query);
        else
            trainApart(ingest, query);
        nn::writeSafetensors(m_folder / m_manifest.ingestWeights, halved(namedTensors(ingest)));
        nn::writeSafetensors(m_folder / m_manifest.queryWeights, halved(namedTensors(query)));
        trainTails(ingest, query);
        m_manifest.metricsJson = m_metrics.dump();
        m_manifest.provenanceJson = m_options.provenanceJson;
        return nn::ModelPack::write(m_folder, m_manifest);
    }

private:
    void trainApart(ResNet &ingest, ResNet &query)
    {
        fit("ingest", ingest, m_options.ingestEpochs, m_options.peakRate);
        growFrom(ingest, query);
        fit("query", query, m_options.queryEpochs, m_options.fineTuneRate);
    }

    void trainTogether(ResNet &ingest, ResNet &query)
    {
        for (const ResNet &net : {ingest, query})
            beginAsIdentity(net);
        Pair pair(ingest, query, m_options.sharedBlocks);
        useChannelsLast(*pair);
        Trainee trainee{"query",
                        pair.get(),
                        pair->learning(),
                        [&](const torch::Tensor &x) { return pair->queryRest(pair->prefix(x)); },
                        {},
                        "shared " + std::to_string(m_options.sharedBlocks)};
        trainee.step = [&](const torch::Tensor &x, const torch::Tensor &targets) {
            const torch::Tensor map = pair->prefix(x);
            const torch::Tensor answers = pair->queryRest(map);
            // A map that goes to both branches: add_ and relu_ inside blocks never change it.
            const torch::Tensor cheap = pair->ingestRest(map);
            return Learned{crossEntropy(answers, targets) +
                               distilled(cheap, targets, answers, m_options.distillation),
                           answers};
        };
        Schedule schedule = m_schedule;
        schedule.epochs = m_options.queryEpochs;
        schedule.peakRate = m_options.peakRate;
        schedule.cutMix = m_options.cutMix;
        finish(trainee, schedule);
        copyBlocks(query, ingest, m_options.sharedBlocks);
        measure("ingest", [&](const torch::Tensor &x) { return ingest->forward(x); });
    }

    // Every block begins as its shortcut alone, so that fifty of them learn from the first step on.
    static void beginAsIdentity(const ResNet &net)
    {
        torch::NoGradGuard noGradient;
        for (int number = 1; number <= net->last(); ++number)
            net->block(number)->named_parameters()["bn3.weight"].zero_();
    }

    void trainTails(ResNet &ingest, ResNet &query)
    {
        const int common = commonBlocks(m_manifest.ingest, m_manifest.query);
        std::set<nn::Splice> trained;
        for (const nn::Splice &splice : m_options.splices) {
            if (splice.from == splice.to && splice.from <= m_options.sharedBlocks) {
                m_manifest.tails.push_back({splice, m_manifest.queryWeights, true, splice.from,
                                            m_metrics["query"]["top1"].get<double>()});
                continue;
            }
            const nn::Splice server = servedBy(splice, m_options.splices, common);
            const std::string name = "tail-" + server.name();
            if (trained.insert(server).second) {
                ResNet tail(m_manifest.query);
                copyModule(*query, *tail);
                fitTail(name, tail, server, ingest, query);
                nn::writeSafetensors(m_folder / (name + ".safetensors"),
                                     halved(tailTensors(tail, server.to)));
            }
            m_manifest.tails.push_back({splice, name + ".safetensors", true, server.from,
                                        m_metrics[name]["top1"].get<double>()});
        }
    }

    void fitTail(const std::string &name, ResNet &tail, const nn::Splice &splice, ResNet &ingest,
                 ResNet &query)
    {
        for (ResNet net : {ingest, query, tail}) // A handle, not a copy.
            useChannelsLast(*net);
        ingest->eval();
        query->eval();
        Trainee trainee{name, tail.get(), {},
                        {},   {},         "distilled " + std::to_string(m_options.distillation)};
        for (int number = splice.to + 1; number <= tail->last(); ++number)
            for (const auto &parameter : tail->block(number)->parameters())
                trainee.parameters.push_back(parameter);
        for (const auto &parameter : tail->named_children()["fc"]->parameters())
            trainee.parameters.push_back(parameter);
        const auto mapOf = [&](const torch::Tensor &x) {
            torch::NoGradGuard noGradient;
            return ingest->blocks(ingest->stem(x), 0, splice.from);
        };
        const auto rest = [&](const torch::Tensor &map) {
            return tail->head(tail->blocks(map, splice.to, tail->last()));
        };
        trainee.forward = [&](const torch::Tensor &x) { return rest(mapOf(x)); };
        trainee.step = [&](const torch::Tensor &x, const torch::Tensor &targets) {
            // Every other map as the store gives it back.
            torch::Tensor map = mapOf(x), teacher;
            const auto half = map.size(0) / 2;
            map = torch::cat({throughInt8(map.slice(0, 0, half)), map.slice(0, half)});
            {
                torch::NoGradGuard noGradient;
                teacher = query->forward(x);
            }
            const torch::Tensor logits = rest(map.contiguous(at::MemoryFormat::ChannelsLast));
            return Learned{distilled(logits, targets, teacher, m_options.distillation), logits};
        };
        Schedule schedule = m_schedule;
        schedule.epochs = m_options.tailEpochs;
        schedule.peakRate = m_options.fineTuneRate;
        finish(trainee, schedule);
    }

    void fit(const std::string &name, ResNet &net, int epochs, double rate)
    {
        useChannelsLast(*net);
        Trainee trainee{name,
                        net.get(),
                        net->parameters(),
                        [&](const torch::Tensor &x) { return net->forward(x); },
                        [&](const torch::Tensor &x, const torch::Tensor &targets) {
                            const torch::Tensor logits = net->forward(x);
                            return Learned{crossEntropy(logits, targets), logits};
                        },
                        {}};
        Schedule schedule = m_schedule;
        schedule.epochs = epochs;
        schedule.peakRate = rate;
        schedule.cutMix = m_options.cutMix;
        finish(trainee, schedule);
    }

    void finish(const Trainee &trainee, const Schedule &schedule)
    {
        trainToEnd(trainee, m_dataset, m_normalisation, schedule, m_folder, m_progress);
        measure(trainee.name, trainee.forward);
    }

    void measure(const std::string &name,
                 const std::function<torch::Tensor(const torch::Tensor &)> &forward)
    {
        const Samples &held = m_dataset.test.size() > 0 ? m_dataset.test : m_dataset.val;
        m_metrics[name] = metricsOf(
            evaluate(forward, held, m_dataset.classes.size(), m_normalisation), m_dataset);
    }

    const TrainOptions &m_options;
    const fs::path m_folder;
    const Progress &m_progress;
    Dataset m_dataset;
    Schedule m_schedule;
    Normalisation m_normalisation;
    nn::PackManifest m_manifest;
    json m_metrics = json::object();
};

} // namespace

nn::ModelPack trainPack(const TrainOptions &options, const fs::path &folder,
                        const Progress &progress)
{
    return Run(options, folder, progress).toPack();
}

} // namespace refocus::train
