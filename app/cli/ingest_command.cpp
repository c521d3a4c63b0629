#include "base/error.h"
#include "command.h"
#include "console.h"
#include "inference_options.h"
#include "ingest/ingest.h"
#include "mask_file.h"
#include "query/default_pack.h"
#include "read_option.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <sys/resource.h>

namespace refocus::cli {

using nlohmann::json;

namespace {

struct Arguments
{
    std::string caseFolder, maps = "reps", splices, codec = "int8", model, mask;
    std::vector<std::string> videos;
    nn::InferenceOptions inference;
    ingest::IngestOptions options;
};

// Of this process so far, in MiB.
double peakMemory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

const char *nameOf(ingest::VideoOutcome outcome)
{
    switch (outcome) {
    case ingest::VideoOutcome::Done:
        return "done";
    case ingest::VideoOutcome::Continued:
        return "continued";
    case ingest::VideoOutcome::Already:
        return "already";
    case ingest::VideoOutcome::Failed:
        return "failed";
    case ingest::VideoOutcome::Cancelled:
        return "cancelled";
    }
    return "";
}

json toJson(const ingest::VideoReport &report)
{
    json value{{"id", report.id},
               {"path", report.path},
               {"state", nameOf(report.outcome)},
               {"frames", report.coverage.framesDecoded},
               {"frames_failed", report.coverage.framesFailed},
               {"frames_skipped", report.coverage.framesSkipped},
               {"masked_share", report.coverage.maskedShare},
               {"duration_s", toSeconds(report.duration)},
               {"wall_s", report.wallSeconds},
               {"times_realtime", report.timesRealtime()},
               {"patches", report.counts.patches},
               {"patches_inferred", report.counts.patchesInferred},
               {"saved_share", report.savedShare},
               {"tracks", report.counts.tracks},
               {"clusters", report.counts.clusters},
               {"bytes", {{"index", report.indexBytes}, {"maps", report.mapsBytes}}}};
    if (!report.error.empty())
        value["error"] = report.error;
    return value;
}

void print(const ingest::VideoReport &report)
{
    const auto name = std::filesystem::path(report.path).filename().string();
    switch (report.outcome) {
    case ingest::VideoOutcome::Failed:
        std::cerr << "refocus-cli: " << report.error << '\n';
        return;
    case ingest::VideoOutcome::Already:
        std::cout << name << ": already in the case as " << report.id << "; nothing to do\n";
        return;
    case ingest::VideoOutcome::Cancelled:
        std::cout << name << ": stopped after " << report.coverage.framesDecoded
                  << " pictures; the same command goes on from there\n";
        return;
    default:
        break;
    }
    char text[400];
    std::snprintf(text, sizeof text,
                  "%s: %s in %s, %.1f times real time; %lld pictures, %llu patches "
                  "(network run on %llu), %llu tracks, %llu clusters, %.1f MB",
                  name.c_str(),
                  report.outcome == ingest::VideoOutcome::Continued ? "continued" : "done",
                  durationText(report.wallSeconds).c_str(), report.timesRealtime(),
                  static_cast<long long>(report.coverage.framesDecoded),
                  static_cast<unsigned long long>(report.counts.patches),
                  static_cast<unsigned long long>(report.counts.patchesInferred),
                  static_cast<unsigned long long>(report.counts.tracks),
                  static_cast<unsigned long long>(report.counts.clusters),
                  static_cast<double>(report.indexBytes + report.mapsBytes) / 1e6);
    std::cout << text << std::endl;
    if (report.coverage.framesFailed > 0)
        std::cout << "  " << report.coverage.framesFailed << " pictures could not be decoded\n";
}

store::MapsKept mapsFrom(const std::string &name)
{
    return name == "all"    ? store::MapsKept::All
           : name == "none" ? store::MapsKept::None
                            : store::MapsKept::Representatives;
}

std::string detailOf(const ingest::IngestStatus &status)
{
    if (status.frames == 0)
        return {};
    char text[120];
    std::snprintf(text, sizeof text, "%.0f frames/s, %.1fx real time, %llu patches",
                  status.framesPerSecond, status.timesRealtime,
                  static_cast<unsigned long long>(status.patches));
    return text;
}

json factsOf(const std::string &video, const ingest::IngestStatus &status)
{
    return {{"video", video},
            {"frames", status.frames},
            {"frames_per_second", status.framesPerSecond},
            {"times_realtime", status.timesRealtime},
            {"patches", status.patches},
            {"replaying", status.replaying}};
}

ingest::VideoReport ingestOne(store::Case &into, const std::string &video,
                              const nn::ModelPack &pack, nn::IngestNetwork &network,
                              const nn::Backend &backend, const Arguments &arguments, bool asJson)
{
    ProgressBar bar(asJson);
    const auto show = [&](const ingest::IngestStatus &status) {
        return bar.show(status.report, detailOf(status), factsOf(video, status));
    };
    return ingest::ingestVideo(into, video, pack, network, backend, arguments.options, show);
}

bool isThere(const std::string &video)
{
    std::error_code ignored;
    return std::filesystem::exists(video, ignored);
}

ingest::VideoReport missing(const std::string &video)
{
    ingest::VideoReport report;
    report.path = video;
    report.outcome = ingest::VideoOutcome::Failed;
    report.error = Error(std::filesystem::path(video), "does not exist").what();
    return report;
}

// Before the case is made, so that a wrong --model leaves none behind.
nn::ModelPack packFor(const Arguments &arguments)
{
    if (!store::Case::isAt(arguments.caseFolder))
        return query::loadModelPack(arguments.model);
    return query::loadModelPack(arguments.model,
                                store::Case::open(arguments.caseFolder, store::Access::ReadOnly));
}

int run(const Context &context, Arguments &arguments)
{
    const nn::ModelPack pack = packFor(arguments);
    arguments.options.maps = mapsFrom(arguments.maps);
    arguments.options.codec = store::codecFromName(arguments.codec);
    arguments.options.cuts = ingest::cutsOf(arguments.splices, pack);
    arguments.options.threads = arguments.inference.threads;
    if (!arguments.mask.empty())
        readMask(arguments.mask, arguments.options.detect);
    const nn::Backend backend = nn::chooseBackend(arguments.inference);
    nn::IngestNetwork network(pack, backend);
    std::optional<store::Case> into; // None is made for videos that are not there.
    if (std::ranges::any_of(arguments.videos, isThere))
        into = store::Case::openOrCreate(arguments.caseFolder);
    std::cerr << "device " << backend.device << ", " << backend.precision << " (" << backend.reason
              << "), " << backend.threads << " threads\n";

    json videos = json::array();
    int exitCode = 0;
    for (const std::string &video : arguments.videos) {
        const auto report = into && isThere(video) ? ingestOne(*into, video, pack, network, backend,
                                                               arguments, context.json)
                                                   : missing(video);
        videos.push_back(toJson(report));
        if (!context.json || report.outcome == ingest::VideoOutcome::Failed)
            print(report); // A failure goes to standard error.
        if (report.outcome == ingest::VideoOutcome::Failed)
            exitCode = 1;
        if (report.outcome == ingest::VideoOutcome::Cancelled) {
            exitCode = 130;
            break;
        }
    }
    if (context.json)
        printJson({{"videos", videos}, {"peak_rss_mb", peakMemory()}});
    return exitCode;
}

} // namespace

void addIngest(CLI::App &app, Context &context)
{
    const auto arguments = std::make_shared<Arguments>();
    auto &options = arguments->options;
    CLI::App *command = addCommand(app, context, "ingest", "index videos into a case",
                                   [&context, arguments] { return run(context, *arguments); });
    command->add_option("videos", arguments->videos, "video files")->required();
    command
        ->add_option("--case", arguments->caseFolder, "folder of the case; made if it is not there")
        ->required();
    command->add_option("--maps", arguments->maps, "whose feature maps are kept")
        ->check(CLI::IsMember({"reps", "all", "none"}))
        ->capture_default_str();
    addChecked(
        *command, "--splices", arguments->splices, [](auto &text) { nn::parseSplices(text); },
        "the splices whose maps are kept, as 4,7; if not given, those of the pack from block 4 on",
        "SPLICE[,SPLICE...]");
    command->add_option("--codec", arguments->codec, "how maps are kept")
        ->check(CLI::IsMember({"fp32", "fp16", "int8"}))
        ->capture_default_str();
    addInferenceOptions(*command, arguments->inference, arguments->model);
    command->add_option("--fps", options.fps, "analyse no more pictures a second than this; 0: all")
        ->check(CLI::Range(0.0, 1000.0));
    command->add_option("--mask", arguments->mask,
                        "JSON file with polygons: {\"include\": [[[x,y],…]], \"exclude\": […]}");
    command->add_option("--top-k", options.topK, "classes kept of a patch")
        ->check(CLI::Range(1, 8));
    command
        ->add_option("--cluster-distance", options.cluster.threshold,
                     "largest distance of a patch from its cluster's centroid")
        ->check(CLI::Range(0.01, 2.0))
        ->capture_default_str();
    command
        ->add_option("--working-width", options.detect.workingWidth,
                     "width in pixels at which movement is looked for")
        ->check(CLI::Range(32, 4096))
        ->capture_default_str();
    command->add_option("--min-area", options.detect.minArea,
                        "smallest object in pixels of the video; 0: 0.2 % of the picture");
}

} // namespace refocus::cli
