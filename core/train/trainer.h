// One training: SGD with Nesterov momentum under a one-cycle schedule (Smith 2018), label
// smoothing, CutMix, checkpoints. Runs on the caller's thread and one that prepares batches.
// Includes LibTorch.
#pragma once

#include "base/progress.h"
#include "train/dataset.h"

#include <torch/torch.h>

#include <filesystem>
#include <functional>
#include <span>

namespace refocus::train {

struct Schedule
{
    int epochs = 40;
    int batch = 64;
    double peakRate = 0.2;
    double weightDecay = 5e-4;
    double labelSmoothing = 0.1;
    // Share of pictures that get a piece of another at the beginning (CutMix, Yun et al. 2019); it
    // falls evenly to none.
    double cutMix = 0;
    std::uint64_t seed = 1;
    int threads = 0; // 0: as many as the machine has.
    bool bfloat16 = false;
};

// What a step learns from.
struct Learned
{
    torch::Tensor loss;
    torch::Tensor logits; // [N,classes], for the training accuracy.
};

// What is trained. The module holds everything that learns or is saved.
struct Trainee
{
    std::string name; // "ingest": of its checkpoint and its rows in the log.
    torch::nn::Module *module = nullptr;
    std::vector<torch::Tensor> parameters;
    // Pictures [N,3,S,S] to logits [N,classes]; may run frozen parts first.
    std::function<torch::Tensor(const torch::Tensor &)> forward;
    // Pictures and targets [N,classes], whose rows add up to 1, to a loss.
    std::function<Learned(const torch::Tensor &, const torch::Tensor &)> step;
    std::string recipe; // What else must be the same to go on from a checkpoint.
};

// Mean cross-entropy of logits against targets [N,classes].
torch::Tensor crossEntropy(const torch::Tensor &logits, const torch::Tensor &targets);

// Targets [N,classes] with `share` of a teacher's answers, given as logits, in place of theirs.
torch::Tensor blended(const torch::Tensor &targets, const torch::Tensor &teacher, double share);

// Mean cross-entropy with `share` of it against a teacher's answers (Hinton et al. 2015,
// temperature 1).
torch::Tensor distilled(const torch::Tensor &logits, const torch::Tensor &targets,
                        const torch::Tensor &teacher, double share);

struct Normalisation
{
    int inputSize = 64;
    std::array<float, 3> mean{}, deviation{};
};

// Pictures to a channels-last tensor [N,3,S,S], normalised RGB.
torch::Tensor toTensor(std::span<const cv::Mat> images, const Normalisation &normalisation);

// Trains to the end of the schedule, going on from `folder`/<name>.checkpoint where there is one
// of the same schedule and recipe. Appends a row an epoch to `folder`/log.csv. Throws Cancelled
// (the checkpoint of the last epoch stays) and Error.
void trainToEnd(const Trainee &trainee, const Dataset &dataset, const Normalisation &normalisation,
                const Schedule &schedule, const std::filesystem::path &folder,
                const Progress &progress);

} // namespace refocus::train
