// What a comparison shows: shares with their intervals, times, curves and where depths disagree.
// Pure functions; any thread.
#pragma once

#include "compare/comparison.h"
#include "compare/mean_sd.h"
#include "compare/wilson.h"

#include <optional>
#include <string>
#include <vector>

namespace refocus::compare {

// Of the patches that are of a class asked for.
struct Retrieval
{
    Share precision, recall;
    double f1() const; // 0 where nothing was found.
};

// One setting of K or of the least score, and what it finds.
struct CurvePoint
{
    double setting = 0;
    Share precision, recall;
};

// Milliseconds a patch over the runs, the unfinished one included.
struct PatchTime
{
    MeanSd read, decode, infer, total;
};

struct DepthFigures
{
    std::string name; // "none", "7-11", "7-11 un-retrained"
    PatchTime time;
    std::size_t runs = 0;
    // Of the time, against none: 1 - the median of the batches' ratios (compare/paired_ratio.h);
    // negative where it is slower.
    double reduction = 0;
    double reductionError = 0; // Half of its 95 % interval; infinite before the second run.
    double msFirst = 0;        // Expected until the first sighting; 0: none is found, or a sample.
    double msQuery = 0;        // Expected for all candidates of the question.
    double bytesInCase = 0;    // Of all maps at this cut, kept or as they would be.
    // Against the whole network on pixels.
    Share accuracy;      // The likeliest class is the same.
    Retrieval retrieval; // It is of a class asked for, with the least score asked for.
    std::size_t missed = 0, added = 0; // Of these, as patches.
    // Against what a person decided, on the patches about which something was.
    Share decidedAccuracy; // Right about whether it is of a class asked for.
    Retrieval decided;
    // (its accuracy - the ingest network's) / (none's - the ingest network's) on the decisions;
    // none where none gains nothing there.
    std::optional<double> gainKept;
    bool pareto = false; // No other depth is both faster and nearer to none's answers.
    std::vector<CurvePoint> overK, overScore; // Against none's answers.
};

struct Figures
{
    std::size_t answered = 0; // Patches that every depth has answered.
    std::vector<DepthFigures> depths;
    std::vector<std::vector<Share>> agreement; // Of each depth with each.
    Share ingestDecided; // Of the ingest network's likeliest class, on the decisions.
    // Places in the list of subjects on which retrained depths name different classes, or one of
    // them is a hit and another is not; the latter first.
    std::vector<std::size_t> disagreements;
};

// Of what there is so far.
Figures figuresOf(const Comparison &comparison);

// Whether an answer is a hit of the question.
bool isHit(const Comparison &comparison, const Answer &answer);

// What the comparison says about a depth, for a person: "7 blocks answers this query 21 % faster
// than no reuse, ...". Empty for none, and before there are times.
std::string sentenceOf(const Comparison &comparison, const Figures &figures, std::size_t depth);

} // namespace refocus::compare
