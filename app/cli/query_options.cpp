#include "query_options.h"

#include "base/error.h"
#include "inference_options.h"
#include "read_option.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace refocus::cli {

using nlohmann::json;

namespace {

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos)
            return parts;
        text.remove_prefix(at + 1);
    }
}

// The whole text as a number, or none.
template <typename Number> std::optional<Number> numberIn(std::string_view text)
{
    Number value{};
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || rest != text.data() + text.size())
        return {};
    return value;
}

std::string nameOf(const query::Reuse &reuse)
{
    switch (reuse.kind) {
    case query::Reuse::Kind::None:
        return "none";
    case query::Reuse::Kind::Auto:
        return "auto";
    case query::Reuse::Kind::Splice:
        break;
    }
    return reuse.splice.name();
}

} // namespace

Timestamp parseTime(const std::string &text)
{
    const Error wrong("'" + text + "' is not a time; write seconds or hh:mm:ss.mmm");
    const auto parts = split(text, ':');
    if (parts.size() > 3)
        throw wrong;
    double seconds = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool last = i + 1 == parts.size();
        if (parts[i].empty() || parts[i].find_first_not_of(last ? "0123456789." : "0123456789") !=
                                    std::string_view::npos)
            throw wrong;
        const auto value = numberIn<double>(parts[i]);
        if (!value || *value > 1e9 || (i > 0 && *value >= 60))
            throw wrong;
        seconds = seconds * 60 + *value;
    }
    return fromSeconds(seconds);
}

std::vector<cv::Point> parseRegion(const std::string &text)
{
    std::vector<cv::Point> region;
    for (const std::string_view corner : split(text, ';')) {
        const auto numbers = split(corner, ',');
        const auto x = numberIn<int>(numbers.front());
        const auto y = numberIn<int>(numbers.back());
        if (numbers.size() != 2 || !x || !y)
            throw Error("'" + text + "' is not a region; write x,y;x,y;x,y in pixels");
        region.emplace_back(*x, *y);
    }
    if (region.size() < 3)
        throw Error("a region needs at least three corners");
    return region;
}

std::shared_ptr<QueryArguments> addQueryOptions(CLI::App &command)
{
    const auto arguments = std::make_shared<QueryArguments>();
    query::QueryOptions &options = arguments->options;
    command.add_option("--case", arguments->caseFolder, "folder of the case")->required();
    command.add_option("--class", options.classes, "what to look for: NAME[,NAME...]")
        ->required()
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("NAME");
    addRead(
        command, "--reuse", [&options](auto &text) { options.reuse = query::Reuse::parse(text); },
        "where the query network enters: none, 4, 7, 7-11, ... or auto", "SPLICE");
    addRead(
        command, "--from", [&options](auto &text) { options.time.begin = parseTime(text); },
        "not before this time of a video, in seconds or hh:mm:ss", "TIME");
    addRead(
        command, "--to", [&options](auto &text) { options.time.end = parseTime(text); },
        "only before this time", "TIME");
    command.add_option("--video", options.videos, "only this video; may be given again")
        ->allow_extra_args(false)
        ->type_name("ID");
    addRead(
        command, "--region", [&options](auto &text) { options.region = parseRegion(text); },
        "only objects whose centre is in this polygon", "x,y;x,y;...");
    command
        .add_option("--k", options.k, "look where the class is among a cluster's first K classes")
        ->check(CLI::Range(1, store::kMaxTopK))
        ->capture_default_str();
    command.add_option("--min-score", options.minScore, "only at least this probable")
        ->check(CLI::Range(0.0, 1.0))
        ->type_name("P");
    command.add_option("--limit", options.limit, "no more sightings than this; 0: all")
        ->check(CLI::NonNegativeNumber);
    command.add_flag("--fresh", options.fresh, "ask the network again where a verdict is kept");
    addInferenceOptions(command, arguments->inference, arguments->model);
    command.get_formatter()->column_width(36);
    command.parse_complete_callback([&options] {
        if (options.time.end <= options.time.begin)
            throw CLI::ValidationError("--to", "must be later than --from");
    });
    return arguments;
}

json toJson(const QueryArguments &arguments)
{
    const query::QueryOptions &options = arguments.options;
    json region = json::array();
    for (const cv::Point &corner : options.region)
        region.push_back({corner.x, corner.y});
    return {
        {"classes", options.classes},
        {"reuse", nameOf(options.reuse)},
        {"from_s", toSeconds(options.time.begin)},
        {"to_s", options.time.end == Timestamp::max() ? json() : json(toSeconds(options.time.end))},
        {"videos", options.videos},
        {"region", region},
        {"k", options.k},
        {"min_score", options.minScore},
        {"limit", options.limit},
        {"fresh", options.fresh},
        {"rejected", options.rejected}};
}

} // namespace refocus::cli
