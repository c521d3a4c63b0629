// The whole way from labelled pictures to a model pack: the ingest network, the query network, and
// a tail for each splice on the frozen ingest prefix (Shen, Dong, He 2018, section 4).
//
// Two ways to the first two:
// * apart (sharedBlocks 0), as in the paper: the ingest network alone, then the query network grown
//   from it. A reused map is foreign to the query network, and every splice needs a retrained tail.
// * together (sharedBlocks 1 to 7): both have the same first blocks, which learn for both at once,
//   and the ingest network also learns from the query network's answers. A map after a shared block
//   is the query network's own map, so reuse up to there changes no answer and needs no tail.
#pragma once

#include "base/progress.h"
#include "nn/model_pack.h"
#include "train/dataset.h"

#include <span>

namespace refocus::train {

struct TrainOptions
{
    std::string name = "street";
    Sources data;
    int width = 16;
    int inputSize = 64;
    std::vector<nn::Splice> splices{{4, 4}, {7, 7}};
    int sharedBlocks = 0; // That the query network has in common with the ingest network.
    // Together, both are trained for queryEpochs.
    int ingestEpochs = 40, queryEpochs = 16, tailEpochs = 8;
    int batch = 64;
    double peakRate = 0.2;      // Of the ingest network, which starts from nothing.
    double fineTuneRate = 0.08; // Of a grown query network and the tails, which do not.
    double distillation = 0.5;  // Share of the query network's answers in a tail's loss.
    // Earlier packs whose query networks teach the new one, trained together (sharedBlocks). They
    // must have the data's classes and the same input size.
    std::vector<std::filesystem::path> teachers;
    double teacherShare = 0.5; // Of their mean answer in the query network's loss.
    // Those of `splices` whose tails learn while both networks still do (sharedBlocks), so that the
    // ingest network's blocks serve them too; they are retrained behind it afterwards like others.
    std::vector<nn::Splice> growing;
    double cutMix = 0; // Share of pictures with a piece of another; not for tails.
    std::uint64_t seed = 1;
    int threads = 0;
    std::string precision = "auto"; // auto, fp32, bf16
    std::string provenanceJson = "{}";
};

// Trains into `folder`, which holds checkpoints, log.csv and recipe.txt while it lasts, and the
// finished pack afterwards. Goes on where an earlier run was stopped. A finished pack is replaced
// only where the networks would be the same: to measure them anew, or for other tails. Throws Error
// and Cancelled.
nn::ModelPack trainPack(const TrainOptions &options, const std::filesystem::path &folder,
                        const Progress &progress = {});

} // namespace refocus::train
