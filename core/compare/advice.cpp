#include "compare/advice.h"

#include "compare/text.h"
#include "query/auto_splice.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace refocus::compare {

namespace {

// It reuses maps, is retrained and finds what none finds; whether it is faster is another matter.
bool mayBeAdvised(const ComparedDepth &compared, const DepthFigures &depth)
{
    return compared.depth && compared.retrained &&
           depth.retrieval.precision.value() >= kAdvisedShare &&
           depth.retrieval.recall.value() >= kAdvisedShare;
}

// The fastest of those that find the same and are clearly faster than none.
std::size_t bestDepth(const Comparison &comparison, const Figures &figures)
{
    std::size_t best = 0;
    for (std::size_t d = 1; d < figures.depths.size(); ++d) {
        const DepthFigures &depth = figures.depths[d];
        if (mayBeAdvised(comparison.depths[d], depth) && depth.reduction > depth.reductionError &&
            depth.time.total.mean < figures.depths[best].time.total.mean)
            best = d;
    }
    return best;
}

// One that finds the same may be faster or not, as far as the runs tell.
bool isUnclear(const Comparison &comparison, const Figures &figures)
{
    for (std::size_t d = 1; d < figures.depths.size(); ++d) {
        const DepthFigures &depth = figures.depths[d];
        if (mayBeAdvised(comparison.depths[d], depth) && depth.reduction + depth.reductionError > 0)
            return true;
    }
    return false;
}

int leastK(const DepthFigures &depth, int asked)
{
    const double wanted = kAdvisedShare * depth.retrieval.recall.value();
    for (const CurvePoint &point : depth.overK)
        if (point.recall.value() >= wanted)
            return static_cast<int>(point.setting);
    return asked;
}

// What a patch costs from a disk whose cache is cold.
double coldMs(const CodecCost &cost, double bytesPerSecond)
{
    return cost.decodeMs + (bytesPerSecond > 0 ? 1000 * cost.bytes / bytesPerSecond : 0);
}

// "7-11", "7-11 and 13-24", "4, 7-11 and 13-24"
std::string listOf(const std::vector<nn::Splice> &splices)
{
    std::string list;
    for (std::size_t i = 0; i < splices.size(); ++i) {
        if (i > 0)
            list += i + 1 < splices.size() ? ", " : " and ";
        list += splices[i].name();
    }
    return list;
}

std::string timeText(double seconds)
{
    return seconds < 120 ? number("%.0f s", std::max(seconds, 1.0))
                         : number("%.0f min", seconds / 60);
}

} // namespace

Advice adviceOf(const Comparison &comparison, const Figures &figures)
{
    Advice advice;
    advice.k = comparison.options.subjects.question.k;
    advice.codec = comparison.codec;
    const Share &found = figures.depths.at(0).retrieval.recall;
    advice.enough = found.of >= kFewestFound;
    if (!advice.enough) {
        advice.sentences.push_back("Too little to advise on: no reuse finds " +
                                   std::to_string(found.of) + " of these patches, and " +
                                   std::to_string(kFewestFound) + " are needed.");
        return advice;
    }
    advice.depth = bestDepth(comparison, figures);
    if (advice.depth == 0 && isUnclear(comparison, figures)) {
        advice.enough = false;
        advice.sentences.push_back(
            "The times vary too much to advise on: whether a depth is faster "
            "than no reuse cannot be told. Compare again, with more runs or "
            "when the machine has less to do.");
        return advice;
    }
    const DepthFigures &best = figures.depths[advice.depth];
    const ComparedDepth &depth = comparison.depths[advice.depth];
    auto &say = advice.sentences;
    if (advice.depth == 0)
        say.push_back("Ask without reuse: no other depth here is clearly faster and finds the "
                      "same to 99 %.");
    else
        say.push_back("Ask with reuse " + best.name + ": " +
                      number("%.0f %% faster", 100 * best.reduction) + ", finds " +
                      std::to_string(best.retrieval.recall.hits) + " of " +
                      std::to_string(best.retrieval.recall.of) + " that no reuse finds, adds " +
                      std::to_string(best.added) + ".");
    if (!comparison.leftOut.empty()) {
        advice.enough = false;
        say.push_back("Reuse auto keeps what it did: it may take " + listOf(comparison.leftOut) +
                      " as well, and this comparison left that out.");
    }
    advice.k = leastK(best, advice.k);
    if (advice.k != comparison.options.subjects.question.k)
        say.push_back("K " + std::to_string(advice.k) + " finds the same of these patches as K " +
                      std::to_string(comparison.options.subjects.question.k) + ".");
    if (!depth.depth)
        return advice;
    const int cut = depth.depth->from;
    if (const auto costs = comparison.codecs.find(cut); costs != comparison.codecs.end()) {
        const auto cheapest = std::ranges::min_element(costs->second, {}, [&](const auto &cost) {
            return coldMs(cost, comparison.diskBytesPerSecond);
        });
        advice.codec = cheapest->codec;
        say.push_back("Codec " + std::string(store::codecName(cheapest->codec)) + ": " +
                      bytesText(cheapest->bytes) + " a patch, " +
                      number("%.2f ms", coldMs(*cheapest, comparison.diskBytesPerSecond)) +
                      " to read from a cold disk and decode" +
                      (cheapest->codec == comparison.codec
                           ? ", as this case keeps them."
                           : "; this case keeps " +
                                 std::string(store::codecName(comparison.codec)) +
                                 ", and answers were measured with that."));
    }
    advice.mapsKept = std::ranges::find(comparison.cutsKept, cut) != comparison.cutsKept.end();
    if (advice.mapsKept) {
        say.push_back("The case keeps these maps: nothing has to be done.");
        return advice;
    }
    advice.bytes = best.bytesInCase;
    advice.deriveSeconds =
        comparison.deriveMs * static_cast<double>(comparison.subjects.maps) / 1000;
    advice.ingestSeconds =
        comparison.deriveMs * static_cast<double>(comparison.subjects.inferred) / 1000;
    say.push_back("The case does not keep these maps. Until it does, asking with this depth works "
                  "from pixels. Ingesting again with this splice would add about " +
                  bytesText(advice.bytes) + " and take about " + timeText(advice.ingestSeconds) +
                  " of network time besides decoding; deriving them for " +
                  std::to_string(comparison.subjects.maps) + " patches takes about " +
                  timeText(advice.deriveSeconds) + ".");
    return advice;
}

void follow(const Advice &advice, const Comparison &comparison, const Figures &figures,
            store::Case &in, const nn::ModelPack &pack)
{
    if (!advice.enough)
        return;
    const DepthFigures &best = figures.depths.at(advice.depth);
    const nlohmann::json detail{{"reduction", best.reduction},
                                {"recall", best.retrieval.recall.value()},
                                {"precision", best.retrieval.precision.value()},
                                {"patches", figures.answered},
                                {"runs", best.runs},
                                {"k", advice.k},
                                {"codec", store::codecName(advice.codec)},
                                {"device", comparison.device},
                                {"precision_type", comparison.precision}};
    query::keepAdvice(in, pack, comparison.depths[advice.depth].depth, detail.dump());
}

} // namespace refocus::compare
