#include "tune_advice.h"

#include <algorithm>
#include <cstdio>

namespace refocus::cli {

namespace {

// A word as a shell takes it.
std::string quoted(const std::string &text)
{
    if (!text.empty() &&
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789/._-+:@%") == std::string::npos)
        return text;
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + '\'';
}

std::string distanceText(float threshold)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", static_cast<double>(threshold));
    return text;
}

} // namespace

Advice adviceFor(const compare::TuneResult &result, const compare::OperatingPoint &point,
                 const std::string &caseFolder, const std::string &model)
{
    const compare::TunedDepth &depth = result.depths[point.depth];
    const bool fixedClusters = !result.sample.storedGroups.empty();
    const bool sameClusters = fixedClusters || point.threshold == result.currentThreshold;
    const bool mapsKept = !depth.depth || std::ranges::find(result.cutsKept, depth.depth->from) !=
                                              result.cutsKept.end();
    const std::string pack = model.empty() ? "" : " --model " + quoted(model);

    Advice advice;
    advice.ingestAgain = !sameClusters || !mapsKept;
    const std::string newCase = advice.ingestAgain ? "NEW.case" : quoted(caseFolder);
    advice.query = "refocus-cli query --case " + newCase + pack + " --class NAME --k " +
                   std::to_string(point.k) + " --reuse " + compare::nameOf(depth.depth);
    if (!advice.ingestAgain) {
        advice.switching = "the case can stay as it is; verdicts of another splice are not reused";
        return advice;
    }
    advice.ingest = "refocus-cli ingest --case NEW.case" + pack;
    if (!fixedClusters)
        advice.ingest += " --cluster-distance " + distanceText(point.threshold);
    if (depth.depth)
        advice.ingest += " --splices " + depth.depth->name() + " --codec " +
                         std::string(store::codecName(result.sample.videos.front().codec));
    else
        advice.ingest += " --maps none";
    advice.ingest += " VIDEO...";
    advice.switching =
        sameClusters
            ? "the maps after block " + std::to_string(depth.depth->from) +
                  " are not kept: ingest again into a new case; without that the query works too, "
                  "but runs the ingest network's blocks on the stored pixels and saves little"
            : "another cluster distance makes other clusters: ingest again into a new case (a "
              "person's decisions stay behind)";
    return advice;
}

} // namespace refocus::cli
