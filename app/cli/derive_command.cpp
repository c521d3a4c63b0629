#include "base/error.h"
#include "command.h"
#include "console.h"
#include "inference_options.h"
#include "ingest/derive_maps.h"
#include "ingest/ingest.h"
#include "query/default_pack.h"
#include "read_option.h"
#include "store/known_video.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>
#include <memory>

namespace refocus::cli {

using nlohmann::json;

namespace {

struct Arguments
{
    std::string folder, splices, model;
    std::vector<std::string> videos;
    nn::InferenceOptions inference;
};

void print(const std::string &video, const ingest::DerivedMaps &made)
{
    std::printf("%s: %llu maps made of %llu patches, maps.mdb is %.1f MB\n", video.c_str(),
                static_cast<unsigned long long>(made.maps),
                static_cast<unsigned long long>(made.patches),
                static_cast<double>(made.mapsBytes) / 1e6);
    if (made.withoutPixels > 0)
        std::printf("  %llu patches have no pixels in the case\n",
                    static_cast<unsigned long long>(made.withoutPixels));
    std::fflush(stdout);
}

int run(const Context &context, const Arguments &arguments)
{
    auto in = store::Case::open(arguments.folder);
    const std::vector<std::string> ids = store::chosenVideos(in, arguments.videos);
    const nn::ModelPack pack = query::loadModelPack(arguments.model, in);
    const std::vector<int> cuts = ingest::cutsOf(arguments.splices, pack);
    const nn::Backend backend = nn::chooseBackend(arguments.inference);
    nn::IngestNetwork network(pack, backend);
    json videos = json::array();
    int exitCode = 0;
    for (const std::string &id : ids) {
        ingest::DerivedMaps made;
        try {
            ProgressBar bar(context.json);
            made = ingest::deriveMaps(in, id, cuts, pack, network, backend, bar.function());
        } catch (const Cancelled &) {
            throw;
        } catch (const Error &error) { // Of one that is being indexed, say; the others go on.
            std::cerr << "refocus-cli: " << error.what() << '\n';
            videos.push_back({{"video", id}, {"error", error.what()}});
            exitCode = 1;
            continue;
        }
        videos.push_back({{"video", id},
                          {"cuts", cuts},
                          {"patches", made.patches},
                          {"maps", made.maps},
                          {"without_pixels", made.withoutPixels},
                          {"maps_bytes", made.mapsBytes}});
        if (!context.json)
            print(id, made);
    }
    if (context.json)
        printJson({{"videos", videos}});
    return exitCode;
}

} // namespace

void addDerive(CLI::App &app, Context &context)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App *command =
        addCommand(app, context, "derive", "make feature maps anew that were deleted or never kept",
                   [&context, arguments] { return run(context, *arguments); });
    command->add_option("--case", arguments->folder, "folder of the case")->required();
    command->add_option("--video", arguments->videos, "only this video; may be given again")
        ->allow_extra_args(false)
        ->type_name("ID");
    addChecked(
        *command, "--splices", arguments->splices, [](auto &text) { nn::parseSplices(text); },
        "the splices whose maps are made, as 4,7; if not given, those of the pack from block 4 on",
        "SPLICE[,SPLICE...]");
    addInferenceOptions(*command, arguments->inference, arguments->model);
    command->footer("From the pixels that the case keeps: the video files need not be there, and "
                    "no clusters, verdicts\nor decisions change. Only maps that are missing are "
                    "made; what was stopped goes on with the same\ncommand.");
}

} // namespace refocus::cli
