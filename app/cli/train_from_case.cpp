#include "train_from_case.h"

#include "audit.h"
#include "console.h"
#include "query/default_pack.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>

namespace refocus::cli {

using nlohmann::json;

namespace {

json toJson(const train::Comparison &held)
{
    return {{"labels", held.labels},
            {"tracks", held.groups},
            {"before", held.before},
            {"after", held.after},
            {"fixed", held.fixed},
            {"broken", held.broken},
            {"change", {held.low, held.high}},
            {"p", held.pBetter}};
}

json toJson(const train::CaseTrainingResult &result)
{
    const train::LabelCounts &counts = result.counts;
    json networks = json::array();
    for (const train::NetworkOutcome &outcome : result.networks)
        networks.push_back({{"weights", outcome.weights},
                            {"serves", outcome.serves},
                            {"held_out", toJson(outcome.heldOut)},
                            {"changed_elsewhere", outcome.changedElsewhere}});
    return {{"pack", result.pack.folder().string()},
            {"hash", result.pack.hash()},
            {"helped", result.helped},
            {"default", result.isDefault},
            {"verdict", result.verdict},
            {"labels",
             {{"decisions", counts.decisions},
              {"used", counts.used},
              {"accepted", counts.accepted},
              {"rejected", counts.rejected},
              {"labelled", counts.labelled},
              {"unknown_classes", counts.unknownClasses},
              {"other_pack", counts.otherPack},
              {"without_picture", counts.withoutPicture},
              {"unclear", counts.unclear},
              {"contradictory", counts.contradictory},
              {"pictures", result.pictures},
              {"tracks", result.groups}}},
            {"cross_validated", result.crossValidated},
            {"held_out", toJson(result.networks.front().heldOut)},
            {"networks", networks},
            {"seconds", result.seconds}};
}

// Sentences about decisions that were left out.
void warn(const train::LabelCounts &counts)
{
    const auto say = [](std::size_t count, const std::string &what) {
        if (count > 0)
            std::cerr << "refocus-cli: " << count
                      << (count == 1 ? " decision was left out: " : " decisions were left out: ")
                      << what << '\n';
    };
    for (const auto &[name, count] : counts.unknownClasses)
        say(count, "the model pack does not know the class '" + name + "'");
    say(counts.otherPack, "another ingest network made the index of the video");
    say(counts.withoutPicture, "neither the patch nor its cluster's representative is stored");
    say(counts.unclear, "nothing tells what the sighting was taken for; give `review --class`");
    say(counts.contradictory, "they contradict one another about one picture");
}

void print(const train::CaseTrainingResult &result)
{
    const train::LabelCounts &counts = result.counts;
    std::cout << counts.used << " decisions (" << counts.accepted << " accepted, "
              << counts.rejected << " rejected, " << counts.labelled << " relabelled) about "
              << result.pictures << " pictures of " << result.groups << " independent tracks"
              << (result.crossValidated ? "; each was held out once" : "") << '\n';
    for (const train::NetworkOutcome &outcome : result.networks) {
        std::string serves;
        for (const std::string &name : outcome.serves)
            serves += (serves.empty() ? "" : ", ") + name;
        std::printf("  %-24s reuse %-12s %.3f -> %.3f on %zu held-out labels, %zu fixed, %zu "
                    "broken; %.1f %% of the other pictures changed class\n",
                    outcome.weights.c_str(), serves.c_str(), outcome.heldOut.before,
                    outcome.heldOut.after, outcome.heldOut.labels, outcome.heldOut.fixed,
                    outcome.heldOut.broken, outcome.changedElsewhere * 100);
    }
    std::printf("%s\n%s: %s; %.0f s\n", result.verdict.c_str(),
                result.pack.folder().string().c_str(),
                result.isDefault ? "the case is asked with it from now on"
                                 : "saved, but the case's default stays as it was",
                result.seconds);
    std::fflush(stdout);
}

} // namespace

std::shared_ptr<FromCaseArguments> addFromCaseOptions(CLI::App &command, CLI::Option &data)
{
    const auto arguments = std::make_shared<FromCaseArguments>();
    CLI::Option *from =
        command
            .add_option("--from-case", arguments->caseFolder,
                        "learn from the decisions (`review`) of this case, from what it has stored "
                        "of the pictures: fine-tunes the query network and its tails, says whether "
                        "held-out decisions are met better, and then makes the new pack the case's "
                        "default. Uses --out, --name, --seed, --threads, --precision and the next "
                        "three")
            ->type_name("CASE")
            ->excludes(&data);
    command
        .add_option("--model", arguments->model,
                    "with --from-case: the pack to start from; the case's if not given")
        ->type_name("PACK")
        ->needs(from);
    command
        .add_option("--part", arguments->part,
                    "with --from-case: what learns, the head or the last stage as well")
        ->check(CLI::IsMember({"auto", "head", "stage"}))
        ->capture_default_str()
        ->needs(from);
    command
        .add_option("--case-epochs", arguments->options.epochs,
                    "with --from-case: passes over the decisions")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str()
        ->needs(from);
    command.parse_complete_callback([from, &data] {
        if (from->empty() && data.empty())
            throw CLI::RequiredError("data or --from-case");
    });
    return arguments;
}

int trainFromCase(const Context &context, FromCaseArguments &arguments,
                  const train::TrainOptions &common, const std::string &out)
{
    using Part = train::CaseTrainingOptions::Part;
    store::Case from = store::Case::openAsAllowed(arguments.caseFolder);
    const nn::ModelPack base = query::loadModelPack(arguments.model, from);
    train::CaseTrainingOptions &options = arguments.options;
    if (common.name != train::TrainOptions().name)
        options.name = common.name;
    options.part = arguments.part == "head"    ? Part::Head
                   : arguments.part == "stage" ? Part::Stage
                                               : Part::Auto;
    options.seed = common.seed;
    options.threads = common.threads;
    options.precision = common.precision;
    options.program = "refocus-cli " REFOCUS_VERSION;
    std::optional<ProgressBar> bar(context.json);
    const train::CaseTrainingResult result =
        train::trainFromCase(from, base, options, out, bar->function());
    bar.reset(); // Off the screen.
    warn(result.counts);
    if (context.json)
        printJson(toJson(result));
    else
        print(result);
    return 0;
}

} // namespace refocus::cli
