#include "train_from_pack.h"

#include "base/error.h"
#include "console.h"
#include "pack_report.h"
#include "train/fine_tune.h"

namespace refocus::cli {

namespace {

// Those on the command line; else none for new heads alone, else those that the pack has tails for.
std::vector<nn::Splice> splicesOf(const FromPackArguments &arguments,
                                  const train::TrainOptions &common, bool given,
                                  const nn::ModelPack &pack)
{
    if (given || pack.manifest().tails.empty())
        return arguments.head && !given ? std::vector<nn::Splice>{} : common.splices;
    std::vector<nn::Splice> splices;
    if (!arguments.head)
        for (const nn::Tail &tail : pack.manifest().tails)
            splices.push_back(tail.splice);
    return splices;
}

} // namespace

std::shared_ptr<FromPackArguments> addFromPackOptions(CLI::App &command)
{
    auto arguments = std::make_shared<FromPackArguments>();
    CLI::Option *from = command.add_option(
        "--from", arguments->pack,
        "begin with this pack, with its width and normalisation: retrain its tails on the data, or "
        "learn new heads first where the data's classes are others. The pack is not changed");
    CLI::Option *head =
        command.add_flag("--head", arguments->head,
                         "with --from: new heads in any case; tails only if --splices is given");
    CLI::Option *headEpochs = command
                                  .add_option("--head-epochs", arguments->headEpochs,
                                              "with --from: passes over the frozen networks' "
                                              "embeddings, at most")
                                  ->check(CLI::Range(1, 10000));
    CLI::Option *whole = command
                             .add_option("--fine-tune-epochs", arguments->fineTuneEpochs,
                                         "with --from: of the whole networks, before the tails; 0 "
                                         "leaves them as they are")
                             ->check(CLI::Range(0, 10000));
    for (CLI::Option *option : {head, headEpochs, whole})
        option->needs(from);
    // These belong to networks that begin from nothing.
    for (const char *name : {"--width", "--epochs", "--query-epochs", "--rate"})
        from->excludes(command.get_option(name));
    return arguments;
}

int trainFromPack(const Context &context, const FromPackArguments &arguments,
                  const train::TrainOptions &common, const CLI::App &command,
                  const std::string &out)
{
    const auto given = [&](const char *name) { return command.count(name) > 0; };
    if (given("--input-size") && arguments.fineTuneEpochs == 0)
        throw Error("--input-size with --from needs --fine-tune-epochs");
    const nn::ModelPack from = nn::ModelPack::load(arguments.pack);
    train::FineTuneOptions options;
    options.data = common.data;
    options.head = arguments.head;
    options.headEpochs = arguments.headEpochs;
    options.fineTuneEpochs = arguments.fineTuneEpochs;
    options.splices = splicesOf(arguments, common, given("--splices"), from);
    options.tailEpochs = common.tailEpochs;
    options.batch = common.batch;
    options.distillation = common.distillation;
    options.cutMix = common.cutMix;
    options.teachers = common.teachers;
    options.teacherShare = common.teacherShare;
    options.growing = common.growing;
    options.seed = common.seed;
    options.threads = common.threads;
    options.precision = common.precision;
    options.provenanceJson = common.provenanceJson;
    if (given("--input-size"))
        options.inputSize = common.inputSize;
    if (given("--name"))
        options.name = common.name;
    if (given("--share-blocks"))
        options.sharedBlocks = common.sharedBlocks;
    if (given("--fine-tune-rate"))
        options.fineTuneRate = common.fineTuneRate;
    ProgressBar bar(context.json);
    reportPack(context, train::fineTunePack(from, options, out, bar.function()));
    return 0;
}

} // namespace refocus::cli
