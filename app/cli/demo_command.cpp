#include "base/error.h"
#include "command.h"
#include "console.h"
#include "demo/demo_video.h"
#include "store/files.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace refocus::cli {

using nlohmann::json;

namespace {

struct Arguments
{
    demo::SceneOptions options;
    std::string out = "refocus-demo.mp4";
};

// The truth in CLI.md's terms: seconds, 0-based frames, boxes [x, y, w, h].
json truthJson(const demo::SceneTruth &truth, const std::string &video)
{
    const double fps = truth.options.fps;
    json sightings = json::array(), frames = json::array();
    for (const demo::SceneSighting &sighting : truth.sightings)
        sightings.push_back({{"id", sighting.id},
                             {"class", sighting.className},
                             {"start_frame", sighting.firstFrame},
                             {"end_frame", sighting.lastFrame},
                             {"start_s", sighting.firstFrame / fps},
                             {"end_s", sighting.lastFrame / fps}});
    for (const std::vector<demo::SceneObject> &objects : truth.objects) {
        json list = json::array();
        for (const demo::SceneObject &object : objects)
            list.push_back(
                {{"id", object.id},
                 {"class", object.className},
                 {"box", {object.box.x, object.box.y, object.box.width, object.box.height}},
                 {"visible", object.visible},
                 {"still", object.still}});
        frames.push_back(std::move(list));
    }
    return {{"video", video},
            {"seed", truth.options.seed},
            {"fps", fps},
            {"width", truth.options.size.width},
            {"height", truth.options.size.height},
            {"frames", truth.frameCount},
            {"sightings", sightings},
            {"objects", frames}};
}

int run(const Context &context, const Arguments &arguments)
{
    const demo::Scene scene(arguments.options);
    {
        ProgressBar bar(context.json);
        demo::writeVideo(scene, arguments.out, bar.function());
    }
    const std::string truthFile = arguments.out + ".truth.json";
    const demo::SceneTruth truth = scene.truth();
    store::writeFileAtomically(truthFile, truthJson(truth, arguments.out).dump() + '\n');
    if (context.json)
        printJson({{"video", arguments.out},
                   {"truth", truthFile},
                   {"frames", truth.frameCount},
                   {"sightings", truth.sightings.size()}});
    else
        std::cout << arguments.out << ": " << truth.frameCount << " pictures, "
                  << truth.sightings.size() << " sightings; the truth is in " << truthFile
                  << std::endl;
    return 0;
}

} // namespace

void addDemo(CLI::App &app, Context &context)
{
    const auto arguments = std::make_shared<Arguments>();
    demo::SceneOptions &options = arguments->options;
    CLI::App *command = addCommand(app, context, "demo", "render the demo scene and its truth",
                                   [&context, arguments] { return run(context, *arguments); });
    command->add_option("--out", arguments->out, "video; the truth goes to FILE.truth.json")
        ->type_name("FILE")
        ->capture_default_str();
    command->add_option("--seed", options.seed, "another seed is another scene")
        ->capture_default_str();
    command->add_option("--seconds", options.seconds)
        ->check(CLI::Range(1.0, 3600.0))
        ->capture_default_str();
}

} // namespace refocus::cli
