#include "compare/figures.h"

#include "compare/paired_ratio.h"
#include "compare/pareto.h"
#include "compare/text.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace refocus::compare {

namespace {

// Of a patch, by its place in the list.
using Test = std::function<bool(std::size_t)>;

class Counting
{
public:
    explicit Counting(const Comparison &comparison) : m_comparison(comparison)
    {
        for (const ComparedDepth &depth : comparison.depths)
            m_answered = std::min(m_answered, depth.answers.size());
        if (comparison.depths.empty())
            m_answered = 0;
    }

    Figures run()
    {
        Figures figures;
        figures.answered = m_answered;
        for (std::size_t d = 0; d < m_comparison.depths.size(); ++d)
            figures.depths.push_back(depthFigures(d));
        figures.agreement.resize(figures.depths.size());
        for (std::size_t a = 0; a < figures.depths.size(); ++a)
            for (std::size_t b = 0; b < figures.depths.size(); ++b)
                figures.agreement[a].push_back(
                    share([](auto) { return true; },
                          [&](auto i) { return answer(a, i).classId == answer(b, i).classId; }));
        figures.ingestDecided =
            share([this](auto i) { return decided(i); },
                  [this](auto i) { return ingestHit(i) == *subject(i).isWanted; });
        for (DepthFigures &depth : figures.depths)
            depth.gainKept = gainKept(depth, figures);
        markPareto(figures);
        figures.disagreements = disagreements();
        return figures;
    }

private:
    const Subject &subject(std::size_t i) const { return m_comparison.subjects.list[i]; }
    const Answer &answer(std::size_t d, std::size_t i) const
    {
        return m_comparison.depths[d].answers[i];
    }
    bool hit(std::size_t d, std::size_t i) const { return isHit(m_comparison, answer(d, i)); }
    bool decided(std::size_t i) const { return subject(i).isWanted.has_value(); }

    bool ingestHit(std::size_t i) const
    {
        const auto &topK = subject(i).topK;
        return !topK.empty() &&
               std::ranges::find(m_comparison.subjects.classes, topK.front().classId) !=
                   m_comparison.subjects.classes.end();
    }

    // Of the patches that count, those of which `hits` holds.
    Share share(const Test &counts, const Test &hits) const
    {
        Share share;
        std::vector<std::size_t> ofObject(m_comparison.subjects.objects);
        for (std::size_t i = 0; i < m_answered; ++i) {
            if (!counts(i))
                continue;
            ++ofObject[subject(i).object];
            ++share.of;
            share.hits += hits(i);
        }
        share.independent = effectiveCount(ofObject);
        return share;
    }

    Retrieval retrieval(const Test &among, const Test &wanted, const Test &found) const
    {
        return {share([&](auto i) { return among(i) && found(i); }, wanted),
                share([&](auto i) { return among(i) && wanted(i); }, found)};
    }

    DepthFigures depthFigures(std::size_t d) const
    {
        const ComparedDepth &depth = m_comparison.depths[d];
        const auto all = [](std::size_t) { return true; };
        const auto byNone = [this](std::size_t i) { return hit(0, i); };
        const auto byThis = [this, d](std::size_t i) { return hit(d, i); };
        DepthFigures figures;
        figures.name = nameOf(depth.depth) + (depth.retrained ? "" : " un-retrained");
        figures.accuracy =
            share(all, [&](auto i) { return answer(d, i).classId == answer(0, i).classId; });
        figures.retrieval = retrieval(all, byNone, byThis);
        figures.missed = figures.retrieval.recall.of - figures.retrieval.recall.hits;
        figures.added = figures.retrieval.precision.of - figures.retrieval.precision.hits;
        const auto judged = [this](std::size_t i) { return decided(i); };
        const auto wanted = [this](std::size_t i) { return subject(i).isWanted == true; };
        figures.decided = retrieval(judged, wanted, byThis);
        figures.decidedAccuracy =
            share(judged, [&](auto i) { return byThis(i) == *subject(i).isWanted; });
        figures.bytesInCase = depth.bytes * static_cast<double>(m_comparison.subjects.maps);
        addTimes(d, figures);
        addCurves(d, figures);
        return figures;
    }

    void addTimes(std::size_t d, DepthFigures &figures) const
    {
        const ComparedDepth &depth = m_comparison.depths[d];
        std::vector<double> read, decode, infer, total;
        for (const TimedRun &run : depth.runs) {
            if (run.patches == 0)
                continue;
            const auto patches = static_cast<double>(run.patches);
            read.push_back(run.spent.read / patches);
            decode.push_back(run.spent.decode / patches);
            infer.push_back(run.spent.infer / patches);
            total.push_back(run.spent.total() / patches);
        }
        figures.time = {meanSd(read), meanSd(decode), meanSd(infer), meanSd(total)};
        figures.runs = total.size();
        if (total.empty())
            return;
        const PairedRatio ratio = pairedRatio(depth, m_comparison.depths[0]);
        figures.reduction = 1 - ratio.median;
        figures.reductionError = ratio.halfWidth;
        figures.msQuery =
            figures.time.total.mean * static_cast<double>(m_comparison.subjects.candidates);
        if (m_comparison.options.subjects.scope != Scope::Sample) // That is in no query's order.
            figures.msFirst = figures.time.total.mean * patchesUntilTheFirst(d);
    }

    // A query verifies a batch of 8 first and then whole ones, and shows a batch at once.
    double patchesUntilTheFirst(std::size_t d) const
    {
        constexpr std::size_t kFirst = 8;
        std::size_t place = 0;
        while (place < m_answered && !hit(d, place))
            ++place;
        if (place == m_answered)
            return 0;
        const auto &subjects = m_comparison.subjects;
        const std::size_t rank = place * subjects.candidates / subjects.list.size(); // Thinned out.
        const std::size_t shown =
            rank < kFirst ? kFirst
                          : kFirst + ((rank - kFirst) / nn::kLargestBatch + 1) * nn::kLargestBatch;
        return static_cast<double>(std::min(shown, subjects.candidates));
    }

    void addCurves(std::size_t d, DepthFigures &figures) const
    {
        const auto all = [](std::size_t) { return true; };
        const auto byNone = [this](std::size_t i) { return hit(0, i); };
        const auto point = [&](double setting, const Test &found) {
            const Retrieval at = retrieval(all, byNone, found);
            return CurvePoint{setting, at.precision, at.recall};
        };
        const int most = store::kMaxTopK;
        for (int k = 1; k <= most; ++k) {
            figures.overK.push_back(point(k, [&](auto i) {
                return hit(d, i) && subject(i).rank >= 0 && subject(i).rank < k;
            }));
            if (figures.overK.back().recall.hits == figures.retrieval.recall.hits &&
                figures.overK.back().precision.of == figures.retrieval.precision.of)
                break; // A larger K finds no more of these.
        }
        for (int percent = 0; percent < 100; percent += 5)
            figures.overScore.push_back(point(percent / 100.0, [&](auto i) {
                return hit(d, i) && answer(d, i).p >= static_cast<float>(percent) / 100;
            }));
    }

    static std::optional<double> gainKept(const DepthFigures &depth, const Figures &figures)
    {
        if (!figures.ingestDecided.defined())
            return {};
        const double ingest = figures.ingestDecided.value();
        const double gain = figures.depths[0].decidedAccuracy.value() - ingest;
        if (gain <= 0)
            return {};
        return (depth.decidedAccuracy.value() - ingest) / gain;
    }

    static void markPareto(Figures &figures)
    {
        std::vector<std::array<double, 2>> costs;
        for (const DepthFigures &depth : figures.depths)
            costs.push_back({depth.time.total.mean, 1 - depth.accuracy.value()});
        const auto marks = paretoSet<2>(costs);
        for (std::size_t d = 0; d < costs.size(); ++d)
            figures.depths[d].pareto = marks[d];
    }

    std::vector<std::size_t> disagreements() const
    {
        std::vector<std::size_t> hits, classes;
        for (std::size_t i = 0; i < m_answered; ++i) {
            bool otherHit = false, otherClass = false;
            for (std::size_t d = 1; d < m_comparison.depths.size(); ++d) {
                if (!m_comparison.depths[d].retrained)
                    continue;
                otherHit = otherHit || hit(d, i) != hit(0, i);
                otherClass = otherClass || answer(d, i).classId != answer(0, i).classId;
            }
            if (otherHit)
                hits.push_back(i);
            else if (otherClass)
                classes.push_back(i);
        }
        hits.insert(hits.end(), classes.begin(), classes.end());
        return hits;
    }

    const Comparison &m_comparison;
    std::size_t m_answered = SIZE_MAX;
};

std::string intervalText(double low, double high)
{
    return "95 % interval " + number("%.1f", 100 * low) + " to " + number("%.1f %%", 100 * high);
}

} // namespace

double Retrieval::f1() const
{
    const double sum = precision.value() + recall.value();
    return sum > 0 ? 2 * precision.value() * recall.value() / sum : 0;
}

bool isHit(const Comparison &comparison, const Answer &answer)
{
    const auto &classes = comparison.subjects.classes;
    return answer.p >= comparison.options.subjects.question.minScore &&
           std::ranges::find(classes, answer.classId) != classes.end();
}

Figures figuresOf(const Comparison &comparison) { return Counting(comparison).run(); }

std::string sentenceOf(const Comparison &comparison, const Figures &figures, std::size_t depth)
{
    const DepthFigures &of = figures.depths.at(depth);
    const ComparedDepth &compared = comparison.depths.at(depth);
    if (!compared.depth || of.runs == 0)
        return {};
    const nn::Splice &splice = *compared.depth;
    std::string text = std::to_string(splice.from) + (splice.from == 1 ? " block" : " blocks");
    if (splice.to != splice.from)
        text += " (splice " + splice.name() + ")";
    if (!compared.retrained)
        text += ", un-retrained,";
    const double percent = 100 * of.reduction;
    if (of.reductionError > std::abs(of.reduction))
        text += " answers this query about as fast as no reuse";
    else
        text += " answers this query " + number("%.0f %% ", std::abs(percent)) +
                (percent >= 0 ? "faster" : "slower") + " than no reuse";
    const Share &recall = of.retrieval.recall;
    if (recall.defined()) {
        const Interval found = recall.interval();
        text += ", misses " + std::to_string(of.missed) + " of " + std::to_string(recall.of) +
                " (" + intervalText(1 - found.high, 1 - found.low) + ")";
        if (of.added > 0)
            text += ", adds " + std::to_string(of.added);
    } else {
        text += ", and no reuse finds none here";
    }
    return text + ", and keeps " + bytesText(compared.bytes) + " a patch.";
}

} // namespace refocus::compare
