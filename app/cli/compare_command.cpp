#include "command.h"
#include "compare/report.h"
#include "console.h"
#include "inference_options.h"
#include "query/default_pack.h"
#include "read_option.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace refocus::cli {

namespace {

struct Arguments
{
    std::string caseFolder, model, reuse, scope = "question";
    compare::CompareOptions options;
    nn::InferenceOptions inference;
    bool unretrained = false, paper = false, csv = false, markdown = false;
};

// The paper's table: none, a shallow and a deep cut, un-retrained and retrained.
constexpr const char *kPaperDepths = "none,4,7";

int run(const Context &context, const Arguments &arguments)
{
    auto in = store::Case::openAsAllowed(arguments.caseFolder);
    const nn::ModelPack pack = query::loadModelPack(arguments.model, in);
    const nn::Backend backend = nn::chooseBackend(arguments.inference);
    compare::CompareOptions options = arguments.options;
    options.subjects.scope = compare::scopeNamed(arguments.scope);
    const std::string depths =
        arguments.reuse.empty() && arguments.paper ? kPaperDepths : arguments.reuse;
    if (!depths.empty())
        options.depths = compare::parseDepths(depths, arguments.paper || arguments.unretrained);
    compare::Comparison comparison;
    {
        ProgressBar bar(context.json);
        comparison = compare::compareDepths(in, pack, backend, options, {}, bar.function());
    }
    const auto figures = compare::figuresOf(comparison);
    const compare::Report report{comparison, figures, compare::adviceOf(comparison, figures)};
    if (in.writable())
        compare::follow(*report.advice, comparison, figures, in, pack);
    if (context.json)
        printJson(report.asJson());
    else if (arguments.csv)
        std::cout << report.asCsv() << std::flush;
    else if (arguments.markdown || arguments.paper)
        std::cout << report.asMarkdown() << std::flush;
    else
        std::cout << report.asText() << std::flush;
    if (!context.json && !report.advice->mapsKept)
        std::cerr << "refocus-cli derive --case " << arguments.caseFolder << " --splices "
                  << compare::nameOf(comparison.depths[report.advice->depth].depth)
                  << "  makes the maps of that depth\n";
    return 0;
}

} // namespace

void addCompare(CLI::App &app, Context &context)
{
    const auto arguments = std::make_shared<Arguments>();
    auto &options = arguments->options;
    CLI::App *command =
        addCommand(app, context, "compare", "what each reuse depth saves and costs on a case",
                   [&context, arguments] { return run(context, *arguments); });
    command->add_option("--case", arguments->caseFolder, "folder of the case")->required();
    command->add_option("--class", options.subjects.question.classes, "NAME[,NAME...] asked for")
        ->required()
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("NAME");
    addChecked(
        *command, "--reuse", arguments->reuse, [](auto &text) { compare::parseDepths(text); },
        "depths: none,4,7,13-24; else none and every splice of the pack", "DEPTH[,DEPTH...]");
    command->add_flag("--unretrained", arguments->unretrained,
                      "each splice also with the query network's own weights");
    command->add_option("--runs", options.runs, "of timing, after one that does not count")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--sample", options.subjects.most, "at most so many patches")
        ->check(CLI::Range(1, 10'000'000))
        ->capture_default_str();
    command
        ->add_option("--on", arguments->scope,
                     "question: its candidates; class: the same without its other limits; sample: "
                     "patches at random")
        ->check(CLI::IsMember({"question", "class", "sample"}))
        ->capture_default_str();
    command
        ->add_option("--video", options.subjects.question.videos,
                     "only this video; may be given again")
        ->allow_extra_args(false)
        ->type_name("ID");
    command->add_option("--k", options.subjects.question.k, "see query --k")
        ->check(CLI::Range(1, store::kMaxTopK))
        ->capture_default_str();
    command->add_option("--min-score", options.subjects.question.minScore, "see query --min-score")
        ->check(CLI::Range(0.0, 1.0));
    command->add_option("--seed", options.subjects.seed, "of the sample")->capture_default_str();
    command->add_flag("--paper", arguments->paper,
                      "the paper's table: none, 4 and 7 blocks, un-retrained and retrained");
    const auto csv = command->add_flag("--csv", arguments->csv, "a row a depth");
    command->add_flag("--markdown", arguments->markdown, "as a table")->excludes(csv);
    addInferenceOptions(*command, arguments->inference, arguments->model);
    command->footer(
        "The same patches go through each depth, batch by batch in turns. Accuracy, precision and "
        "recall are\nagainst the whole query network on pixels, with 95 % intervals; times are "
        "milliseconds a patch. Kept\nverdicts are not used. Where enough was found, the case keeps "
        "the advice, and `query --reuse auto`\nfollows it, unless --reuse here left out a "
        "retrained splice whose maps the case has.");
}

} // namespace refocus::cli
