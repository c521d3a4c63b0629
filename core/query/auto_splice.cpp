#include "query/auto_splice.h"

#include <nlohmann/json.hpp>

namespace refocus::query {

std::optional<nn::Splice> autoSplice(const nn::PackManifest &pack,
                                     const std::function<bool(int cut)> &mapsAreKept)
{
    const auto metrics = nlohmann::json::parse(pack.metricsJson, nullptr, false);
    double wanted = -1;
    if (metrics.is_object() && metrics.contains("query"))
        wanted = metrics["query"].value("top1", -1.0) - 0.005;
    std::optional<nn::Splice> best;
    for (const nn::Tail &tail : pack.tails)
        if (tail.retrained && mapsAreKept(tail.splice.from) && tail.accuracy >= wanted &&
            (!best || tail.splice.to > best->to))
            best = tail.splice;
    return best;
}

} // namespace refocus::query
