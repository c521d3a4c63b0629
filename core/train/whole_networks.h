// Trains whole networks: one by itself, or both together on first blocks that are one. Includes
// LibTorch.
#pragma once

#include "nn/resnet.h"
#include "train/training_session.h"

#include <map>

namespace refocus::train {

struct WholeOptions
{
    int epochs = 16;
    double rate = 0.08;
    double cutMix = 0;
    double distillation = 0.5; // Together: share of the query network's answers for the other.
    // Together: earlier query networks of the same classes and input size, and the share of their
    // mean answer in what the new one learns (born again, Furlanello et al. 2018). May be none.
    std::vector<nn::ResNet> teachers;
    double teacherShare = 0.5;
};

// A tail that learns while the ingest prefix before it still does.
struct GrowingTail
{
    nn::Splice splice;
    nn::ResNet net; // Its blocks behind splice.to and its head learn.
};

// Throws Error where one of `growing` is not among the splices to make, or lies in shared blocks.
void requireGrowing(const std::vector<nn::Splice> &growing, const std::vector<nn::Splice> &all,
                    int sharedBlocks);

std::map<nn::Splice, nn::ResNet> bySplice(const std::vector<GrowingTail> &tails);

// One network, from labels; measured under its name.
void fit(TrainingSession &session, const std::string &name, nn::ResNet net,
         const WholeOptions &options);

// Both, with the same stem and first blocks, which learn for both at once: the query network from
// labels, the ingest network also from the query network's answers. A map after a shared block is
// the query network's own afterwards. They begin as the query network's. Measured as "query" and
// "ingest". The tails learn what the query network learns, from half of each batch, so that the
// ingest network's blocks before a deep splice learn to serve it as well.
// Requires: 1 <= sharedBlocks <= commonBlocks; sharedBlocks <= splice.from of every tail.
void fitTogether(TrainingSession &session, nn::ResNet ingest, nn::ResNet query, int sharedBlocks,
                 const WholeOptions &options, std::vector<GrowingTail> tails = {});

} // namespace refocus::train
