// What the trainings of one pack have in common: the pictures, the settings, the folder for
// checkpoints and the log, and what was measured. Includes LibTorch.
#pragma once

#include "train/evaluation.h"
#include "train/trainer.h"

#include <nlohmann/json.hpp>

namespace refocus::train {

using Forward = std::function<torch::Tensor(const torch::Tensor &)>;

// Settings that all trainings of a pack share; sets LibTorch's thread count. Precision: auto, fp32
// or bf16.
Schedule baseSchedule(int batch, std::uint64_t seed, int threads, const std::string &precision);

// The side to which pictures are shrunk in memory: augmentation crops from a larger picture.
int storedSide(int inputSize);

class TrainingSession
{
public:
    TrainingSession(Dataset pictures, const Normalisation &size, const Schedule &base,
                    std::filesystem::path where, const Progress &report);

    // Trains to the end of this schedule, then measures. Throws Error, Cancelled.
    void finish(Trainee trainee, const Schedule &its);
    // On the test split, or val where there is no test; nothing where there is neither.
    void measure(const std::string &name, const Forward &forward);
    // Share of pictures that the network of this name gets right; negative where not measured.
    double accuracy(const std::string &name) const;

    const Dataset dataset;
    const Normalisation normalisation;
    const Schedule schedule; // Epochs and rate are each training's own.
    const std::filesystem::path folder;
    const Progress &progress;
    // What must be the same beside a training's own to go on from its checkpoint. Begins with the
    // pictures, their size and the precision.
    std::string recipe;
    nlohmann::json metrics = nlohmann::json::object();
};

} // namespace refocus::train
