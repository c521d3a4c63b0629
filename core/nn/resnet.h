// A bottleneck ResNet v1.5 for training: torchvision's layout and parameter names
// ("layer1.0.conv1.weight"), so that published state dicts load as they are (He et al. 2015;
// the stride of a stage sits in its first 3x3 convolution). Not thread-safe.
// For answering queries use nn/inference.h, which is folded and faster.
#pragma once

#include "nn/architecture.h"

#include <torch/torch.h>

namespace refocus::nn {

class BottleneckImpl : public torch::nn::Module
{
public:
    BottleneckImpl(int in, int inner, int stride);
    torch::Tensor forward(const torch::Tensor &x);

private:
    torch::nn::Conv2d m_conv1, m_conv2, m_conv3;
    torch::nn::BatchNorm2d m_bn1, m_bn2, m_bn3;
    torch::nn::Sequential m_downsample{nullptr};
};
TORCH_MODULE(Bottleneck);

class ResNetImpl : public torch::nn::Module
{
public:
    explicit ResNetImpl(const Architecture &architecture);

    const Architecture &architecture() const { return m_architecture; }
    // Pictures [N,3,H,W], normalised, float or bfloat16, to logits [N,classes] in float.
    torch::Tensor forward(const torch::Tensor &x) { return head(blocks(stem(x), 0, last())); }
    torch::Tensor stem(const torch::Tensor &x);
    // Runs blocks from+1 to `to` on the map after block `from`.
    torch::Tensor blocks(torch::Tensor x, int from, int to);
    // The map after the last block to logits [N,classes] in float.
    torch::Tensor head(const torch::Tensor &x);
    int last() const { return m_architecture.blockCount(); }
    // Block 1 is the first.
    const std::shared_ptr<BottleneckImpl> &block(int number) const;
    // The names of the parameters and buffers behind block `from`, the head included.
    std::vector<std::string> tailNames(int from) const;

private:
    Architecture m_architecture;
    torch::nn::Conv2d m_conv1;
    torch::nn::BatchNorm2d m_bn1;
    std::vector<std::shared_ptr<BottleneckImpl>> m_blocks;
    torch::nn::Linear m_fc;
};
TORCH_MODULE(ResNet);

} // namespace refocus::nn
