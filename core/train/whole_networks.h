// Trains whole networks: one by itself, or both together on first blocks that are one. Includes
// LibTorch.
#pragma once

#include "nn/resnet.h"
#include "train/training_session.h"

namespace refocus::train {

struct WholeOptions
{
    int epochs = 16;
    double rate = 0.08;
    double cutMix = 0;
    double distillation = 0.5; // Together: share of the query network's answers for the other.
    // Together: an earlier query network of the same classes and input size, and the share of its
    // answers in what the new one learns (born again, Furlanello et al. 2018). May be empty.
    nn::ResNet teacher = nullptr;
    double teacherShare = 0.5;
};

// One network, from labels; measured under its name.
void fit(TrainingSession &session, const std::string &name, nn::ResNet net,
         const WholeOptions &options);

// Both, with the same stem and first blocks, which learn for both at once: the query network from
// labels, the ingest network also from the query network's answers. A map after a shared block is
// the query network's own afterwards. They begin as the query network's. Measured as "query" and
// "ingest". Requires: 1 <= sharedBlocks <= commonBlocks.
void fitTogether(TrainingSession &session, nn::ResNet ingest, nn::ResNet query, int sharedBlocks,
                 const WholeOptions &options);

} // namespace refocus::train
