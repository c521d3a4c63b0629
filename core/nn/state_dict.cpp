#include "nn/state_dict.h"

#include "base/error.h"

#include <torch/torch.h>

#include <fstream>

namespace refocus::nn {

namespace fs = std::filesystem;

namespace {

using Shape = std::vector<std::int64_t>;

constexpr int kMostBlocks = 200; // Of a stage, as in a model pack.

std::string shapeText(c10::IntArrayRef shape)
{
    std::string text;
    for (const std::int64_t side : shape)
        text += (text.empty() ? "" : "x") + std::to_string(side);
    return text.empty() ? "of one number" : text;
}

std::string blockName(int stage, int block)
{
    return "layer" + std::to_string(stage + 1) + '.' + std::to_string(block) + '.';
}

// torch.save writes a zip archive.
void refuseCheckpoint(const fs::path &file)
{
    std::ifstream in(file, std::ios::binary);
    char magic[2] = {};
    if (in.read(magic, 2) && magic[0] == 'P' && magic[1] == 'K')
        throw Error(file, "is a PyTorch checkpoint; save its state dict as safetensors first");
}

// What stands before "conv1.weight" and "layer1.0.conv1.weight" alike.
std::string commonPrefix(const TensorMap &tensors)
{
    const std::string last = "layer1.0.conv1.weight";
    for (const auto &[name, tensor] : tensors)
        if (name.ends_with(last)) {
            const std::string prefix = name.substr(0, name.size() - last.size());
            if (tensors.contains(prefix + "conv1.weight"))
                return prefix;
        }
    return {};
}

TensorMap plainlyNamed(TensorMap tensors)
{
    const std::string prefix = commonPrefix(tensors);
    TensorMap plain;
    for (auto &[name, tensor] : tensors) {
        if (name.ends_with("num_batches_tracked"))
            continue;
        // A name without the prefix is no part of the network, and is refused as such.
        plain[name.starts_with(prefix) ? name.substr(prefix.size()) : name] = std::move(tensor);
    }
    return plain;
}

Architecture architectureOf(const TensorMap &tensors, const fs::path &file)
{
    const auto find = [&](const std::string &name) {
        const auto found = tensors.find(name);
        if (found == tensors.end())
            throw Error(file, "is no ResNet: it lacks the tensor " + name);
        return found->second;
    };
    const auto sizesOf = [&](const std::string &name, std::size_t dimensions) {
        const Shape sizes = find(name).sizes().vec();
        if (sizes.size() != dimensions)
            throw Error(file, "is no ResNet: the tensor " + name + " is " + shapeText(sizes));
        return sizes;
    };
    Architecture architecture;
    architecture.width = static_cast<int>(sizesOf("conv1.weight", 4)[0]);
    for (int stage = 0; stage < 4; ++stage) {
        int blocks = 0;
        while (blocks <= kMostBlocks && tensors.contains(blockName(stage, blocks) + "conv1.weight"))
            ++blocks;
        architecture.stages[static_cast<std::size_t>(stage)] = blocks;
        if (blocks == 0)
            find(blockName(stage, 0) + "conv1.weight");
        if (blocks > kMostBlocks)
            throw Error(file, "has more than " + std::to_string(kMostBlocks) + " blocks in layer" +
                                  std::to_string(stage + 1));
    }
    if (!tensors.contains("layer1.0.conv3.weight") && tensors.contains("layer1.0.conv2.weight"))
        throw Error(file, "is a ResNet of basic blocks, such as ResNet-18 or ResNet-34: it lacks "
                          "the tensor layer1.0.conv3.weight; bottleneck blocks are needed "
                          "(ResNet-50 and deeper)");
    architecture.classes = static_cast<int>(sizesOf("fc.weight", 2)[0]);
    return architecture;
}

// Every tensor of a network but num_batches_tracked.
std::map<std::string, Shape> shapesOf(const Architecture &architecture)
{
    std::map<std::string, Shape> shapes;
    const auto add = [&](const std::string &conv, const std::string &norm, int in, int out,
                         int kernel) {
        shapes[conv + ".weight"] = {out, in, kernel, kernel};
        for (const char *part : {".weight", ".bias", ".running_mean", ".running_var"})
            shapes[norm + part] = {out};
    };
    add("conv1", "bn1", 3, architecture.width, 7);
    int in = architecture.width;
    for (int stage = 0; stage < 4; ++stage) {
        const int inner = architecture.width << stage, out = inner * 4;
        for (int i = 0; i < architecture.stages[static_cast<std::size_t>(stage)]; ++i) {
            const std::string name = blockName(stage, i);
            add(name + "conv1", name + "bn1", in, inner, 1);
            add(name + "conv2", name + "bn2", inner, inner, 3);
            add(name + "conv3", name + "bn3", inner, out, 1);
            if (i == 0)
                add(name + "downsample.0", name + "downsample.1", in, out, 1);
            in = out;
        }
    }
    shapes["fc.weight"] = {architecture.classes, architecture.embeddingSize()};
    shapes["fc.bias"] = {architecture.classes};
    return shapes;
}

void requireWhole(const StateDict &dict, const fs::path &file)
{
    const auto shapes = shapesOf(dict.architecture);
    for (const auto &[name, shape] : shapes) {
        const auto found = dict.tensors.find(name);
        if (found == dict.tensors.end())
            throw Error(file, "lacks the tensor " + name);
        if (found->second.sizes() != c10::IntArrayRef(shape))
            throw Error(file, "the tensor " + name + " is " + shapeText(found->second.sizes()) +
                                  "; in a ResNet of width " +
                                  std::to_string(dict.architecture.width) + " it is " +
                                  shapeText(shape) +
                                  " (wide and grouped networks are not supported)");
        if (!found->second.is_floating_point())
            throw Error(file, "the tensor " + name + " holds integers");
        if (!torch::isfinite(found->second).all().item<bool>())
            throw Error(file, "the tensor " + name + " holds values that are no numbers");
    }
    for (const auto &[name, tensor] : dict.tensors)
        if (!shapes.contains(name))
            throw Error(file, "has the tensor " + name + ", which no ResNet has");
}

} // namespace

StateDict readStateDict(const fs::path &file)
{
    refuseCheckpoint(file);
    StateDict dict;
    dict.tensors = plainlyNamed(readSafetensors(file));
    dict.architecture = architectureOf(dict.tensors, file);
    requireWhole(dict, file);
    return dict;
}

} // namespace refocus::nn
