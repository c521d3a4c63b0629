// The state dict of a published ResNet, as torchvision and timm save it: which network it is, and
// whether it is whole. Thread-safe. Includes LibTorch's types.
#pragma once

#include "nn/architecture.h"
#include "nn/safetensors.h"

namespace refocus::nn {

struct StateDict
{
    Architecture architecture; // Stages, width and classes as the tensors' shapes have them.
    TensorMap tensors;         // By torchvision's names, in the file's precision.
};

// Reads a safetensors file. A common prefix of all names ("module.", "model.") and
// num_batches_tracked are dropped. Throws Error naming the tensor where the file is no bottleneck
// ResNet (basic blocks, wide or grouped convolutions, another network), lacks one, has one too
// many, or holds values that are no numbers.
StateDict readStateDict(const std::filesystem::path &file);

} // namespace refocus::nn
