#include "query/auto_splice.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

namespace refocus::query {

using nlohmann::json;

namespace {

constexpr const char *kKind = "advice"; // Of the case's values; the name is the pack's hash.

// Of the whole query network on the test split; negative where not measured.
double queryAccuracy(const nn::PackManifest &pack)
{
    const auto metrics = json::parse(pack.metricsJson, nullptr, false);
    if (!metrics.is_object() || !metrics.contains("query") || !metrics["query"].is_object())
        return -1;
    return metrics["query"].value("top1", -1.0);
}

} // namespace

std::optional<nn::Splice> autoSplice(const nn::PackManifest &pack,
                                     const std::function<bool(int cut)> &mapsAreKept,
                                     const std::optional<Reuse> &advised)
{
    if (advised && advised->kind == Reuse::Kind::None)
        return {};
    if (advised && advised->kind == Reuse::Kind::Splice && mapsAreKept(advised->splice.from))
        return advised->splice;
    const double measured = queryAccuracy(pack);
    const auto keepsAccuracy = [&](const nn::Tail &tail) {
        return measured < 0 ? pack.sharesBlocks(tail) : tail.accuracy >= measured - 0.005;
    };
    std::optional<nn::Splice> best;
    for (const nn::Tail &tail : pack.tails)
        if (tail.retrained && mapsAreKept(tail.splice.from) && keepsAccuracy(tail) &&
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
