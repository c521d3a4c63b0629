// From a recommended operating point to the commands that use it, and what changing to it costs.
#pragma once

#include "compare/tune.h"

#include <string>
#include <vector>

namespace refocus::cli {

struct Advice
{
    std::string query;  // "refocus-cli query --case C --class NAME --k 3 --reuse 7"
    std::string ingest; // "refocus-cli ingest ..."; empty where the case need not be made again.
    bool ingestAgain = false;
    std::string switching; // A sentence: what has to be done first.
};

// `model`: as given on the command line, empty for the default pack.
Advice adviceFor(const compare::TuneResult &result, const compare::OperatingPoint &point,
                 const std::string &caseFolder, const std::string &model);

} // namespace refocus::cli
