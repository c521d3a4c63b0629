#include "train/training_run.h"

#include "base/error.h"
#include "train/networks.h"
#include "train/tails.h"
#include "train/whole_networks.h"

namespace refocus::train {

using nn::ResNet;
namespace fs = std::filesystem;

namespace {

// What is asked for, without weights and classes. Throws Error where it cannot be.
nn::PackManifest plannedPack(const TrainOptions &options)
{
    nn::PackManifest plan;
    plan.name = options.name;
    plan.inputSize = options.inputSize;
    plan.ingest = nn::Architecture::resnet50(options.width, 0);
    plan.query = nn::Architecture::resnet152(options.width, 0);
    for (const nn::Splice &splice : options.splices)
        nn::requireFits(splice, plan.ingest, plan.query, options.inputSize);
    const int common = commonBlocks(plan.ingest, plan.query);
    if (options.sharedBlocks < 0 || options.sharedBlocks > common)
        throw Error("the networks can share at most their first " + std::to_string(common) +
                    " blocks");
    if (!options.teacher.empty() && options.sharedBlocks == 0)
        throw Error("a teacher is for networks that share blocks and are trained together");
    return plan;
}

// Every block begins as its shortcut alone, so that fifty of them learn from the first step on.
void beginAsIdentity(const ResNet &net)
{
    torch::NoGradGuard noGradient;
    for (int number = 1; number <= net->last(); ++number)
        net->block(number)->named_parameters()["bn3.weight"].zero_();
}

ResNet loadTeacher(const TrainingSession &session, const TrainOptions &options)
{
    const nn::ModelPack pack = nn::ModelPack::load(options.teacher);
    const nn::PackManifest &manifest = pack.manifest();
    if (manifest.classes != session.dataset.classes)
        throw Error(options.teacher, "cannot teach: its classes are not those of the data");
    if (manifest.inputSize != options.inputSize || manifest.mean != session.normalisation.mean ||
        manifest.deviation != session.normalisation.deviation)
        throw Error(options.teacher, "cannot teach: its pictures have another size or "
                                     "normalisation");
    return loadNetwork(pack.folder() / manifest.queryWeights, manifest.query);
}

void trainNetworks(TrainingSession &session, const TrainOptions &options, ResNet &ingest,
                   ResNet &query)
{
    WholeOptions whole;
    whole.cutMix = options.cutMix;
    whole.distillation = options.distillation;
    if (options.sharedBlocks > 0) {
        beginAsIdentity(ingest);
        beginAsIdentity(query);
        whole.epochs = options.queryEpochs;
        whole.rate = options.peakRate;
        if (!options.teacher.empty())
            whole.teacher = loadTeacher(session, options);
        whole.teacherShare = options.teacherShare;
        fitTogether(session, ingest, query, options.sharedBlocks, whole);
        return;
    }
    whole.epochs = options.ingestEpochs;
    whole.rate = options.peakRate;
    fit(session, "ingest", ingest, whole);
    growFrom(ingest, query);
    whole.epochs = options.queryEpochs;
    whole.rate = options.fineTuneRate;
    fit(session, "query", query, whole);
}

} // namespace

nn::ModelPack trainPack(const TrainOptions &options, const fs::path &folder,
                        const Progress &progress)
{
    nn::PackManifest pack = plannedPack(options);
    const Schedule schedule =
        baseSchedule(options.batch, options.seed, options.threads, options.precision);
    fs::create_directories(folder);
    TrainingSession session(loadDataset(options.data, storedSide(options.inputSize), progress),
                            {options.inputSize, pack.mean, pack.deviation}, schedule, folder,
                            progress);
    pack.classes = session.dataset.classes;
    pack.ingest.classes = pack.query.classes = static_cast<int>(pack.classes.size());

    torch::manual_seed(options.seed);
    ResNet ingest(pack.ingest), query(pack.query);
    trainNetworks(session, options, ingest, query);
    nn::writeSafetensors(folder / pack.ingestWeights, halved(namedTensors(ingest)));
    nn::writeSafetensors(folder / pack.queryWeights, halved(namedTensors(query)));
    pack.tails = makeTails(session,
                           {options.splices, options.sharedBlocks, options.tailEpochs,
                            options.fineTuneRate, options.distillation},
                           ingest, query, pack.queryWeights);
    pack.metricsJson = session.metrics.dump();
    pack.provenanceJson = options.provenanceJson;
    return nn::ModelPack::write(folder, pack);
}

} // namespace refocus::train
