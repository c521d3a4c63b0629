#include "train/teachers.h"

#include "base/error.h"
#include "nn/model_pack.h"
#include "train/networks.h"

namespace refocus::train {

using nn::ResNet;

std::vector<ResNet> loadTeachers(TrainingSession &session,
                                 const std::vector<std::filesystem::path> &packs)
{
    std::vector<ResNet> teachers;
    for (const std::filesystem::path &folder : packs) {
        const nn::ModelPack pack = nn::ModelPack::load(folder);
        const nn::PackManifest &manifest = pack.manifest();
        if (manifest.classes != session.dataset.classes)
            throw Error(folder, "cannot teach: its classes are not those of the data");
        if (manifest.inputSize != session.normalisation.inputSize ||
            manifest.mean != session.normalisation.mean ||
            manifest.deviation != session.normalisation.deviation)
            throw Error(folder, "cannot teach: its pictures have another size or normalisation");
        teachers.push_back(loadNetwork(pack.folder() / manifest.queryWeights, manifest.query));
        useChannelsLast(*teachers.back());
        teachers.back()->eval();
        session.recipe += " taught by " + manifest.fileHashes.at(manifest.queryWeights);
    }
    return teachers;
}

torch::Tensor meanAnswer(const std::vector<ResNet> &teachers, const torch::Tensor &x)
{
    torch::NoGradGuard noGradient;
    torch::Tensor sum;
    for (ResNet teacher : teachers) { // A handle, not a copy.
        const torch::Tensor answer = torch::softmax(teacher->forward(x), 1);
        sum = sum.defined() ? sum + answer : answer;
    }
    return torch::log(sum / static_cast<double>(teachers.size()) + 1e-12);
}

torch::Tensor taught(const torch::Tensor &targets, const torch::Tensor &answers, double share)
{
    constexpr double kKnown = 0.1;
    const torch::Tensor own = (targets * torch::softmax(answers, 1)).sum(1, /*keepdim=*/true);
    return torch::where(own >= kKnown, blended(targets, answers, share), targets);
}

} // namespace refocus::train
