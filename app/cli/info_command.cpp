#include "command.h"
#include "console.h"
#include "store/case.h"
#include "store/default_model.h"
#include "store/info.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>
#include <memory>

namespace refocus::cli {

using nlohmann::json;

namespace {

const char *nameOf(store::SourceState state)
{
    switch (state) {
    case store::SourceState::Added:
        return "added";
    case store::SourceState::Unfinished:
        return "unfinished";
    case store::SourceState::Done:
        return "done";
    case store::SourceState::Failed:
        return "failed";
    }
    return "";
}

json toJson(const store::VideoInfo &info)
{
    json tables = json::array(), maps = json::array();
    for (const store::TableInfo &table : info.tables)
        tables.push_back({{"file", table.file},
                          {"table", table.table},
                          {"entries", table.entries},
                          {"bytes", table.pageBytes}});
    for (const store::MapsInfo &kind : info.maps)
        maps.push_back({{"cut", kind.cut},
                        {"codec", store::codecName(kind.codec)},
                        {"shape", {kind.channels, kind.height, kind.width}},
                        {"maps", kind.maps},
                        {"bytes", kind.bytes},
                        {"max_error", kind.maxError}});
    json gaps = json::array();
    for (const TimeRange &gap : info.coverage.gaps)
        gaps.push_back({toSeconds(gap.begin), toSeconds(gap.end)});
    return {{"id", info.meta.videoId},
            {"path", info.meta.sourcePath},
            {"sha256", info.meta.sourceSha256},
            {"width", info.meta.width},
            {"height", info.meta.height},
            {"finished", info.finished},
            {"model", {{"name", info.meta.modelName}, {"sha256", info.meta.modelHash}}},
            {"program", info.meta.program},
            {"options", json::parse(info.meta.options, nullptr, false)},
            {"frames", info.counts.frames},
            {"patches", info.counts.patches},
            {"patches_inferred", info.counts.patchesInferred},
            {"tracks", info.counts.tracks},
            {"clusters", info.counts.clusters},
            {"coverage",
             {{"frames_decoded", info.coverage.framesDecoded},
              {"frames_failed", info.coverage.framesFailed},
              {"frames_skipped", info.coverage.framesSkipped},
              {"masked_share", info.coverage.maskedShare},
              {"gaps_s", gaps}}},
            {"bytes", {{"index", info.indexBytes}, {"maps", info.mapsBytes}}},
            {"tables", tables},
            {"maps", maps}};
}

json toJson(const store::SourceRecord &source)
{
    return {{"id", source.id},          {"path", source.path},
            {"name", source.name},      {"state", nameOf(source.state)},
            {"error", source.error},    {"sha256", source.sha256},
            {"bytes", source.sizeBytes}};
}

std::string megabytes(std::uint64_t bytes)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f MB", static_cast<double>(bytes) / 1e6);
    return text;
}

void print(const store::VideoInfo &info)
{
    const store::Counts &counts = info.counts;
    std::cout << info.meta.videoId << "  " << info.meta.width << 'x' << info.meta.height << ", "
              << (info.finished ? "finished" : "unfinished") << ", model pack "
              << info.meta.modelName << '\n'
              << "  " << counts.frames << " pictures, " << counts.patches
              << " patches (network run on " << counts.patchesInferred << "), " << counts.tracks
              << " tracks, " << counts.clusters << " clusters\n"
              << "  coverage: " << info.coverage.framesDecoded << " decoded, "
              << info.coverage.framesFailed << " failed, " << info.coverage.framesSkipped
              << " skipped\n"
              << "  index.mdb " << megabytes(info.indexBytes) << ", maps.mdb "
              << megabytes(info.mapsBytes) << '\n';
    for (const store::TableInfo &table : info.tables)
        if (table.entries > 0)
            std::cout << "    " << table.file << ' ' << table.table << ": " << table.entries
                      << " entries, " << megabytes(table.pageBytes) << '\n';
    for (const store::MapsInfo &kind : info.maps)
        std::cout << "    maps after block " << kind.cut << ", " << store::codecName(kind.codec)
                  << ", " << kind.channels << 'x' << kind.height << 'x' << kind.width << ": "
                  << kind.maps << ", " << megabytes(kind.bytes) << ", "
                  << (kind.maps > 0 ? kind.bytes / kind.maps : 0) << " bytes a patch\n";
}

int run(const Context &context, const std::string &folder)
{
    const auto from = store::Case::open(folder, store::Access::ReadOnly);
    json sources = json::array(), videos = json::array();
    std::uint64_t bytes = 0;
    for (const std::string &id : from.videoIds()) {
        const store::VideoInfo info = store::videoInfo(from.videoFolder(id));
        bytes += info.indexBytes + info.mapsBytes;
        videos.push_back(toJson(info));
        if (!context.json)
            print(info);
    }
    for (const store::SourceRecord &source : from.sources()) {
        sources.push_back(toJson(source));
        if (!context.json && source.state == store::SourceState::Failed)
            std::cout << source.id << "  failed: " << source.error << '\n';
    }
    const auto model = store::defaultModel(from);
    json defaultModel;
    if (model)
        defaultModel = {
            {"path", model->folder.string()}, {"name", model->name}, {"sha256", model->hash}};
    if (model && !context.json)
        std::cout << "asked with " << model->name << ", " << model->folder.string() << '\n';
    const std::size_t reviews = from.reviews().size(), entries = from.auditLog().size();
    if (context.json)
        printJson({{"case", folder},
                   {"videos", videos},
                   {"sources", sources},
                   {"default_model", defaultModel},
                   {"reviews", reviews},
                   {"audit_entries", entries},
                   {"bytes", bytes}});
    else
        std::cout << videos.size() << (videos.size() == 1 ? " video, " : " videos, ")
                  << megabytes(bytes) << "; " << reviews << " decisions, " << entries
                  << " entries in the audit log" << std::endl;
    return 0;
}

} // namespace

void addInfo(CLI::App &app, Context &context)
{
    const auto folder = std::make_shared<std::string>();
    CLI::App *command = addCommand(app, context, "info", "counts and bytes of a case by kind",
                                   [&context, folder] { return run(context, *folder); });
    command->add_option("--case", *folder, "folder of the case")->required();
}

} // namespace refocus::cli
