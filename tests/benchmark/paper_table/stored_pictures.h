// Labelled pictures in a video's store, as ingest keeps representatives: pixels and maps.
#pragma once

#include "nn/inference.h"
#include "store/video_snapshot.h"

#include <functional>

namespace refocus::benchmark {

struct LabelledPictures
{
    std::vector<cv::Mat> images; // 8-bit BGR, of the pack's input size.
    std::vector<int> labels;     // Class ids of the pack.
};

// Bytes a patch, on average.
struct MapBytes
{
    double fp32 = 0;           // As values.
    double fp16 = 0, int8 = 0; // As the store keeps them, compressed.
};

struct StoredPictures
{
    std::filesystem::path folder; // Of the video.
    std::vector<nn::Probabilities> ingest;
    std::map<int, MapBytes> maps; // By cut.
    double pixelBytes = 0;        // A patch, compressed.

    store::VideoSnapshot open() const; // Verdicts are not kept.
    static std::vector<PatchId> ids(std::size_t first, std::size_t count);
};

using Indexed = std::vector<nn::IngestNetwork::Result>;

// Runs the ingest network and writes int8 maps after each cut, and pixels, into `folder`, which
// must not exist; picture i is patch i. onBatch gets the first patch and the results of a batch,
// maps as the network gave them. Throws Error.
StoredPictures storePictures(const std::filesystem::path &folder, const nn::ModelPack &pack,
                             const nn::Backend &backend, std::span<const cv::Mat> images,
                             std::span<const int> cuts,
                             const std::function<void(std::size_t, const Indexed &)> &onBatch = {});

// i of each splice, rising, each once.
std::vector<int> cutsOf(std::span<const nn::Splice> splices);

} // namespace refocus::benchmark
