#include "support/random_pack.h"

#include "nn/resnet.h"
#include "nn/safetensors.h"

namespace refocus::test {

namespace {

// Batch norm gets figures of its own, so that folding it wrongly changes the result.
nn::TensorMap randomTensors(const nn::Architecture &architecture, const RandomPackOptions &options)
{
    torch::NoGradGuard noGradient;
    nn::ResNet network(architecture);
    nn::TensorMap tensors;
    for (const auto &item : network->named_parameters()) {
        if (item.value().dim() == 1 && !options.plainNorm)
            item.value().uniform_(0.5, 1);
        if (options.calm && item.key().find(".bn3.") != std::string::npos)
            item.value().zero_();
        tensors[item.key()] = item.value();
    }
    for (const auto &item : network->named_buffers()) {
        if (item.key().ends_with("running_mean") && !options.plainNorm)
            item.value().uniform_(-0.2, 0.2);
        else if (item.key().ends_with("running_var") && !options.plainNorm)
            item.value().uniform_(0.8, 1.5);
        tensors[item.key()] = item.value();
    }
    return tensors;
}

} // namespace

nn::ModelPack writeRandomPack(const std::filesystem::path &folder, const RandomPackOptions &options)
{
    std::filesystem::create_directories(folder);
    torch::manual_seed(options.seed);
    nn::PackManifest manifest;
    manifest.name = "random";
    manifest.inputSize = options.inputSize;
    manifest.classes = options.classes;
    const int classes = static_cast<int>(options.classes.size());
    manifest.ingest = nn::Architecture::resnet50(options.width, classes);
    manifest.query = nn::Architecture::resnet152(options.width, classes);
    nn::writeSafetensors(folder / manifest.ingestWeights, randomTensors(manifest.ingest, options));
    nn::writeSafetensors(folder / manifest.queryWeights, randomTensors(manifest.query, options));
    if (!options.splices.empty()) {
        nn::writeSafetensors(folder / "tail.safetensors", randomTensors(manifest.query, options));
        int deepest = 0;
        for (const nn::Splice &splice : options.splices)
            deepest = std::max(deepest, splice.from);
        for (const nn::Splice &splice : options.splices)
            manifest.tails.push_back({splice, "tail.safetensors", true, deepest, -1});
    }
    return nn::ModelPack::write(folder, manifest);
}

} // namespace refocus::test
