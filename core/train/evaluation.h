// How often a network is right. Includes LibTorch.
#pragma once

#include "train/dataset.h"

#include <torch/types.h>

#include <functional>

namespace refocus::train {

struct Normalisation;

struct Evaluation
{
    std::size_t pictures = 0;
    double top1 = 0, top3 = 0;
    std::vector<std::vector<int>> confusion; // [true class][predicted class]
    double recall(std::size_t classId) const;
};

// Of pictures that are only resized. All zero where there are none.
Evaluation evaluate(const std::function<torch::Tensor(const torch::Tensor &)> &forward,
                    const Samples &samples, std::size_t classes, const Normalisation &normalisation,
                    bool bfloat16 = false);

} // namespace refocus::train
