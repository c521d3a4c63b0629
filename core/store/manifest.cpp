#include "store/manifest.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

namespace refocus::store {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kMapsKept = {"reps", "all", "none"};

Json toJson(const VideoMeta &m)
{
    Json model{{"name", m.modelName}, {"hash", m.modelHash}};
    if (!m.ingestHash.empty())
        model["ingest"] = m.ingestHash;
    return {
        {"format", "refocus-video"},
        {"version", kFormatVersion},
        {"id", m.videoId},
        {"source", {{"path", m.sourcePath}, {"sha256", m.sourceSha256}, {"bytes", m.sourceBytes}}},
        {"width", m.width},
        {"height", m.height},
        {"model", model},
        {"classes", m.classes},
        {"embedding_length", m.embeddingLength},
        {"patch_size", m.patchSize},
        {"maps", kMapsKept.at(static_cast<std::size_t>(m.maps))},
        {"cuts", m.cuts},
        {"codec", codecName(m.codec)},
        {"options", m.options.empty() ? Json::object() : Json::parse(m.options)},
        {"program", m.program},
        {"started_at", m.startedAt}};
}

VideoMeta toMeta(const Json &j)
{
    VideoMeta m;
    m.videoId = j.at("id");
    m.sourcePath = j.at("source").at("path");
    m.sourceSha256 = j.at("source").at("sha256");
    m.sourceBytes = j.at("source").at("bytes");
    m.width = j.at("width");
    m.height = j.at("height");
    m.modelName = j.at("model").at("name");
    m.modelHash = j.at("model").at("hash");
    m.ingestHash = j.at("model").value("ingest", "");
    m.classes = j.at("classes").get<std::vector<std::string>>();
    m.embeddingLength = j.at("embedding_length");
    m.patchSize = j.at("patch_size");
    const auto kept = std::ranges::find(kMapsKept, j.at("maps").get<std::string>());
    if (kept == kMapsKept.end() || m.embeddingLength < 0 || m.embeddingLength > 1 << 20)
        throw Error("a field has an impossible value");
    m.maps = static_cast<MapsKept>(kept - kMapsKept.begin());
    m.cuts = j.at("cuts").get<std::vector<int>>();
    m.codec = codecFromName(j.at("codec").get<std::string>());
    m.options = j.at("options").dump();
    m.program = j.at("program");
    m.startedAt = j.at("started_at");
    return m;
}

// Everything that can be wrong with the text becomes one sentence with the file's name.
template <class F> auto parse(std::string_view text, const std::filesystem::path &file, F convert)
{
    try {
        const Json j = Json::parse(text);
        if (j.at("format") != "refocus-video")
            throw Error("it is of another kind");
        if (const int version = j.at("version"); version > kFormatVersion)
            throw Error(file, "was written by a newer version of Refocus (format " +
                                  std::to_string(version) + ", this one reads " +
                                  std::to_string(kFormatVersion) + ")");
        return convert(j);
    } catch (const nlohmann::json::exception &e) {
        throw Error(file,
                    "is damaged or not a video's description (" + std::string(e.what()) + ")");
    } catch (const Error &e) {
        if (std::string_view(e.what()).starts_with(file.string()))
            throw;
        throw Error(file,
                    "is damaged or not a video's description (" + std::string(e.what()) + ")");
    }
}

} // namespace

// Paths need not be UTF-8; what is not is replaced.
std::string metaToJson(const VideoMeta &meta)
{
    return toJson(meta).dump(1, ' ', false, Json::error_handler_t::replace);
}

std::string manifestToJson(const Manifest &m)
{
    Json j = toJson(m.meta);
    j["counts"] = {{"frames", m.counts.frames},
                   {"patches", m.counts.patches},
                   {"patches_inferred", m.counts.patchesInferred},
                   {"tracks", m.counts.tracks},
                   {"clusters", m.counts.clusters}};
    Json gaps = Json::array();
    for (const TimeRange &gap : m.coverage.gaps)
        gaps.push_back({gap.begin.count(), gap.end.count()});
    j["coverage"] = {{"frames_decoded", m.coverage.framesDecoded},
                     {"frames_failed", m.coverage.framesFailed},
                     {"frames_skipped", m.coverage.framesSkipped},
                     {"masked_share", m.coverage.maskedShare},
                     {"gaps_us", gaps}};
    j["duration_us"] = m.duration.count();
    j["bytes"] = {{"index", m.indexBytes}, {"maps", m.mapsBytes}};
    j["finished_at"] = m.finishedAt;
    return j.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

VideoMeta metaFromJson(std::string_view text, const std::filesystem::path &file)
{
    return parse(text, file, toMeta);
}

Manifest manifestFromJson(std::string_view text, const std::filesystem::path &file)
{
    return parse(text, file, [](const Json &j) {
        Manifest m;
        m.meta = toMeta(j);
        const Json &counts = j.at("counts");
        m.counts = {counts.at("frames"), counts.at("patches"), counts.at("patches_inferred"),
                    counts.at("tracks"), counts.at("clusters")};
        const Json &coverage = j.at("coverage");
        m.coverage = {coverage.at("frames_decoded"),
                      coverage.at("frames_failed"),
                      coverage.at("frames_skipped"),
                      coverage.at("masked_share"),
                      {}};
        for (const Json &gap : coverage.at("gaps_us"))
            m.coverage.gaps.push_back({Timestamp(gap.at(0).get<std::int64_t>()),
                                       Timestamp(gap.at(1).get<std::int64_t>())});
        m.duration = Timestamp(j.at("duration_us").get<std::int64_t>());
        m.indexBytes = j.at("bytes").at("index");
        m.mapsBytes = j.at("bytes").at("maps");
        m.finishedAt = j.at("finished_at");
        return m;
    });
}

} // namespace refocus::store
