#include "command.h"
#include "console.h"
#include "query/similar.h"
#include "store/video_snapshot.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>
#include <map>
#include <memory>

namespace refocus::cli {

using nlohmann::json;

namespace {

struct Arguments
{
    std::string folder, patch;
    std::size_t limit = 20;
};

int run(const Context &context, const Arguments &arguments)
{
    const auto from = store::Case::open(arguments.folder, store::Access::ReadOnly);
    query::SimilarResult result;
    {
        ProgressBar bar(context.json);
        result =
            query::similar(from, PatchRef::parse(arguments.patch), arguments.limit, bar.function());
    }
    std::map<std::string, store::VideoSnapshot> videos;
    json list = json::array();
    for (const query::SimilarPatch &found : result.patches) {
        const std::string &id = found.patch.video;
        const auto video =
            videos.try_emplace(id, from.videoFolder(id), store::Access::ReadOnly).first;
        const auto patch = video->second.patch(found.patch.patch).value();
        list.push_back({{"patch", found.patch.toString()},
                        {"similarity", found.similarity},
                        {"video", id},
                        {"frame", patch.frame},
                        {"time_s", toSeconds(patch.time)},
                        {"box", {patch.box.x, patch.box.y, patch.box.width, patch.box.height}},
                        {"track", patch.track},
                        {"cluster", patch.cluster}});
        if (!context.json)
            std::printf("%.4f  %-36s %9.3f s  track %u\n", static_cast<double>(found.similarity),
                        found.patch.toString().c_str(), toSeconds(patch.time), patch.track);
    }
    std::fflush(stdout);
    for (const std::string &note : result.notes)
        std::cerr << "refocus-cli: " << note << '\n';
    if (context.json)
        printJson({{"patch", arguments.patch},
                   {"compared", result.asked.toString()},
                   {"similar", list},
                   {"notes", result.notes}});
    return 0;
}

} // namespace

void addSimilar(CLI::App &app, Context &context)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App *command =
        addCommand(app, context, "similar", "the patches of a case that look most like one of them",
                   [&context, arguments] { return run(context, *arguments); });
    command->add_option("--case", arguments->folder, "folder of the case")->required();
    command->add_option("--patch", arguments->patch, "as `query` and `patches` name it")
        ->required()
        ->type_name("VIDEO:N");
    command->add_option("--limit", arguments->limit, "how many")
        ->check(CLI::Range(1, 1000000))
        ->capture_default_str();
}

} // namespace refocus::cli
