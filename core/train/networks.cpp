#include "train/networks.h"

#include "base/error.h"

#include <algorithm>
#include <iterator>

namespace refocus::train {

using nn::ResNet;

nn::TensorMap namedTensors(const ResNet &net)
{
    nn::TensorMap tensors;
    for (const auto &item : net->named_parameters())
        tensors[item.key()] = item.value();
    for (const auto &item : net->named_buffers())
        tensors[item.key()] = item.value();
    return tensors;
}

nn::TensorMap tailTensors(const ResNet &net, int from)
{
    const auto all = namedTensors(net);
    nn::TensorMap tail;
    for (const auto &name : net->tailNames(from))
        tail[name] = all.at(name);
    return tail;
}

nn::TensorMap halved(nn::TensorMap tensors)
{
    for (auto &[name, tensor] : tensors)
        if (tensor.scalar_type() == torch::kFloat)
            tensor = tensor.detach().to(torch::kHalf).contiguous();
    return tensors;
}

namespace {

// From the stem to the head.
std::vector<std::string> inOrder(const ResNet &net)
{
    std::vector<std::string> names{"conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean",
                                   "bn1.running_var"};
    std::ranges::move(net->tailNames(0), std::back_inserter(names));
    return names;
}

} // namespace

ResNet loadNetwork(const std::filesystem::path &file, const nn::Architecture &architecture)
{
    torch::NoGradGuard noGradient;
    ResNet net(architecture);
    const nn::TensorMap stored = nn::readSafetensors(file);
    auto tensors = namedTensors(net);
    bool begun = false;
    for (const std::string &name : inOrder(net)) {
        const auto found = stored.find(name);
        if (found == stored.end()) {
            if (begun && !name.ends_with("num_batches_tracked")) // Not every program keeps those.
                throw Error(file, "lacks the tensor " + name);
            continue;
        }
        begun = true;
        torch::Tensor &tensor = tensors.at(name);
        if (found->second.sizes() != tensor.sizes())
            throw Error(file, "the tensor " + name + " has a shape that does not fit the network");
        tensor.copy_(found->second);
    }
    if (!begun)
        throw Error(file, "holds no tensor of such a network");
    return net;
}

void copyModule(torch::nn::Module &from, torch::nn::Module &to)
{
    torch::NoGradGuard noGradient;
    const auto parameters = from.named_parameters(), buffers = from.named_buffers();
    for (auto &item : to.named_parameters())
        item.value().copy_(parameters[item.key()]);
    for (auto &item : to.named_buffers())
        item.value().copy_(buffers[item.key()]);
}

ResNet copyOf(ResNet &net)
{
    ResNet copy(net->architecture());
    copyModule(*net, *copy);
    return copy;
}

void copyBlocks(ResNet &from, ResNet &to, int last)
{
    for (const char *name : {"conv1", "bn1"})
        copyModule(*from->named_children()[name], *to->named_children()[name]);
    for (int number = 1; number <= last; ++number)
        copyModule(*from->block(number), *to->block(number));
}

ResNet withClasses(ResNet &from, int classes)
{
    nn::Architecture architecture = from->architecture();
    architecture.classes = classes;
    ResNet net(architecture);
    copyBlocks(from, net, from->last());
    return net;
}

void growFrom(ResNet &ingest, ResNet &query)
{
    torch::NoGradGuard noGradient;
    for (const char *name : {"conv1", "bn1", "fc"})
        copyModule(*ingest->named_children()[name], *query->named_children()[name]);
    int from = 0, to = 0;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        const int shared = ingest->architecture().stages[stage];
        const int all = query->architecture().stages[stage];
        for (int i = 0; i < all; ++i) {
            const auto &block = query->block(to + i + 1);
            if (i < shared)
                copyModule(*ingest->block(from + i + 1), *block);
            else
                block->named_parameters()["bn3.weight"].zero_();
        }
        from += shared;
        to += all;
    }
}

void useChannelsLast(torch::nn::Module &module)
{
    torch::NoGradGuard noGradient;
    for (auto &parameter : module.parameters())
        if (parameter.dim() == 4)
            parameter.set_data(parameter.detach().clone(at::MemoryFormat::ChannelsLast));
}

int commonBlocks(const nn::Architecture &a, const nn::Architecture &b)
{
    if (a.width != b.width)
        return 0;
    int common = 0;
    for (std::size_t stage = 0; stage < 4; ++stage) {
        common += std::min(a.stages[stage], b.stages[stage]);
        if (a.stages[stage] != b.stages[stage])
            break;
    }
    return common;
}

} // namespace refocus::train
