#include "train/held_out.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <set>

namespace refocus::train {

namespace {

// splitmix64's finisher: an order of groups that a seed decides.
std::uint64_t scattered(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111eb;
    return value ^ (value >> 31U);
}

// The probability of `least` or more heads in n throws.
double atLeast(std::size_t least, std::size_t n)
{
    double sum = 0;
    const double all = std::lgamma(static_cast<double>(n) + 1);
    for (std::size_t k = least; k <= n; ++k)
        sum += std::exp(all - std::lgamma(static_cast<double>(k) + 1) -
                        std::lgamma(static_cast<double>(n - k) + 1) -
                        static_cast<double>(n) * std::log(2.0));
    return std::min(sum, 1.0);
}

} // namespace

std::vector<int> foldsOf(std::span<const CaseSample> samples, std::size_t classes, int folds,
                         std::uint64_t seed)
{
    struct Group
    {
        std::map<std::size_t, std::size_t> strata; // Samples in each.
        std::size_t size = 0;
        std::uint64_t order = 0;
    };
    std::map<std::size_t, Group> groups;
    for (const CaseSample &sample : samples) {
        Group &group = groups[sample.group];
        ++group.strata[sample.stratum(classes)];
        ++group.size;
        group.order = scattered(seed ^ scattered(sample.group));
    }
    // Largest first, each to the fold that has fewest of its samples' strata, then fewest at all.
    std::vector<std::pair<std::size_t, const Group *>> ordered;
    for (const auto &[number, group] : groups)
        ordered.emplace_back(number, &group);
    std::ranges::sort(ordered, [](const auto &a, const auto &b) {
        return std::pair(b.second->size, a.second->order) <
               std::pair(a.second->size, b.second->order);
    });
    std::vector<std::map<std::size_t, std::size_t>> held(static_cast<std::size_t>(folds));
    std::vector<std::size_t> sizes(held.size());
    std::map<std::size_t, int> foldOf;
    for (const auto &[number, group] : ordered) {
        std::pair best{SIZE_MAX, SIZE_MAX};
        std::size_t chosen = 0;
        for (std::size_t fold = 0; fold < held.size(); ++fold) {
            std::size_t same = 0;
            for (const auto &[stratum, count] : group->strata)
                same += held[fold][stratum] * count;
            if (std::pair(same, sizes[fold]) < best) {
                best = {same, sizes[fold]};
                chosen = fold;
            }
        }
        for (const auto &[stratum, count] : group->strata)
            held[chosen][stratum] += count;
        sizes[chosen] += group->size;
        foldOf[number] = static_cast<int>(chosen);
    }
    std::vector<int> result;
    for (const CaseSample &sample : samples)
        result.push_back(foldOf.at(sample.group));
    return result;
}

int foldWithMostGroups(std::span<const CaseSample> samples, std::span<const int> folds)
{
    assert(!samples.empty() && samples.size() == folds.size());
    std::map<int, std::set<std::size_t>> groups; // Of each fold.
    for (std::size_t i = 0; i < samples.size(); ++i)
        groups[folds[i]].insert(samples[i].group);
    return std::ranges::max_element(groups, {}, [](const auto &fold) { return fold.second.size(); })
        ->first;
}

Comparison compareAnswers(const std::vector<bool> &before, const std::vector<bool> &after,
                          std::span<const std::size_t> group)
{
    assert(before.size() == after.size() && after.size() == group.size());
    Comparison result;
    result.labels = before.size();
    if (before.empty())
        return result;
    struct Sum
    {
        double change = 0, labels = 0;
    };
    std::map<std::size_t, Sum> sums;
    std::size_t rightBefore = 0, rightAfter = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        rightBefore += before[i];
        rightAfter += after[i];
        result.fixed += !before[i] && after[i];
        result.broken += before[i] && !after[i];
        Sum &sum = sums[group[i]];
        sum.change += static_cast<int>(after[i]) - static_cast<int>(before[i]);
        ++sum.labels;
    }
    const double n = static_cast<double>(before.size());
    const double g = static_cast<double>(sums.size());
    result.groups = sums.size();
    result.before = static_cast<double>(rightBefore) / n;
    result.after = static_cast<double>(rightAfter) / n;
    const double change = result.after - result.before;
    double squares = 0;
    std::size_t up = 0, down = 0;
    for (const auto &[number, sum] : sums) {
        squares += std::pow(sum.change - change * sum.labels, 2);
        up += sum.change > 0;
        down += sum.change < 0;
    }
    const double half = g > 1 ? 1.96 * std::sqrt(g / (g - 1) * squares) / n : 1;
    result.low = std::max(change - half, -1.0);
    result.high = std::min(change + half, 1.0);
    result.pBetter = atLeast(up, up + down);
    result.pWorse = atLeast(down, up + down);
    return result;
}

} // namespace refocus::train
