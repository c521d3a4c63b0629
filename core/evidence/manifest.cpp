#include "evidence/manifest.h"

#include "base/error.h"
#include "evidence/burn_in.h"
#include "evidence/names.h"
#include "media/version.h"

#include <nlohmann/json.hpp>

namespace refocus::evidence {

using nlohmann::json;

namespace {

json object(const std::string &text, const char *what)
{
    json value = json::parse(text, nullptr, false);
    if (!value.is_object())
        throw Error(std::string(what) + " is not a JSON object");
    return value;
}

json utcOrNull(std::optional<std::int64_t> microseconds)
{
    return microseconds ? json(utcText(*microseconds)) : json();
}

json toJson(const store::Coverage &coverage)
{
    json gaps = json::array();
    for (const TimeRange &gap : coverage.gaps)
        gaps.push_back({toSeconds(gap.begin), toSeconds(gap.end)});
    return {{"frames_decoded", coverage.framesDecoded},
            {"frames_failed", coverage.framesFailed},
            {"frames_skipped", coverage.framesSkipped},
            {"masked_share", coverage.maskedShare},
            {"gaps_s", gaps}};
}

json toJson(const std::string &video, const Source &source)
{
    const store::VideoMeta &meta = source.meta();
    const bool read = !source.sha256.empty();
    return {{"video", video},
            {"path", source.record.path},
            {"camera", source.camera},
            {"sha256_at_ingest", meta.sourceSha256},
            {"sha256_now", read ? json(source.sha256) : json()},
            {"unchanged", read ? json(source.unchanged()) : json()},
            {"bytes_at_ingest", meta.sourceBytes},
            {"bytes_now", read ? json(source.sizeBytes) : json()},
            {"codec", source.codec},
            {"model", {{"name", meta.modelName}, {"sha256", meta.modelHash}}},
            {"ingest_program", meta.program},
            {"ingest_options", json::parse(meta.options, nullptr, false)},
            {"ingest_finished", source.snapshot.finished()},
            {"coverage", toJson(source.snapshot.coverage())},
            {"wall_clock_start_utc", utcOrNull(source.record.wallClockStart)},
            {"clock_offset_ms", source.record.clockOffsetMs},
            {"time_zone", source.record.timeZone}};
}

json toJson(const ExportedClip &clip, const Source &source)
{
    return {{"file", clip.file},
            {"sha256", clip.sha256},
            {"bytes", clip.sizeBytes},
            {"video", clip.video},
            {"classes", clip.classes},
            {"sightings", clip.sightings},
            {"first_frame", clip.firstFrame},
            {"last_frame", clip.lastFrame},
            {"in_s", toSeconds(clip.begin)},
            {"out_s", toSeconds(clip.end)},
            {"in_utc", utcOrNull(source.wallClock(clip.begin))},
            {"out_utc", utcOrNull(source.wallClock(clip.end))},
            {"extra_frames_before", clip.extraBefore},
            {"extra_frames_after", clip.extraAfter}};
}

} // namespace

std::string manifestJson(const ManifestInput &input)
{
    const ExportOptions &options = *input.options;
    const bool exact = options.mode == ClipMode::Exact || options.burnIn;
    json sources = json::array(), clips = json::array(), tables = json::array(),
         failures = json::array();
    for (const auto &[video, source] : *input.sources)
        sources.push_back(toJson(video, source));
    for (const ExportedClip &clip : input.result->clips)
        clips.push_back(toJson(clip, input.sources->at(clip.video)));
    for (const OutputFile &table : input.tables)
        tables.push_back(
            {{"file", table.file}, {"sha256", table.sha256}, {"bytes", table.sizeBytes}});
    for (const ExportFailure &failure : input.result->failures)
        failures.push_back(
            {{"video", failure.video}, {"file", failure.file}, {"error", failure.error}});
    json spans = json::array();
    for (const ClipSpan &span : options.spans)
        spans.push_back({{"video", span.video},
                         {"in_s", toSeconds(span.begin)},
                         {"out_s", toSeconds(span.end)}});
    json burnIn;
    if (options.burnIn)
        burnIn = {{"interpolated_up_to_s", toSeconds(kLongestDrawnGap)}};
    const json manifest{{"format", "refocus-export"},
                        {"version", 1},
                        {"program", options.program},
                        {"ffmpeg", media::ffmpegVersion()},
                        {"started_utc", utcText(input.startedAt)},
                        {"finished_utc", utcText(input.finishedAt)},
                        {"case", input.from->folder().string()},
                        {"classes", options.classes},
                        {"query",
                         {{"parameters", object(options.queryJson, "the query's parameters")},
                          {"stats", object(options.queryStatsJson, "the query's figures")}}},
                        {"clip_options",
                         {{"mode", exact ? "exact" : "copy"},
                          {"pad_s", toSeconds(options.plan.pad)},
                          {"merge_gap_s", toSeconds(options.plan.mergeGap)},
                          {"spans", spans},
                          {"burn_in", burnIn}}},
                        {"sighting_count", input.sightings},
                        {"sources", sources},
                        {"clips", clips},
                        {"tables", tables},
                        {"failures", failures},
                        {"warnings", input.result->warnings}};
    return manifest.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace refocus::evidence
