#include "command.h"
#include "console.h"
#include "media/probe.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace refocus::cli {

using nlohmann::json;

namespace {

json toJson(const media::StreamProbe &stream)
{
    return {{"codec", stream.codec},
            {"width", stream.width},
            {"height", stream.height},
            {"pix_fmt", stream.pixelFormat},
            {"time_base", stream.timeBase},
            {"frames", stream.frames},
            {"vfr", stream.variableFrameRate},
            {"rotation", stream.rotation},
            {"first_pts_s", stream.firstPtsSeconds},
            {"duplicate_pts", stream.duplicatePts},
            {"missing_pts", stream.missingPts},
            {"edit_list", stream.editList},
            {"interlaced", stream.interlaced},
            {"average_rate", stream.averageRate},
            {"container_duration_s", stream.containerDurationSeconds},
            {"pictures_duration_s", stream.picturesDurationSeconds},
            {"dropped_pictures", stream.droppedPictures},
            {"failed_packets", stream.failedPackets}};
}

void print(const std::string &path, const media::VideoProbe &probe)
{
    std::cout << path << ": " << probe.format << ", " << probe.durationSeconds << " s\n";
    const auto row = [](const std::string &name, const auto &...values) {
        std::cout << "  " << name << std::string(22 - std::min<std::size_t>(name.size(), 21), ' ');
        ((std::cout << values), ...);
        std::cout << '\n';
    };
    for (std::size_t i = 0; i < probe.streams.size(); ++i) {
        const media::StreamProbe &s = probe.streams[i];
        row("video stream " + std::to_string(i), s.codec, ' ', s.width, 'x', s.height, ' ',
            s.pixelFormat, s.interlaced ? ", interlaced" : "");
        row("pictures", s.frames, ", ", s.averageRate, " a second, ",
            s.variableFrameRate ? "variable rate" : "constant rate");
        row("time base", s.timeBase);
        row("first PTS", s.firstPtsSeconds, " s");
        row("duration", s.containerDurationSeconds, " s by the container, ",
            s.picturesDurationSeconds, " s by the pictures");
        row("PTS repeated, missing", s.duplicatePts, ", ", s.missingPts);
        row("pictures dropped", s.droppedPictures);
        row("packets broken", s.failedPackets);
        row("rotation", s.rotation, " degrees");
        row("edit list", s.editList ? "yes" : "no");
    }
    for (const std::string &warning : probe.warnings)
        row("warning", warning);
    std::cout.flush();
}

int run(const Context &context, const std::string &path)
{
    media::VideoProbe probe;
    {
        ProgressBar bar(context.json);
        probe = media::probe(path, bar.function());
    }
    if (!context.json) {
        print(path, probe);
        return 0;
    }
    json streams = json::array();
    for (const media::StreamProbe &stream : probe.streams)
        streams.push_back(toJson(stream));
    printJson({{"path", path},
               {"format", probe.format},
               {"duration_s", probe.durationSeconds},
               {"streams", streams},
               {"warnings", probe.warnings}});
    return 0;
}

} // namespace

void addProbe(CLI::App &app, Context &context)
{
    const auto path = std::make_shared<std::string>();
    CLI::App *command =
        addCommand(app, context, "probe", "what is in a video file, and what is odd about it",
                   [&context, path] { return run(context, *path); });
    command->add_option("video", *path, "video file")->required();
}

} // namespace refocus::cli
