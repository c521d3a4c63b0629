// The whole way from labelled pictures to a model pack: the ingest network, the query network grown
// from it, and a tail for each splice on the frozen ingest prefix (Shen, Dong, He 2018, section 4).
#pragma once

#include "base/progress.h"
#include "nn/model_pack.h"

#include <span>

namespace refocus::train {

struct TrainOptions
{
    std::string name = "street";
    std::vector<std::filesystem::path> data; // Folders or tars; see train/dataset.h.
    int width = 16;
    int inputSize = 64;
    std::vector<nn::Splice> splices{{4, 4}, {7, 7}};
    int ingestEpochs = 40, queryEpochs = 16, tailEpochs = 8;
    int batch = 64;
    double peakRate = 0.2;      // Of the ingest network, which starts from nothing.
    double fineTuneRate = 0.08; // Of the query network and the tails, which do not.
    double distillation = 0.5;  // Share of the query network's logits in a tail's loss.
    std::uint64_t seed = 1;
    int threads = 0;
    std::string precision = "auto"; // auto, fp32, bf16
    std::string provenanceJson = "{}";
};

// Trains into `folder`, which holds checkpoints and log.csv while it lasts, and the finished pack
// afterwards. Goes on where an earlier run was stopped. Throws Error and Cancelled.
nn::ModelPack trainPack(const TrainOptions &options, const std::filesystem::path &folder,
                        const Progress &progress = {});

} // namespace refocus::train
