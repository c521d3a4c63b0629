#include "evidence/sighting_table.h"

#include "evidence/names.h"
#include "evidence/sighting_json.h"

#include <nlohmann/json.hpp>

namespace refocus::evidence {

using nlohmann::json;

namespace {

constexpr auto kReplace = json::error_handler_t::replace;

Camera cameraOf(const Cameras &cameras, const std::string &video)
{
    const auto found = cameras.find(video);
    return found == cameras.end() ? Camera{video, {}} : found->second;
}

std::string wallClock(const Camera &camera, Timestamp time)
{
    return camera.start ? utcText(*camera.start + time.count()) : std::string();
}

std::string quoted(const std::string &text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string result = "\"";
    for (const char c : text)
        result += c == '"' ? std::string("\"\"") : std::string(1, c);
    return result + '"';
}

} // namespace

std::string sightingsCsv(std::span<const query::Sighting> sightings,
                         std::span<const std::string> clips, const Cameras &cameras)
{
    std::string csv = "video,path,camera,class,track,start_s,end_s,start_frame,end_frame,score,"
                      "best_patch,best_frame,best_time_s,best_x,best_y,best_w,best_h,best_score,"
                      "start_utc,end_utc,clip,decision,found_class\r\n";
    for (std::size_t i = 0; i < sightings.size(); ++i) {
        const query::Sighting &s = sightings[i];
        const Camera camera = cameraOf(cameras, s.video);
        const std::string fields[] = {s.video,
                                      s.path,
                                      camera.name,
                                      s.className,
                                      std::to_string(s.track),
                                      numberText(toSeconds(s.start), 6),
                                      numberText(toSeconds(s.end), 6),
                                      std::to_string(s.startFrame),
                                      std::to_string(s.endFrame),
                                      numberText(s.score, 4),
                                      PatchRef{s.video, s.best.patch}.toString(),
                                      std::to_string(s.best.frame),
                                      numberText(toSeconds(s.best.time), 6),
                                      std::to_string(s.best.box.x),
                                      std::to_string(s.best.box.y),
                                      std::to_string(s.best.box.width),
                                      std::to_string(s.best.box.height),
                                      numberText(s.best.score, 4),
                                      wallClock(camera, s.start),
                                      wallClock(camera, s.end),
                                      clips[i],
                                      decisionName(s.decision),
                                      s.foundClass};
        std::string line;
        for (const std::string &field : fields)
            line += (line.empty() ? "" : ",") + quoted(field);
        csv += line + "\r\n";
    }
    return csv;
}

std::string sightingsJson(std::span<const query::Sighting> sightings,
                          std::span<const std::string> clips, const Cameras &cameras)
{
    json list = json::array();
    for (std::size_t i = 0; i < sightings.size(); ++i) {
        const Camera camera = cameraOf(cameras, sightings[i].video);
        json item = toJson(sightings[i]);
        item["camera"] = camera.name;
        item["clip"] = clips[i].empty() ? json() : json(clips[i]);
        if (camera.start) {
            item["start_utc"] = wallClock(camera, sightings[i].start);
            item["end_utc"] = wallClock(camera, sightings[i].end);
        }
        list.push_back(std::move(item));
    }
    return json{{"sightings", std::move(list)}}.dump(2, ' ', false, kReplace) + '\n';
}

} // namespace refocus::evidence
