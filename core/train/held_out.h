// Labels that a network did not learn from, and what they say about it. Pure functions.
#pragma once

#include "train/case_labels.h"

#include <span>

namespace refocus::train {

// The fold of each sample, 0 to folds - 1. A group is never split; the strata are spread evenly.
// The same seed gives the same folds.
std::vector<int> foldsOf(std::span<const CaseSample> samples, std::size_t classes, int folds,
                         std::uint64_t seed);

// The fold with the most groups, the first of several: what to hold out where only one is. Not the
// one with the most samples, which may be of a single group and prove nothing. Requires: a sample.
int foldWithMostGroups(std::span<const CaseSample> samples, std::span<const int> folds);

// Two networks on the same held-out labels.
struct Comparison
{
    std::size_t labels = 0, groups = 0;
    std::size_t fixed = 0, broken = 0; // Wrong before and right after; the other way round.
    double before = 0, after = 0;      // Share of the labels that is right.
    // 95 % interval of after - before, the samples of a group taken together (cluster-robust
    // variance, Liang and Zeger 1986).
    double low = 0, high = 0;
    // Exact one-sided sign test over groups (McNemar's, for one sample a group): the probability
    // of so many groups better, or worse, by chance alone.
    double pBetter = 1, pWorse = 1;

    bool better() const { return pBetter < 0.05; }
    bool worse() const { return pWorse < 0.05; }
};

// before[i], after[i]: whether sample i is answered rightly; group[i]: its group.
Comparison compareAnswers(const std::vector<bool> &before, const std::vector<bool> &after,
                          std::span<const std::size_t> group);

} // namespace refocus::train
