#include "compare/depth_timing.h"

#include "base/error.h"
#include "compare/depth_input.h"
#include "compare/interleaving.h"

#include <algorithm>

namespace refocus::compare {

namespace {

// The values; throws Error naming the patch where one is missing.
template <typename Value>
std::vector<Value> present(std::vector<std::optional<Value>> values,
                           const store::VideoSnapshot &video, std::span<const PatchId> patches,
                           const std::string &what)
{
    std::vector<Value> result;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i])
            throw Error(video.folder(), "patch " + std::to_string(patches[i]) + " has no " + what);
        result.push_back(std::move(*values[i]));
    }
    return result;
}

Milliseconds timed(const DepthNetwork &depth, int threads, const store::VideoSnapshot &video,
                   std::span<const PatchId> patches)
{
    if (!depth.depth)
        return answerPixels(
                   depth, [&] { return present(video.pixels(patches), video, patches, "pixels"); })
            .spent;
    const int cut = depth.depth->from;
    return answerMaps(depth, threads,
                      [&] {
                          return present(video.maps(patches, cut), video, patches,
                                         "map after block " + std::to_string(cut));
                      })
        .spent;
}

} // namespace

std::vector<DepthTime> timeDepths(std::span<const DepthNetwork> depths,
                                  const store::VideoSnapshot &video,
                                  std::span<const PatchId> patches, int threads, int rounds,
                                  const Progress &progress)
{
    struct Rounds
    {
        std::vector<double> read, decode, infer, total, ratio;
    };
    std::vector<Rounds> measured(depths.size());
    const auto count = static_cast<double>(std::max<std::size_t>(patches.size(), 1));
    std::size_t turn = 0; // Batches of all rounds so far.
    for (int round = -1; round < rounds; ++round) {
        std::vector<Milliseconds> sums(depths.size());
        for (std::size_t begin = 0; begin < patches.size(); begin += nn::kLargestBatch, ++turn) {
            const auto batch =
                patches.subspan(begin, std::min(nn::kLargestBatch, patches.size() - begin));
            for (std::size_t i = 0; i < depths.size(); ++i) {
                const std::size_t d = whoseTurn(turn, i, depths.size());
                sums[d] += timed(depths[d], threads, video, batch);
            }
            if (!goOn(progress, {(round + 1 + static_cast<double>(begin) / count) / (rounds + 1),
                                 "timing the depths"}))
                throw Cancelled();
        }
        for (std::size_t d = 0; round >= 0 && d < depths.size(); ++d) {
            measured[d].read.push_back(sums[d].read / count);
            measured[d].decode.push_back(sums[d].decode / count);
            measured[d].infer.push_back(sums[d].infer / count);
            measured[d].total.push_back(sums[d].total() / count);
            measured[d].ratio.push_back(sums[d].total() / std::max(sums[0].total(), 1e-9));
        }
    }
    std::vector<DepthTime> times;
    for (const Rounds &of : measured)
        times.push_back({meanSd(of.read), meanSd(of.decode), meanSd(of.infer), meanSd(of.total),
                         meanSd(of.ratio)});
    return times;
}

} // namespace refocus::compare
