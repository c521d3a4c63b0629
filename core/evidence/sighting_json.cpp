#include "evidence/sighting_json.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace refocus::evidence {

using nlohmann::json;

namespace {

// A float's own digits, without those that a double adds.
double plain(float value) { return std::round(static_cast<double>(value) * 1e6) / 1e6; }

} // namespace

const char *decisionName(store::Decision decision)
{
    switch (decision) {
    case store::Decision::Accept:
        return "accept";
    case store::Decision::Reject:
        return "reject";
    case store::Decision::Label:
        return "label";
    case store::Decision::None:
        break;
    }
    return "";
}

json toJson(const query::Sighting &sighting)
{
    const query::BestPatch &best = sighting.best;
    json value{{"video", sighting.video},
               {"path", sighting.path},
               {"class", sighting.className},
               {"track", sighting.track},
               {"start_s", toSeconds(sighting.start)},
               {"end_s", toSeconds(sighting.end)},
               {"start_frame", sighting.startFrame},
               {"end_frame", sighting.endFrame},
               {"score", plain(sighting.score)},
               {"best",
                {{"patch", PatchRef{sighting.video, best.patch}.toString()},
                 {"frame", best.frame},
                 {"time_s", toSeconds(best.time)},
                 {"box", {best.box.x, best.box.y, best.box.width, best.box.height}},
                 {"score", plain(best.score)}}}};
    if (sighting.decision != store::Decision::None)
        value["decision"] = decisionName(sighting.decision);
    if (!sighting.foundClass.empty())
        value["found_class"] = sighting.foundClass;
    return value;
}

json toJson(std::span<const query::Sighting> sightings)
{
    json list = json::array();
    for (const query::Sighting &sighting : sightings)
        list.push_back(toJson(sighting));
    return list;
}

json toJson(const query::QueryStats &stats)
{
    json searched = json::object();
    for (const auto &[video, stretches] : stats.searched) {
        json &list = searched[video] = json::array();
        for (const TimeRange &stretch : stretches)
            list.push_back({toSeconds(stretch.begin), toSeconds(stretch.end)});
    }
    return {{"patches", stats.patches},
            {"candidates", stats.candidates},
            {"verified", stats.verified},
            {"cached", stats.cached},
            {"derived", stats.derived},
            {"ms_first", stats.msFirst},
            {"ms_total", stats.msTotal},
            {"ms_read", stats.msRead},
            {"ms_infer", stats.msInfer},
            {"bytes_read", stats.bytesRead},
            {"reuse", stats.reuse},
            {"device", stats.device},
            {"precision", stats.precision},
            {"model", stats.model},
            {"model_sha256", stats.modelHash},
            {"searched_s", searched}};
}

} // namespace refocus::evidence
