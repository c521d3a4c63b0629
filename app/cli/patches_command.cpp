#include "base/error.h"
#include "command.h"
#include "console.h"
#include "store/case.h"
#include "store/known_video.h"
#include "store/video_snapshot.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace refocus::cli {

using nlohmann::json;

namespace {

json topKJson(const std::vector<ClassScore> &scores, const std::vector<std::string> &classes)
{
    json list = json::array();
    for (const ClassScore &score : scores)
        list.push_back({{"class", score.classId < classes.size() ? classes[score.classId] : ""},
                        {"p", score.p}});
    return list;
}

// Visits every patch of a video with the class scores that stand for it.
template <typename Visit> void forEach(const store::VideoSnapshot &video, const Visit &visit)
{
    std::map<ClusterId, PatchId> representatives;
    for (const auto &cluster : video.clusters())
        representatives[cluster.id] = cluster.representative;
    std::map<TrackId, std::vector<ClassScore>> lastInferred;
    video.forEachPatch([&](const store::PatchRecord &patch) {
        auto &scores = lastInferred[patch.track];
        if (patch.inferred)
            scores = patch.topK;
        visit(patch, scores, representatives[patch.cluster] == patch.id);
        return !interrupted();
    });
}

int run(const Context &context, const std::string &folder, const std::string &onlyVideo)
{
    const auto from = store::Case::open(folder, store::Access::ReadOnly);
    std::vector<std::string> asked;
    if (!onlyVideo.empty())
        asked.push_back(onlyVideo);
    json patches = json::array();
    for (const std::string &id : store::chosenVideos(from, asked)) {
        const store::VideoSnapshot video(from.videoFolder(id), store::Access::ReadOnly);
        const auto &classes = video.meta().classes;
        forEach(video, [&](const store::PatchRecord &patch, const std::vector<ClassScore> &scores,
                           bool representative) {
            if (context.json) {
                patches.push_back(
                    {{"patch", PatchRef{id, patch.id}.toString()},
                     {"video", id},
                     {"frame", patch.frame},
                     {"time_s", toSeconds(patch.time)},
                     {"box", {patch.box.x, patch.box.y, patch.box.width, patch.box.height}},
                     {"track", patch.track},
                     {"cluster", patch.cluster},
                     {"representative", representative},
                     {"inferred", patch.inferred},
                     {"topk", topKJson(scores, classes)}});
                return;
            }
            std::cout << PatchRef{id, patch.id}.toString() << "  f " << patch.frame << "  "
                      << toSeconds(patch.time) << " s  [" << patch.box.x << ", " << patch.box.y
                      << ", " << patch.box.width << ", " << patch.box.height << "]  track "
                      << patch.track << "  cluster " << patch.cluster << (representative ? "*" : "")
                      << "  " << (scores.empty() ? "" : classes.at(scores.front().classId)) << '\n';
        });
    }
    if (interrupted())
        throw Cancelled();
    if (context.json)
        printJson({{"patches", patches}});
    return 0;
}

} // namespace

void addPatches(CLI::App &app, Context &context)
{
    struct Arguments
    {
        std::string folder, video;
    };
    const auto arguments = std::make_shared<Arguments>();
    CLI::App *command =
        addCommand(app, context, "patches", "list every patch of the index", [&context, arguments] {
            return run(context, arguments->folder, arguments->video);
        });
    command->add_option("--case", arguments->folder, "folder of the case")->required();
    command->add_option("--video", arguments->video, "only this video");
}

} // namespace refocus::cli
