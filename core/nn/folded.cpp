#include "nn/folded.h"

#include "base/error.h"

#include <torch/torch.h>

namespace refocus::nn {

namespace {

constexpr double kEpsilon = 1e-5; // Of torchvision's batch norm.

class Reader
{
public:
    Reader(const TensorMap &tensors, const std::filesystem::path &file)
        : m_tensors(tensors), m_file(file)
    {}

    torch::Tensor tensor(const std::string &name, std::vector<std::int64_t> shape) const
    {
        const auto found = m_tensors.find(name);
        if (found == m_tensors.end())
            throw Error(m_file, "lacks the tensor " + name);
        if (found->second.sizes() != c10::IntArrayRef(shape))
            throw Error(m_file,
                        "the tensor " + name + " has a shape that does not fit the network");
        return found->second.to(torch::kDouble);
    }

    FoldedConv conv(const std::string &convName, const std::string &normName, int in, int out,
                    int kernel, int stride) const
    {
        const auto weight = tensor(convName + ".weight", {out, in, kernel, kernel});
        const auto scale = tensor(normName + ".weight", {out}) /
                           (tensor(normName + ".running_var", {out}) + kEpsilon).sqrt();
        const auto bias =
            tensor(normName + ".bias", {out}) - tensor(normName + ".running_mean", {out}) * scale;
        return {weight * scale.view({-1, 1, 1, 1}), bias, stride, kernel / 2};
    }

private:
    const TensorMap &m_tensors;
    const std::filesystem::path &m_file;
};

} // namespace

FoldedConv FoldedConv::in(torch::Device device, torch::ScalarType type) const
{
    return {weight.to(device, type).contiguous(at::MemoryFormat::ChannelsLast),
            bias.to(device, type), stride, padding};
}

torch::Tensor FoldedConv::operator()(const torch::Tensor &x) const
{
    // oneDNN by name: left to itself LibTorch takes a slow loop for small batches on the CPU.
    if (x.is_cpu() && at::globalContext().userEnabledMkldnn() && at::hasMKLDNN())
        return at::mkldnn_convolution(x, weight, bias, {padding, padding}, {stride, stride}, {1, 1},
                                      1);
    return at::conv2d(x, weight, bias, stride, padding);
}

torch::Tensor FoldedBlock::operator()(const torch::Tensor &x) const
{
    const torch::Tensor shortcut = downsample ? (*downsample)(x) : x;
    return conv3(conv2(conv1(x).relu_()).relu_()).add_(shortcut).relu_();
}

FoldedNetwork FoldedNetwork::part(const TensorMap &tensors, const Architecture &architecture,
                                  int from, int to, torch::Device device, torch::ScalarType type,
                                  const std::filesystem::path &file)
{
    const Reader read(tensors, file);
    FoldedNetwork network;
    if (from == 0)
        network.m_stem = read.conv("conv1", "bn1", 3, architecture.width, 7, 2).in(device, type);
    int number = 0, in = architecture.width;
    for (int stage = 0; stage < 4; ++stage) {
        const int inner = architecture.width << stage, out = inner * 4;
        for (int i = 0; i < architecture.stages[static_cast<std::size_t>(stage)]; ++i) {
            if (++number > from && number <= to) {
                const auto name =
                    "layer" + std::to_string(stage + 1) + '.' + std::to_string(i) + '.';
                const int stride = i == 0 && stage > 0 ? 2 : 1;
                FoldedBlock block{
                    read.conv(name + "conv1", name + "bn1", in, inner, 1, 1).in(device, type),
                    read.conv(name + "conv2", name + "bn2", inner, inner, 3, stride)
                        .in(device, type),
                    read.conv(name + "conv3", name + "bn3", inner, out, 1, 1).in(device, type),
                    {}};
                if (i == 0)
                    block.downsample =
                        read.conv(name + "downsample.0", name + "downsample.1", in, out, 1, stride)
                            .in(device, type);
                network.m_blocks.push_back(std::move(block));
            }
            in = out;
        }
    }
    return network;
}

void FoldedNetwork::addHead(const TensorMap &tensors, const Architecture &architecture,
                            torch::Device device, const std::filesystem::path &file)
{
    const Reader read(tensors, file);
    const int in = architecture.embeddingSize();
    m_fcWeight = read.tensor("fc.weight", {architecture.classes, in}).to(device, torch::kFloat);
    m_fcBias = read.tensor("fc.bias", {architecture.classes}).to(device, torch::kFloat);
}

void FoldedNetwork::append(FoldedNetwork other)
{
    for (FoldedBlock &block : other.m_blocks)
        m_blocks.push_back(std::move(block));
    m_fcWeight = other.m_fcWeight;
    m_fcBias = other.m_fcBias;
}

torch::Tensor FoldedNetwork::stem(const torch::Tensor &x) const
{
    return torch::max_pool2d((*m_stem)(x).relu_(), 3, 2, 1);
}

torch::Tensor FoldedNetwork::run(torch::Tensor x, std::size_t first, std::size_t count,
                                 const Progress &progress) const
{
    for (std::size_t i = first; i < first + count; ++i) {
        x = m_blocks.at(i)(x);
        if (!goOn(progress, {}))
            throw Cancelled();
    }
    return x;
}

torch::Tensor FoldedNetwork::pooled(const torch::Tensor &x) const
{
    return x.mean({2, 3}, false, torch::kFloat);
}

torch::Tensor FoldedNetwork::classify(const torch::Tensor &embedding) const
{
    return torch::softmax(torch::addmm(m_fcBias, embedding, m_fcWeight.t()), 1);
}

} // namespace refocus::nn
