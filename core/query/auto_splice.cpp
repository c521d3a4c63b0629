#include "query/auto_splice.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

namespace refocus::query {

using nlohmann::json;

namespace {

constexpr const char *kKind = "advice"; // Of the case's values; the name is the pack's hash.

} // namespace

std::optional<nn::Splice> autoSplice(const nn::PackManifest &pack,
                                     const std::function<bool(int cut)> &mapsAreKept,
                                     const std::optional<Reuse> &advised)
{
    if (advised && advised->kind == Reuse::Kind::None)
        return {};
    if (advised && advised->kind == Reuse::Kind::Splice && mapsAreKept(advised->splice.from))
        return advised->splice;
    const auto metrics = json::parse(pack.metricsJson, nullptr, false);
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

std::optional<Reuse> advisedReuse(const store::Case &of, const nn::ModelPack &pack)
{
    const auto kept = of.value(kKind, pack.hash());
    if (!kept)
        return {};
    const auto advice = json::parse(*kept, nullptr, false);
    if (!advice.is_object() || !advice.contains("reuse") || !advice["reuse"].is_string())
        return {};
    try {
        const Reuse reuse = Reuse::parse(advice["reuse"].get<std::string>());
        if (reuse.kind == Reuse::Kind::Splice)
            pack.tailFor(reuse.splice);
        return reuse.kind == Reuse::Kind::Auto ? std::nullopt : std::optional(reuse);
    } catch (const Error &) {
        return {}; // Of another program's hand; the pack's own rule holds.
    }
}

void keepAdvice(store::Case &in, const nn::ModelPack &pack, const std::optional<nn::Splice> &splice,
                std::string_view detailJson)
{
    json advice = json::parse(detailJson);
    advice["reuse"] = splice ? splice->name() : "none";
    in.putValue(kKind, pack.hash(), advice.dump());
    advice["pack"] = pack.hash();
    in.log("advice", advice.dump());
}

} // namespace refocus::query
