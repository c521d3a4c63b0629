#include "command.h"
#include "console.h"
#include "store/case.h"
#include "store/video_snapshot.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>
#include <map>
#include <memory>

namespace refocus::cli {

using nlohmann::json;

namespace {

struct Counts
{
    std::uint64_t clusters = 0, patches = 0;
    std::map<std::string, Counts> videos;
};

int run(const Context &context, const std::string &folder, int k)
{
    const auto from = store::Case::open(folder, store::Access::ReadOnly);
    std::map<std::string, Counts> classes;
    for (const std::string &id : from.videoIds()) {
        const store::VideoSnapshot video(from.videoFolder(id), store::Access::ReadOnly);
        for (const store::ClassCount &count : video.classCounts(k)) {
            Counts &all = classes[video.meta().classes.at(count.classId)];
            all.clusters += count.clusters;
            all.patches += count.patches;
            all.videos[id] = {count.clusters, count.patches, {}};
        }
    }
    if (context.json) {
        json list = json::array();
        for (const auto &[name, all] : classes) {
            json videos = json::array();
            for (const auto &[id, counts] : all.videos)
                videos.push_back(
                    {{"video", id}, {"patches", counts.patches}, {"clusters", counts.clusters}});
            list.push_back({{"class", name},
                            {"patches", all.patches},
                            {"clusters", all.clusters},
                            {"videos", videos}});
        }
        printJson({{"k", k}, {"classes", list}});
        return 0;
    }
    const auto row = [](const std::string &name, const Counts &counts) {
        std::printf("%-32s %9llu patches %7llu clusters\n", name.c_str(),
                    static_cast<unsigned long long>(counts.patches),
                    static_cast<unsigned long long>(counts.clusters));
    };
    for (const auto &[name, all] : classes) {
        row(name, all);
        if (from.videoIds().size() > 1)
            for (const auto &[id, counts] : all.videos)
                row("  " + id, counts);
    }
    if (classes.empty())
        std::printf("The case has no patches yet.\n");
    std::fflush(stdout);
    return 0;
}

} // namespace

void addClasses(CLI::App &app, Context &context)
{
    struct Arguments
    {
        std::string folder;
        int k = 1;
    };
    const auto arguments = std::make_shared<Arguments>();
    CLI::App *command =
        addCommand(app, context, "classes", "which classes are in the index, with counts",
                   [&context, arguments] { return run(context, arguments->folder, arguments->k); });
    command->add_option("--case", arguments->folder, "folder of the case")->required();
    command
        ->add_option("--k", arguments->k,
                     "count a cluster for a class that is among the first K of one of its patches")
        ->check(CLI::Range(1, store::kMaxTopK))
        ->capture_default_str();
}

} // namespace refocus::cli
