// Tails: the query network's last blocks, retrained on the maps of a frozen ingest prefix (Shen,
// Dong, He 2018, section 4). Includes LibTorch.
#pragma once

#include "nn/model_pack.h"
#include "nn/resnet.h"
#include "train/training_session.h"

#include <map>

namespace refocus::train {

struct TailOptions
{
    std::vector<nn::Splice> splices;
    int sharedBlocks = 0; // A splice i→i up to here is exact with the query network's own weights.
    int epochs = 8;
    double rate = 0.08;
    double distillation = 0.5; // Share of the query network's answers in the loss.
    // Tails to begin with in place of the query network: those that grew with it.
    std::map<nn::Splice, nn::ResNet> begun;
};

// The splice whose tail serves this one. Where both networks have the same blocks, a tail retrained
// behind a deeper one also serves a map taken earlier: the ingest network's blocks between are run
// first. So only the deepest entry of such a group is trained.
nn::Splice servedBy(const nn::Splice &splice, const std::vector<nn::Splice> &all, int commonBlocks);

// "tail-7" of 7→7: of the tail's measurements, and with ".safetensors" of its file.
std::string tailName(const nn::Splice &server);

// What learns in a tail behind block `to`: the blocks after it and the head.
std::vector<torch::Tensor> learningBehind(const nn::ResNet &net, int to);

// Trains each tail, from the query network's weights where it has not begun, from labels and the
// query network's answers, every other map as the int8 codec of the store gives it back. Measures
// it, writes its file into the session's folder and returns the tails for the pack, in the order of
// the splices. Requires: "query" has been measured, where anything can be.
std::vector<nn::Tail> makeTails(TrainingSession &session, const TailOptions &options,
                                nn::ResNet ingest, nn::ResNet query,
                                const std::string &queryWeights);

} // namespace refocus::train
