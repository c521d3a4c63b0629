#include "audit.h"
#include "command.h"
#include "console.h"
#include "evidence/export.h"
#include "evidence/sighting_json.h"
#include "query/default_pack.h"
#include "query_options.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace refocus::cli {

using nlohmann::json;

namespace {

struct Arguments
{
    std::shared_ptr<QueryArguments> query;
    evidence::ExportOptions options;
    std::string out, mode = "copy";
    double pad = 2, mergeGap = 1;
};

json toJson(const evidence::ExportResult &result)
{
    json clips = json::array(), failures = json::array();
    for (const evidence::ExportedClip &clip : result.clips)
        clips.push_back({{"file", clip.file},
                         {"video", clip.video},
                         {"classes", clip.classes},
                         {"sightings", clip.sightings},
                         {"first_frame", clip.firstFrame},
                         {"last_frame", clip.lastFrame},
                         {"start_s", toSeconds(clip.begin)},
                         {"end_s", toSeconds(clip.end)},
                         {"extra_frames_before", clip.extraBefore},
                         {"extra_frames_after", clip.extraAfter},
                         {"bytes", clip.sizeBytes},
                         {"sha256", clip.sha256}});
    for (const evidence::ExportFailure &failure : result.failures)
        failures.push_back(
            {{"video", failure.video}, {"file", failure.file}, {"error", failure.error}});
    return {{"clips", clips},
            {"reports", result.reports},
            {"failures", failures},
            {"warnings", result.warnings}};
}

void print(const evidence::ExportResult &result, std::size_t sightings, const std::string &out)
{
    for (const evidence::ExportedClip &clip : result.clips) {
        std::cout << clip.file << "  " << clip.sightings.size()
                  << (clip.sightings.size() == 1 ? " sighting" : " sightings") << ", "
                  << clip.lastFrame - clip.firstFrame + 1 << " pictures";
        if (clip.extraBefore + clip.extraAfter > 0)
            std::cout << " and " << clip.extraBefore + clip.extraAfter << " more by copying";
        std::cout << '\n';
    }
    std::cout << result.clips.size() << (result.clips.size() == 1 ? " clip" : " clips") << " of "
              << sightings << (sightings == 1 ? " sighting" : " sightings");
    for (const std::string &report : result.reports)
        std::cout << ", " << report;
    for (const char *name : {"sightings.csv", "sightings.json", "manifest.json"})
        if (!result.lacks(name))
            std::cout << ", " << name;
    std::cout << " in " << out << std::endl;
}

int run(const Context &context, Arguments &arguments)
{
    store::Case from = store::Case::openAsAllowed(arguments.query->caseFolder);
    query::QueryEngine engine(query::loadModelPack(arguments.query->model, from),
                              nn::chooseBackend(arguments.query->inference));
    std::optional<ProgressBar> bar(context.json);
    const Progress progress = bar->function();
    const query::QueryResult found =
        engine.run(from, arguments.query->options, {}, [&](const ProgressReport &report) {
            return goOn(progress, {report.fraction / 2, report.what});
        });

    evidence::ExportOptions &options = arguments.options;
    options.outDir = arguments.out;
    options.plan = {fromSeconds(arguments.pad), fromSeconds(arguments.mergeGap)};
    options.mode = arguments.mode == "exact" ? evidence::ClipMode::Exact : evidence::ClipMode::Copy;
    options.classes = arguments.query->options.classes;
    options.program = "refocus-cli " REFOCUS_VERSION;
    options.queryJson = toJson(*arguments.query).dump();
    options.queryStatsJson = evidence::toJson(found.stats).dump();
    options.threads = arguments.query->inference.threads;
    const evidence::ExportResult result =
        evidence::exportClips(from, found.sightings, options, [&](const ProgressReport &report) {
            return goOn(progress, {0.5 + report.fraction / 2, report.what});
        });
    bar.reset(); // Off the screen.

    json document = toJson(result);
    document["out"] = arguments.out;
    document["sightings"] = found.sightings.size();
    log(from, "export", {{"query", toJson(*arguments.query)}, {"result", document}});
    for (const std::string &warning : result.warnings)
        std::cerr << "refocus-cli: " << warning << '\n';
    for (const evidence::ExportFailure &failure : result.failures)
        std::cerr << "refocus-cli: " << failure.error << '\n';
    if (context.json) {
        document["stats"] = evidence::toJson(found.stats);
        printJson(document);
    } else {
        print(result, found.sightings.size(), arguments.out);
    }
    return result.failures.empty() ? 0 : 1;
}

} // namespace

void addExport(CLI::App &app, Context &context)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App *command = addCommand(app, context, "export",
                                   "take sightings of a class away as clips, tables and a manifest",
                                   [&context, arguments] { return run(context, *arguments); });
    arguments->query = addQueryOptions(*command);
    command->add_option("--out", arguments->out, "folder to write into; made if it is not there")
        ->required()
        ->type_name("DIR");
    command->add_option("--pad", arguments->pad, "seconds shown before and after a sighting")
        ->check(CLI::Range(0.0, 86400.0))
        ->capture_default_str();
    command
        ->add_option("--merge-gap", arguments->mergeGap,
                     "sightings at most this many seconds apart share a clip; -1: none do")
        ->check(CLI::Range(-1.0, 86400.0))
        ->capture_default_str();
    command
        ->add_option("--mode", arguments->mode,
                     "copy: not re-encoded, from the keyframe before; exact: re-encoded, exactly "
                     "the pictures asked for")
        ->check(CLI::IsMember({"copy", "exact"}))
        ->capture_default_str();
    command->add_flag(
        "--report", arguments->options.report,
        "also report.html: sightings with pictures, times, decisions and hashes, to be "
        "read and printed");
    arguments->query->options.decisions = true;
    command->add_flag("--rejected", arguments->query->options.rejected,
                      "also what a person rejected or gave another class; the tables say so");
    command->add_flag("--burn-in", arguments->options.burnIn,
                      "draw boxes, class, score and time into the pictures; makes the mode exact");
}

} // namespace refocus::cli
