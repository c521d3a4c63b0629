// The options that `query` and `export` share.
#pragma once

#include "query/query.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <vector>

namespace refocus::cli {

struct QueryArguments
{
    std::string caseFolder;
    query::QueryOptions options; // Complete once the command line was parsed.
    nn::InferenceOptions inference;
    std::string model; // Empty: the default pack, see default_pack.h.
};

// Adds --case, --class, --reuse, --from, --to, --video, --region, --k, --min-score, --limit,
// --fresh,
// --device, --precision, --threads and --model. A value that cannot be read is an error of the
// command line.
std::shared_ptr<QueryArguments> addQueryOptions(CLI::App &command);

// The parameters as they go into an export's manifest.
nlohmann::json toJson(const QueryArguments &arguments);

// "83.48", "1:23.48" or "00:01:23.480". Throws Error.
Timestamp parseTime(const std::string &text);
// "x,y;x,y;x,y" and more. Throws Error.
std::vector<cv::Point> parseRegion(const std::string &text);

} // namespace refocus::cli
