#include "measures.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace refocus::benchmark {

std::vector<Span> unionOf(std::vector<Span> spans)
{
    std::ranges::sort(spans, {}, &Span::begin);
    std::vector<Span> joined;
    for (const Span &span : spans) {
        if (!joined.empty() && span.begin <= joined.back().end)
            joined.back().end = std::max(joined.back().end, span.end);
        else
            joined.push_back(span);
    }
    return joined;
}

double lengthOf(std::span<const Span> joined)
{
    return std::accumulate(joined.begin(), joined.end(), 0.0,
                           [](double sum, const Span &s) { return sum + s.end - s.begin; });
}

double commonLength(const Span &span, std::span<const Span> joined)
{
    double common = 0;
    for (const Span &other : joined)
        common += std::max(0.0, std::min(span.end, other.end) - std::max(span.begin, other.begin));
    return common;
}

BoxScore scoreBoxes(std::span<const store::PatchRecord> patches, const BoxesByFrame &truth,
                    FrameIndex first, FrameIndex last, double minIou, int minArea)
{
    struct Pair
    {
        double iou = 0;
        std::size_t truth = 0, patch = 0;
    };
    std::map<FrameIndex, std::vector<cv::Rect>> found;
    BoxScore score;
    for (const store::PatchRecord &patch : patches) {
        if (patch.frame < first || patch.frame > last)
            continue;
        found[patch.frame].push_back(patch.box);
        ++score.patches;
    }
    for (const auto &[frame, boxes] : truth) {
        if (frame < first || frame > last)
            continue;
        std::vector<Pair> pairs;
        const auto &mine = found[frame];
        for (std::size_t t = 0; t < boxes.size(); ++t) {
            score.wanted += boxes[t].area >= minArea;
            for (std::size_t p = 0; p < mine.size(); ++p) {
                const double common = (boxes[t].box & mine[p]).area();
                const double iou = common / (boxes[t].box.area() + mine[p].area() - common);
                if (iou >= minIou)
                    pairs.push_back({iou, t, p});
            }
        }
        std::ranges::stable_sort(pairs, std::ranges::greater{}, &Pair::iou);
        std::set<std::size_t> usedTruth, usedPatch;
        for (const Pair &pair : pairs) {
            if (usedTruth.contains(pair.truth) || usedPatch.contains(pair.patch))
                continue;
            usedTruth.insert(pair.truth);
            usedPatch.insert(pair.patch);
            score.found += boxes[pair.truth].area >= minArea;
            ++score.right;
        }
    }
    return score;
}

double largestBoxShare(std::span<const store::PatchRecord> patches, const store::VideoMeta &meta)
{
    int largest = 0;
    for (const store::PatchRecord &patch : patches)
        largest = std::max(largest, patch.box.area());
    return double(largest) / (double(meta.width) * meta.height);
}

double clustersPerTrack(std::span<const store::PatchRecord> patches)
{
    std::map<TrackId, std::set<ClusterId>> clusters;
    for (const store::PatchRecord &patch : patches)
        clusters[patch.track].insert(patch.cluster);
    double sum = 0;
    for (const auto &track : clusters)
        sum += static_cast<double>(track.second.size());
    return clusters.empty() ? 0 : sum / static_cast<double>(clusters.size());
}

} // namespace refocus::benchmark
