#include "train/training_run.h"

#include "base/error.h"
#include "nn/cpu_features.h"
#include "nn/resnet.h"
#include "nn/safetensors.h"
#include "train/evaluation.h"
#include "train/trainer.h"

#include <nlohmann/json.hpp>

#include <set>
#include <thread>

namespace refocus::train {

using nlohmann::json;
using nn::ResNet;
namespace fs = std::filesystem;

namespace {

nn::TensorMap namedTensors(const ResNet &net)
{
    nn::TensorMap tensors;
    for (const auto &item : net->named_parameters())
        tensors[item.key()] = item.value();
    for (const auto &item : net->named_buffers())
        tensors[item.key()] = item.value();
    return tensors;
}

void copyModule(torch::nn::Module &from, torch::nn::Module &to)
{
    torch::NoGradGuard noGradient;
    const auto parameters = from.named_parameters(), buffers = from.named_buffers();
    for (auto &item : to.named_parameters())
        item.value().copy_(parameters[item.key()]);
    for (auto &item : to.named_buffers())
        item.value().copy_(buffers[item.key()]);
}

// Gives the query network the ingest network's function to start from: each stage begins with the
// ingest network's blocks, and the blocks that it has beyond them begin as the identity (the last
// batch norm's scale is 0). So its first blocks speak the language of the ingest network's maps,
// and what it learns comes on top (Net2Net, Chen et al. 2016; zero-init residual, Goyal et al.).
void growFrom(ResNet &ingest, ResNet &query)
{
    torch::NoGradGuard noGradient;
    for (const char *name : {"conv1", "bn1", "fc"})
        copyModule(*ingest->named_children()[name], *query->named_children()[name]);
    int from = 0, to = 0;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const int shared = ingest->architecture().stages[stage];
        const int all = query->architecture().stages[stage];
        for (int i = 0; i < all; ++i) {
            const auto &block = query->block(to + i + 1);
            if (i < shared)
                copyModule(*ingest->block(from + i + 1), *block);
            else
                block->named_parameters()["bn3.weight"].zero_();
        }
        from += shared;
        to += all;
    }
}

// Convolutions in channels-last memory, in which LibTorch's CPU and CUDA kernels are fastest.
void useChannelsLast(torch::nn::Module &module)
{
    torch::NoGradGuard noGradient;
    for (auto &parameter : module.parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().clone(at::MemoryFormat::ChannelsLast));
}

// Half precision on disk: it costs no measurable accuracy and halves the pack.
nn::TensorMap halved(nn::TensorMap tensors)
{
    for (auto &[name, tensor] : tensors)
        if (tensor.scalar_type() == torch::kFloat)
            tensor = tensor.detach().to(torch::kHalf).contiguous();
    return tensors;
}

nn::TensorMap tailTensors(const ResNet &net, int from)
{
    const auto all = namedTensors(net);
    nn::TensorMap tail;
    for (const auto &name : net->tailNames(from))
        tail[name] = all.at(name);
    return tail;
}

// The splices that need weights of their own. A tail retrained behind a deeper block also serves a
// map taken earlier in the same run of equal blocks: the ingest network's blocks between are run
// first. So only the deepest entry of each such group is trained.
nn::Splice servedBy(const nn::Splice &splice, const std::vector<nn::Splice> &all)
{
    nn::Splice deepest = splice;
    for (const nn::Splice &other : all)
        if (other.to - other.from == splice.to - splice.from && other.from > deepest.from)
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
        m_normalisation = {options.inputSize, m_manifest.mean, m_manifest.deviation};
    }

    nn::ModelPack toPack()
    {
        torch::manual_seed(m_options.seed);
        ResNet ingest(m_manifest.ingest);
        fit("ingest", ingest, m_options.ingestEpochs, m_options.peakRate);
        nn::writeSafetensors(m_folder / m_manifest.ingestWeights, halved(namedTensors(ingest)));

        ResNet query(m_manifest.query);
        growFrom(ingest, query);
        fit("query", query, m_options.queryEpochs, m_options.fineTuneRate);
        nn::writeSafetensors(m_folder / m_manifest.queryWeights, halved(namedTensors(query)));

        trainTails(ingest, query);
        m_manifest.metricsJson = m_metrics.dump();
        m_manifest.provenanceJson = m_options.provenanceJson;
        return nn::ModelPack::write(m_folder, m_manifest);
    }

private:
    void trainTails(ResNet &ingest, ResNet &query)
    {
        std::set<nn::Splice> trained;
        for (const nn::Splice &splice : m_options.splices) {
            const nn::Splice server = servedBy(splice, m_options.splices);
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
        useChannelsLast(*ingest);
        useChannelsLast(*query);
        ingest->eval();
        query->eval();
        useChannelsLast(*tail);
        Trainee trainee{name, tail.get(), {}, {}, {}};
        for (int number = splice.to + 1; number <= tail->last(); ++number)
            for (const auto &parameter : tail->block(number)->parameters())
                trainee.parameters.push_back(parameter);
        for (const auto &parameter : tail->named_children()["fc"]->parameters())
            trainee.parameters.push_back(parameter);
        trainee.forward = [&](const torch::Tensor &x) {
            torch::Tensor map;
            {
                torch::NoGradGuard noGradient;
                map = ingest->blocks(ingest->stem(x), 0, splice.from);
            }
            return tail->head(tail->blocks(map, splice.to, tail->last()));
        };
        trainee.teacher = [&](const torch::Tensor &x) { return query->forward(x); };
        Schedule schedule = m_schedule;
        schedule.epochs = m_options.tailEpochs;
        schedule.peakRate = m_options.fineTuneRate;
        schedule.distillation = m_options.distillation;
        finish(trainee, schedule);
    }

    void fit(const std::string &name, ResNet &net, int epochs, double rate)
    {
        useChannelsLast(*net);
        Trainee trainee{name,
                        net.get(),
                        net->parameters(),
                        [&](const torch::Tensor &x) { return net->forward(x); },
                        {}};
        Schedule schedule = m_schedule;
        schedule.epochs = epochs;
        schedule.peakRate = rate;
        finish(trainee, schedule);
    }

    void finish(const Trainee &trainee, const Schedule &schedule)
    {
        trainToEnd(trainee, m_dataset, m_normalisation, schedule, m_folder, m_progress);
        const Samples &held = m_dataset.test.size() > 0 ? m_dataset.test : m_dataset.val;
        m_metrics[trainee.name] = metricsOf(
            evaluate(trainee.forward, held, m_dataset.classes.size(), m_normalisation), m_dataset);
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
