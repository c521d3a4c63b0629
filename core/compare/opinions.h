// What the query network says about every patch of a sample, whole and at each depth. One thread.
#pragma once

#include "base/progress.h"
#include "compare/depth.h"
#include "compare/sample.h"
#include "compare/wilson.h"

#include <filesystem>
#include <map>

namespace refocus::compare {

// A map after a cut as the store keeps it.
struct MapCost
{
    double bytes = 0;    // A patch, on average.
    double encodeMs = 0; // A patch: what the codec costs at ingest.
};

inline constexpr ClassId kNotAsked = 0xFFFF;

struct Opinions
{
    // answers[d][i]: the likeliest class of patch i of the sample at depth d, or kNotAsked; the
    // first depth is the whole network on pixels, whose answers are taken as the truth.
    std::vector<std::vector<ClassId>> answers;
    std::map<int, MapCost> maps; // By cut.
    // Patches of the store that was written to measure on; their ids are places in what was asked.
    std::vector<PatchId> timingPatches;

    const std::vector<ClassId> &truth() const { return answers.front(); }
};

// pixels[i] is of the patch places[i]. A map goes through the codec of its video before the network
// behind a splice sees it, as in a query. Writes the store for `timed` patches into `folder`, which
// must not exist. Requires: the first depth is none. Throws Error, Cancelled.
Opinions askAll(const Sample &sample, std::span<const std::size_t> places,
                std::span<const cv::Mat> pixels, const nn::ModelPack &pack,
                nn::IngestNetwork &ingest, std::span<const DepthNetwork> depths, std::size_t timed,
                const std::filesystem::path &folder, const Progress &progress = {});

// The share of the judged patches on which the answers are those of the truth.
Share agreement(const Sample &sample, std::span<const ClassId> truth,
                std::span<const ClassId> answers);

} // namespace refocus::compare
