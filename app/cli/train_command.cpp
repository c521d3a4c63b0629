#include "base/error.h"
#include "command.h"
#include "console.h"
#include "pack_report.h"
#include "read_option.h"
#include "train/training_run.h"
#include "train_from_case.h"
#include "train_from_pack.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <memory>

namespace refocus::cli {

namespace {

struct Arguments
{
    train::TrainOptions options;
    std::string out, provenance;
    std::shared_ptr<FromCaseArguments> fromCase;
    std::shared_ptr<FromPackArguments> fromPack;
    const CLI::App *command = nullptr;
};

int run(const Context &context, Arguments arguments)
{
    if (!arguments.fromCase->caseFolder.empty())
        return trainFromCase(context, *arguments.fromCase, arguments.options, arguments.out);
    if (!arguments.provenance.empty()) {
        std::ifstream in(arguments.provenance);
        const auto value = nlohmann::json::parse(in, nullptr, false);
        if (!value.is_object())
            throw Error(arguments.provenance, "is not a JSON object");
        arguments.options.provenanceJson = value.dump();
    }
    if (!arguments.fromPack->pack.empty())
        return trainFromPack(context, *arguments.fromPack, arguments.options, *arguments.command,
                             arguments.out);
    ProgressBar bar(context.json);
    reportPack(context, train::trainPack(arguments.options, arguments.out, bar.function()));
    return 0;
}

} // namespace

void addTrain(CLI::App &app, Context &context)
{
    const auto arguments = std::make_shared<Arguments>();
    auto &options = arguments->options;
    CLI::App *command =
        addCommand(app, context, "train",
                   "train a model pack from labelled pictures, or from the decisions of a case",
                   [&context, arguments] { return run(context, *arguments); });
    CLI::Option *data = command->add_option(
        "data", options.data.places, "folders or tar files of {train,val,test}/<class>/<picture>");
    command
        ->add_option("--corrections", options.data.corrections,
                     "CSV file of path,class: what a picture really shows; no class leaves it out")
        ->needs(data);
    command
        ->add_flag("--train-on-val", options.data.trainOnVal,
                   "val is for training too, for a last run with settings that are settled")
        ->needs(data);
    arguments->fromCase = addFromCaseOptions(*command, *data);
    command->add_option("--out", arguments->out, "folder for checkpoints, log.csv and the pack")
        ->required();
    command->add_option("--name", options.name, "name of the pack");
    addRead(
        *command, "--splices", [&options](auto &text) { options.splices = nn::parseSplices(text); },
        "tails to retrain, as 4,7,13-24", "SPLICE[,SPLICE...]");
    command
        ->add_option("--width", options.width,
                     "channels of the stem (64 in the published networks)")
        ->check(CLI::Range(4, 256));
    command->add_option("--input-size", options.inputSize, "side of a patch in pixels")
        ->check(CLI::Range(32, 512));
    command->add_option("--share-blocks", options.sharedBlocks,
                        "first blocks that both networks share and learn together; reusing their "
                        "maps changes no answer. 0: train apart");
    command->add_option("--epochs", options.ingestEpochs,
                        "of the ingest network, if trained apart");
    command->add_option("--query-epochs", options.queryEpochs,
                        "of the query network, or of both together");
    command->add_option("--tail-epochs", options.tailEpochs, "of each tail");
    command->add_option("--batch", options.batch)->check(CLI::Range(2, 4096));
    command->add_option("--rate", options.peakRate, "highest learning rate, ingest network");
    command->add_option("--fine-tune-rate", options.fineTuneRate,
                        "the same, query network and tails");
    command
        ->add_option("--distillation", options.distillation,
                     "share of the query network's answers in a tail's loss")
        ->check(CLI::Range(0.0, 1.0));
    CLI::Option *teacher =
        command->add_option("--teacher", options.teachers,
                            "packs whose query networks teach the new one, which shares blocks");
    command
        ->add_option("--teacher-share", options.teacherShare,
                     "share of its answers in the query network's loss")
        ->needs(teacher)
        ->check(CLI::Range(0.0, 1.0));
    addRead(
        *command, "--grow", [&options](auto &text) { options.growing = nn::parseSplices(text); },
        "those of the splices whose tails learn together with the networks", "SPLICE[,SPLICE...]");
    command->add_option("--cutmix", options.cutMix, "share of pictures with a piece of another")
        ->check(CLI::Range(0.0, 1.0));
    command->add_option("--seed", options.seed);
    command->add_option("--threads", options.threads, "0: as many as the machine has");
    command->add_option("--precision", options.precision)
        ->check(CLI::IsMember({"auto", "fp32", "bf16"}));
    command->add_option("--provenance", arguments->provenance,
                        "JSON file about the data and their licences, kept in the pack");
    arguments->command = command;
    arguments->fromPack = addFromPackOptions(*command);
    command->get_formatter()->column_width(36);
}

} // namespace refocus::cli
