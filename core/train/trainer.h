// One training: SGD with Nesterov momentum under a one-cycle schedule (Smith 2018), label
// smoothing, optional distillation, checkpoints. Runs on the caller's thread and one that prepares
// batches. Includes LibTorch.
#pragma once

#include "base/progress.h"
#include "train/dataset.h"

#include <torch/torch.h>

#include <filesystem>
#include <functional>

namespace refocus::train {

struct Schedule
{
    int epochs = 40;
    int batch = 64;
    double peakRate = 0.2;
    double weightDecay = 5e-4;
    double labelSmoothing = 0.1;
    double distillation = 0; // Share of the teacher's soft labels in the loss, 0 to 1.
    std::uint64_t seed = 1;
    int threads = 0; // 0: as many as the machine has.
    bool bfloat16 = false;
};

// What is trained. The module holds everything that learns or is saved; `forward` takes pictures
// [N,3,S,S] to logits [N,classes] and may run frozen parts first.
struct Trainee
{
    std::string name; // "ingest": of its checkpoint and its rows in the log.
    torch::nn::Module *module = nullptr;
    std::vector<torch::Tensor> parameters;
    std::function<torch::Tensor(const torch::Tensor &)> forward;
    std::function<torch::Tensor(const torch::Tensor &)> teacher; // Logits, or empty.
};

struct Normalisation
{
    int inputSize = 64;
    std::array<float, 3> mean{}, deviation{};
};

// Pictures to a channels-last tensor [N,3,S,S], normalised RGB.
torch::Tensor toTensor(std::span<const cv::Mat> images, const Normalisation &normalisation);

// Trains to the end of the schedule, going on from `folder`/<name>.checkpoint where there is one
// of the same schedule. Appends a row an epoch to `folder`/log.csv. Throws Cancelled (the
// checkpoint of the last epoch stays) and Error.
void trainToEnd(const Trainee &trainee, const Dataset &dataset, const Normalisation &normalisation,
                const Schedule &schedule, const std::filesystem::path &folder,
                const Progress &progress);

} // namespace refocus::train
