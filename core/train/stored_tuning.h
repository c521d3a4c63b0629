// Fine-tuning on what a case has stored: the frozen part of a query network runs once on every
// picture, and what comes behind learns from its output. One thread at a time. Includes LibTorch.
#pragma once

#include "base/progress.h"
#include "nn/model_pack.h"
#include "nn/resnet.h"
#include "nn/safetensors.h"
#include "train/case_labels.h"

#include <torch/torch.h>

#include <span>

namespace refocus::train {

struct TuneOptions
{
    int epochs = 20;
    int batch = 64;         // Of labels, at most; as many pictures without labels come with them.
    double headRate = 4e-3; // Highest rates of Adam, which fall to nothing as a cosine.
    double blockRate = 6e-4;
    std::uint64_t seed = 1;
};

// What is learnt from, all as output of the frozen part.
struct Lesson
{
    torch::Tensor features; // [N,C,H,W]
    torch::Tensor allowed;  // [N,classes], bool: the classes that a label leaves possible.
    torch::Tensor weights;  // [N]
    // Pictures without labels, on which the network is to say what it said: [M,C,H,W],
    // [M,classes] probabilities, and [M] how much that counts.
    torch::Tensor otherFeatures, otherAnswers, otherWeights;
};

// -log of the probability that is left to the allowed classes, [N]: cross-entropy where one class
// is allowed, -log(1 - p) where only one is not.
torch::Tensor allowedLoss(const torch::Tensor &logits, const torch::Tensor &allowed);

// One file of query network weights: the whole network, or a tail behind one or more splices.
class TunableNetwork
{
public:
    // Tunes the head, and with wholeStage the last stage, as far as no splice enters in it. Batch
    // norm keeps its statistics. Throws Error.
    TunableNetwork(const nn::ModelPack &pack, const std::string &weights, bool wholeStage,
                   bool bfloat16);

    const std::string &weights() const { return m_weights; }
    // "none", "4", "7-11": the ways of entering that run these weights.
    const std::vector<std::string> &serves() const { return m_serves; }

    // The frozen part's output for patches in rising order, from the deepest stored map that leads
    // there, else from pixels. Throws Error, Cancelled.
    torch::Tensor features(std::span<const CaseVideo> videos, std::span<const StoredPatch> patches,
                           const Progress &progress);
    torch::Tensor probabilities(const torch::Tensor &features); // [N,classes]
    void forget();                                              // Back to the weights of the pack.
    // Learns, and rounds the weights as they are saved. Throws Cancelled.
    void learn(const Lesson &lesson, const TuneOptions &options, const Progress &progress);
    void write(const std::filesystem::path &file) const; // Throws Error.

private:
    torch::Tensor frozen(torch::Tensor x, int cut);
    torch::Tensor logits(const torch::Tensor &features);
    torch::Tensor ofMaps(const std::vector<FeatureMap> &maps, int cut);

    nn::PackManifest m_manifest;
    std::string m_weights;
    std::vector<std::string> m_serves;
    nn::TensorMap m_stored; // The file's.
    nn::ResNet m_ingest{nullptr}, m_net{nullptr};
    bool m_bfloat16;
    int m_ingestTo = 0; // The ingest network's blocks run up to here; 0: none.
    int m_entry = 0;    // Then the query network's from behind this one.
    int m_start = 0;    // What is tuned begins behind this block.
    std::vector<std::pair<std::string, torch::Tensor>> m_tuned;
    std::vector<torch::Tensor> m_original;
};

} // namespace refocus::train
