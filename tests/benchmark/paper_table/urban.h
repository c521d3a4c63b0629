// The patches of the paper: splits of them as folders, and networks trained on these.
#pragma once

#include "base/progress.h"
#include "nn/model_pack.h"

#include <opencv2/core/mat.hpp>

namespace refocus::benchmark {

enum class UrbanSplit { Random, ByTime };

struct UrbanOptions
{
    std::filesystem::path tar;  // urban-tracker-patches.tar
    std::filesystem::path work; // Splits, checkpoints and packs are kept here, and used again.
    std::filesystem::path from; // The pack whose weights training begins with.
    std::vector<nn::Splice> splices;
    std::uint64_t splitSeed = 1, trainSeed = 1;
    int fold = 1;       // Of the random split.
    int inputSize = 64; // Side of a picture in pixels; they are kept at 224.
    int epochs = 60, tailEpochs = 10;
    double rate = 0.05; // Highest learning rate.
    double cutMix = 0;  // Share of pictures with a piece of another, whole networks.
    int threads = 0;
};

// "urban-random", of other folds "urban-random-fold-2"; "urban-time"
std::string nameOf(UrbanSplit split, int fold);

// {train,test}/<class>/<picture>. Written once for a seed and fold; throws Error where the tar is
// not what it should be.
std::filesystem::path writeSplit(UrbanSplit split, const UrbanOptions &options);

// Trains both networks apart, as in the paper, and a tail for each splice on the frozen ingest
// prefix; once for a seed and fold, and goes on where an earlier run was stopped. Throws Error and
// Cancelled.
nn::ModelPack urbanPack(UrbanSplit split, const UrbanOptions &options, const Progress &progress);

// Where the pack of a seed and fold is, or will be.
std::filesystem::path packFolder(UrbanSplit split, const UrbanOptions &options);

// Some of the patches, 224x224, as they are.
std::vector<cv::Mat> urbanPictures(const std::filesystem::path &tar, std::size_t count);

} // namespace refocus::benchmark
