#include "command.h"
#include "compare/tune.h"
#include "console.h"
#include "inference_options.h"
#include "query/default_pack.h"
#include "tune_report.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace refocus::cli {

namespace {

struct Arguments
{
    std::string caseFolder, model;
    compare::TuneOptions options;
    nn::InferenceOptions inference;
    bool all = false;
};

int run(const Context &context, const Arguments &arguments)
{
    const auto from = store::Case::open(arguments.caseFolder, store::Access::ReadOnly);
    const nn::ModelPack pack = query::loadModelPack(arguments.model, from);
    const nn::Backend backend = nn::chooseBackend(arguments.inference);
    compare::TuneResult result;
    {
        ProgressBar bar(context.json);
        result = compare::tune(from, pack, backend, arguments.options, bar.function());
    }
    const TuneSetting setting{arguments.caseFolder, arguments.model, pack.manifest(), backend,
                              arguments.options};
    if (context.json)
        printJson(toJson(result, setting));
    else
        printTuning(std::cout, result, setting, arguments.all);
    return 0;
}

} // namespace

void addTune(CLI::App &app, Context &context)
{
    const auto arguments = std::make_shared<Arguments>();
    auto &options = arguments->options;
    CLI::App *command =
        addCommand(app, context, "tune", "choose K, the cluster distance and the splice for a case",
                   [&context, arguments] { return run(context, *arguments); });
    command
        ->add_option("--case", arguments->caseFolder, "folder of the case; nothing in it changes")
        ->required();
    command
        ->add_option("--target", options.target,
                     "precision and recall wanted, against the query network on every patch")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--class", options.classes, "tune for these: NAME[,NAME...]; else for all")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("NAME");
    command
        ->add_option("--sample", options.sample.patches,
                     "so many patches are judged by the query network")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command->add_option("--video", options.sample.videos, "only this video; may be given again")
        ->allow_extra_args(false)
        ->type_name("ID");
    command->add_option("--seed", options.sample.seed, "chooses the patches that are sampled")
        ->capture_default_str();
    command->add_option("--rounds", options.rounds, "of timing, after one that does not count")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_flag("--all", arguments->all, "print every operating point, not only the best");
    addInferenceOptions(*command, arguments->inference, arguments->model);
    command->footer(
        "K: a query looks at clusters that have the class among their first K (query --k). T: the "
        "largest\ndistance of a patch from its cluster's centroid (ingest --cluster-distance). "
        "Splice: where the query\nnetwork is entered (query --reuse, ingest --splices). For each "
        "the table has precision, recall, query\ntime, ingest cost and bytes; ingest-cheap, "
        "balanced "
        "and query-fast are chosen as in Focus (OSDI 2018,\nsection 4.4).");
}

} // namespace refocus::cli
