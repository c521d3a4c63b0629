// Networks as inference runs them: batch norm folded into the convolutions, channels-last memory.
// Includes LibTorch; inside core/nn only.
#pragma once

#include "base/progress.h"
#include "nn/architecture.h"
#include "nn/safetensors.h"

#include <torch/types.h>

#include <filesystem>

namespace refocus::nn {

struct FoldedConv
{
    torch::Tensor weight, bias;
    int stride = 1, padding = 0;

    FoldedConv in(torch::Device device, torch::ScalarType type) const;
    torch::Tensor operator()(const torch::Tensor &x) const;
};

struct FoldedBlock
{
    FoldedConv conv1, conv2, conv3;
    std::optional<FoldedConv> downsample;
    torch::Tensor operator()(const torch::Tensor &x) const;
};

// A part of a network: the stem or nothing, some blocks, the head or nothing.
class FoldedNetwork
{
public:
    // From the tensors of a state dict, whose names and shapes are checked: blocks from+1 to `to`,
    // with the stem where from is 0. Throws Error naming the file and the tensor.
    static FoldedNetwork part(const TensorMap &tensors, const Architecture &architecture, int from,
                              int to, torch::Device device, torch::ScalarType type,
                              const std::filesystem::path &file);
    void addHead(const TensorMap &tensors, const Architecture &architecture, torch::Device device,
                 const std::filesystem::path &file);
    void append(FoldedNetwork other); // Its blocks and head go behind this one's.

    // Runs `count` blocks from `first` on (0: the first it has); asks behind each whether to go on.
    // Throws Cancelled.
    torch::Tensor run(torch::Tensor x, std::size_t first, std::size_t count,
                      const Progress &progress) const;
    torch::Tensor stem(const torch::Tensor &x) const;
    std::size_t blockCount() const { return m_blocks.size(); }
    // The last map to the embedding [N,E], float.
    torch::Tensor pooled(const torch::Tensor &x) const;
    // The embedding to class probabilities [N,classes], float.
    torch::Tensor classify(const torch::Tensor &embedding) const;

private:
    std::optional<FoldedConv> m_stem;
    std::vector<FoldedBlock> m_blocks;
    torch::Tensor m_fcWeight, m_fcBias;
};

} // namespace refocus::nn
