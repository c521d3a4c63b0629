#include "train/training_run.h"

#include "base/error.h"
#include "train/networks.h"
#include "train/tails.h"
#include "train/teachers.h"
#include "train/whole_networks.h"

#include <fstream>
#include <sstream>

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
    if (options.sharedBlocks == 0 && !(options.teachers.empty() && options.growing.empty()))
        throw Error("teachers and growing tails are for networks that share blocks and are trained "
                    "together");
    requireGrowing(options.growing, options.splices, options.sharedBlocks);
    return plan;
}

// What the networks depend on beside the data and the teachers.
std::string recipeOf(const TrainOptions &options)
{
    std::ostringstream recipe;
    recipe << " width " << options.width << " shared " << options.sharedBlocks << " epochs "
           << options.ingestEpochs << ' ' << options.queryEpochs << " batch " << options.batch
           << " rates " << options.peakRate << ' ' << options.fineTuneRate << " distilled "
           << options.distillation << " teacher " << options.teacherShare << " cutmix "
           << options.cutMix << " seed " << options.seed;
    for (const nn::Splice &splice : options.growing)
        recipe << " with " << splice.name();
    return recipe.str();
}

// Notes in the folder whose it is. A finished pack in there must be of the same recipe.
void takeFolder(const fs::path &folder, const std::string &recipe)
{
    const fs::path file = folder / "recipe.txt";
    std::ifstream in(file);
    if (std::string(std::istreambuf_iterator<char>(in), {}) == recipe)
        return;
    std::error_code status;
    if (fs::exists(folder / "pack.json", status))
        throw Error(folder, "already holds a model pack that this training did not make; choose "
                            "another folder");
    fs::create_directories(folder);
    std::ofstream out(file);
    out << recipe;
    out.close();
    if (!out)
        throw Error(file, "could not be written");
}

// Every block begins as its shortcut alone, so that fifty of them learn from the first step on.
void beginAsIdentity(const ResNet &net)
{
    torch::NoGradGuard noGradient;
    for (int number = 1; number <= net->last(); ++number)
        net->block(number)->named_parameters()["bn3.weight"].zero_();
}

// A copy of the query network for each splice that learns with it.
std::vector<GrowingTail> tailsFrom(ResNet &query, const std::vector<nn::Splice> &splices)
{
    std::vector<GrowingTail> tails;
    for (const nn::Splice &splice : splices)
        tails.push_back({splice, copyOf(query)});
    return tails;
}

// Returns the tails that grew with them.
std::map<nn::Splice, ResNet> trainNetworks(TrainingSession &session, const TrainOptions &options,
                                           std::vector<ResNet> teachers, ResNet &ingest,
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
        whole.teachers = std::move(teachers);
        whole.teacherShare = options.teacherShare;
        const auto growing = tailsFrom(query, options.growing);
        fitTogether(session, ingest, query, options.sharedBlocks, whole, growing);
        return bySplice(growing);
    }
    whole.epochs = options.ingestEpochs;
    whole.rate = options.peakRate;
    fit(session, "ingest", ingest, whole);
    growFrom(ingest, query);
    whole.epochs = options.queryEpochs;
    whole.rate = options.fineTuneRate;
    fit(session, "query", query, whole);
    return {};
}

} // namespace

nn::ModelPack trainPack(const TrainOptions &options, const fs::path &folder,
                        const Progress &progress)
{
    nn::PackManifest pack = plannedPack(options);
    const Schedule schedule =
        baseSchedule(options.batch, options.seed, options.threads, options.precision);
    TrainingSession session(loadDataset(options.data, storedSide(options.inputSize), progress),
                            {options.inputSize, pack.mean, pack.deviation}, schedule, folder,
                            progress);
    session.recipe += recipeOf(options);
    auto teachers = loadTeachers(session, options.teachers);
    takeFolder(folder, session.recipe);
    pack.classes = session.dataset.classes;
    pack.ingest.classes = pack.query.classes = static_cast<int>(pack.classes.size());

    torch::manual_seed(options.seed);
    ResNet ingest(pack.ingest), query(pack.query);
    const auto grown = trainNetworks(session, options, std::move(teachers), ingest, query);
    pack.tails = makeTails(session,
                           {options.splices, options.sharedBlocks, options.tailEpochs,
                            options.fineTuneRate, options.distillation, grown},
                           ingest, query, pack.queryWeights);
    nn::writeSafetensors(folder / pack.ingestWeights, halved(namedTensors(ingest)));
    nn::writeSafetensors(folder / pack.queryWeights, halved(namedTensors(query)));
    pack.metricsJson = session.metrics.dump();
    pack.provenanceJson = options.provenanceJson;
    return nn::ModelPack::write(folder, pack);
}

} // namespace refocus::train
