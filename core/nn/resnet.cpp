#include "nn/resnet.h"

#include <cassert>

namespace refocus::nn {

namespace tnn = torch::nn;

namespace {

tnn::Conv2d makeConv(int in, int out, int kernel, int stride)
{
    return tnn::Conv2d(
        tnn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

// In the precision of x, so that a network with float weights also trains in bfloat16.
torch::Tensor convolve(const tnn::Conv2dImpl &conv, const torch::Tensor &x)
{
    return torch::conv2d(x, conv.weight.to(x.scalar_type()), {}, conv.options.stride(),
                         conv.options.kernel_size()->front() / 2);
}

} // namespace

BottleneckImpl::BottleneckImpl(int in, int inner, int stride)
    : m_conv1(makeConv(in, inner, 1, 1)), m_conv2(makeConv(inner, inner, 3, stride)),
      m_conv3(makeConv(inner, inner * 4, 1, 1)), m_bn1(inner), m_bn2(inner), m_bn3(inner * 4)
{
    register_module("conv1", m_conv1);
    register_module("bn1", m_bn1);
    register_module("conv2", m_conv2);
    register_module("bn2", m_bn2);
    register_module("conv3", m_conv3);
    register_module("bn3", m_bn3);
    if (stride != 1 || in != inner * 4) {
        m_downsample =
            tnn::Sequential(makeConv(in, inner * 4, 1, stride), tnn::BatchNorm2d(inner * 4));
        register_module("downsample", m_downsample);
    }
}

torch::Tensor BottleneckImpl::forward(const torch::Tensor &x)
{
    torch::Tensor shortcut = x;
    if (m_downsample) {
        shortcut = convolve(*m_downsample[0]->as<tnn::Conv2d>(), x);
        shortcut = m_downsample[1]->as<tnn::BatchNorm2d>()->forward(shortcut);
    }
    torch::Tensor y = m_bn1(convolve(*m_conv1, x)).relu_();
    y = m_bn2(convolve(*m_conv2, y)).relu_();
    return m_bn3(convolve(*m_conv3, y)).add_(shortcut).relu_();
}

ResNetImpl::ResNetImpl(const Architecture &architecture)
    : m_architecture(architecture),
      m_conv1(tnn::Conv2dOptions(3, architecture.width, 7).stride(2).padding(3).bias(false)),
      m_bn1(architecture.width), m_fc(architecture.embeddingSize(), architecture.classes)
{
    register_module("conv1", m_conv1);
    register_module("bn1", m_bn1);
    int in = architecture.width;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const int inner = architecture.width << stage;
        tnn::Sequential layer;
        for (int i = 0; i < architecture.stages[stage]; ++i) {
            auto block = std::make_shared<BottleneckImpl>(in, inner, i == 0 && stage > 0 ? 2 : 1);
            m_blocks.push_back(block);
            layer->push_back(Bottleneck(block));
            in = inner * 4;
        }
        register_module("layer" + std::to_string(stage + 1), layer);
    }
    register_module("fc", m_fc);
    for (const auto &module : modules(false))
        if (auto *conv = module->as<tnn::Conv2dImpl>())
            tnn::init::kaiming_normal_(conv->weight, 0, torch::kFanOut, torch::kReLU);
}

torch::Tensor ResNetImpl::stem(const torch::Tensor &x)
{
    return torch::max_pool2d(m_bn1(convolve(*m_conv1, x)).relu_(), 3, 2, 1);
}

torch::Tensor ResNetImpl::blocks(torch::Tensor x, int from, int to)
{
    assert(0 <= from && from <= to && to <= last());
    for (int number = from + 1; number <= to; ++number)
        x = block(number)->forward(x);
    return x;
}

torch::Tensor ResNetImpl::head(const torch::Tensor &x)
{
    return m_fc(x.mean({2, 3}, false, torch::kFloat));
}

const std::shared_ptr<BottleneckImpl> &ResNetImpl::block(int number) const
{
    return m_blocks.at(static_cast<std::size_t>(number - 1));
}

std::vector<std::string> ResNetImpl::tailNames(int from) const
{
    std::vector<std::string> names;
    int number = 0;
    for (int stage = 0; stage < 4; ++stage)
        for (int i = 0; i < m_architecture.stages[static_cast<std::size_t>(stage)]; ++i) {
            if (++number <= from)
                continue;
            const auto prefix = "layer" + std::to_string(stage + 1) + '.' + std::to_string(i) + '.';
            for (const auto &item : block(number)->named_parameters())
                names.push_back(prefix + item.key());
            for (const auto &item : block(number)->named_buffers())
                names.push_back(prefix + item.key());
        }
    names.insert(names.end(), {"fc.weight", "fc.bias"});
    return names;
}

} // namespace refocus::nn
