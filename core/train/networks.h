// Trainable networks and their weights: to and from files, from one network to another. Includes
// LibTorch.
#pragma once

#include "nn/model_pack.h"
#include "nn/resnet.h"
#include "nn/safetensors.h"

namespace refocus::train {

// Parameters and buffers by torchvision's names.
nn::TensorMap namedTensors(const nn::ResNet &net);

// Those behind block `from`, the head included.
nn::TensorMap tailTensors(const nn::ResNet &net, int from);

// In half precision as packs keep them: it costs no measurable accuracy and halves the pack.
nn::TensorMap halved(nn::TensorMap tensors);

// A network with the file's weights. A tail's file begins at a later block: what lies before it
// stays random and is not to be run. Throws Error where a shape differs or a tensor behind the
// first that is there is missing.
nn::ResNet loadNetwork(const std::filesystem::path &file, const nn::Architecture &architecture);

// Requires: two modules with the same names and shapes.
void copyModule(torch::nn::Module &from, torch::nn::Module &to);

nn::ResNet copyOf(nn::ResNet &net);

// The stem and the blocks 1 to `to`.
void copyBlocks(nn::ResNet &from, nn::ResNet &to, int last);

// The same body, copied, under a random head of so many classes.
nn::ResNet withClasses(nn::ResNet &from, int classes);

// Gives the query network the ingest network's function to start from: each stage begins with the
// ingest network's blocks, and the blocks that it has beyond them begin as the identity (the last
// batch norm's scale is 0). So its first blocks speak the language of the ingest network's maps,
// and what it learns comes on top (Net2Net, Chen et al. 2016; zero-init residual, Goyal et al.).
void growFrom(nn::ResNet &ingest, nn::ResNet &query);

// Convolutions in channels-last memory, in which LibTorch's CPU and CUDA kernels are fastest.
void useChannelsLast(torch::nn::Module &module);

// How many blocks, counted from the first, have the same shape and place in both networks: 7 for
// ResNet-50 and ResNet-152 (conv2_x, and the first half of conv3_x).
int commonBlocks(const nn::Architecture &a, const nn::Architecture &b);

} // namespace refocus::train
