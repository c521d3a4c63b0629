// What `tune` prints: a table and sentences for people, a document for scripts.
#pragma once

#include "compare/tune.h"

#include <nlohmann/json_fwd.hpp>

#include <iosfwd>
#include <string>

namespace refocus::cli {

// Where the figures were taken.
struct TuneSetting
{
    std::string caseFolder, model; // Model as given on the command line; empty: the default one.
    const nn::PackManifest &pack;
    const nn::Backend &backend;
    const compare::TuneOptions &options;
};

// The Pareto set, the current setting and what is recommended; all points with `all`.
void printTuning(std::ostream &out, const compare::TuneResult &result, const TuneSetting &setting,
                 bool all);

nlohmann::json toJson(const compare::TuneResult &result, const TuneSetting &setting);

} // namespace refocus::cli
