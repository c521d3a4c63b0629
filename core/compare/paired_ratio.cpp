#include "compare/paired_ratio.h"

#include "compare/mean_sd.h"

#include <algorithm>
#include <numbers>

namespace refocus::compare {

namespace {

// Requires: sorted, not empty.
double medianOf(const std::vector<double> &values)
{
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// Requires: sorted.
double halfWidthOfMedian(const std::vector<double> &values)
{
    constexpr std::size_t kFewest = 6; // For 95 % from the order alone.
    const auto count = static_cast<double>(values.size());
    if (values.size() < kFewest) {
        // The median of three and more normal values strays up to sqrt(pi / 2) as far as their
        // mean.
        const double asMedian = values.size() < 3 ? 1 : std::sqrt(std::numbers::pi / 2);
        return asMedian * halfWidth(meanSd(values), values.size());
    }
    // The sign test's interval: the k-th value from either end, k by the binomial distribution's
    // normal approximation, rounded to the wider side.
    constexpr double kZ = 1.96;
    const auto k = static_cast<std::size_t>(std::max(1.0, (count - kZ * std::sqrt(count)) / 2));
    const double middle = medianOf(values);
    return std::max(middle - values[k - 1], values[values.size() - k] - middle);
}

} // namespace

PairedRatio pairedRatio(const ComparedDepth &of, const ComparedDepth &to)
{
    std::vector<double> all, ofRuns;
    for (std::size_t r = 0; r < std::min(of.runs.size(), to.runs.size()); ++r) {
        const auto &batches = of.runs[r].batches, &others = to.runs[r].batches;
        std::vector<double> run;
        for (std::size_t b = 0; b < std::min(batches.size(), others.size()); ++b)
            run.push_back(batches[b] / std::max(others[b], 1e-9));
        if (run.empty())
            continue;
        std::ranges::sort(run);
        ofRuns.push_back(medianOf(run));
        all.insert(all.end(), run.begin(), run.end());
    }
    if (all.empty())
        return {1, std::numeric_limits<double>::infinity()};
    std::ranges::sort(all);
    return {medianOf(all),
            std::max(halfWidthOfMedian(all), halfWidth(meanSd(ofRuns), ofRuns.size()))};
}

} // namespace refocus::compare
