// From an existing model pack, shipped or imported, to a new one for pictures of one's own: new
// heads for new classes, fine-tuned networks, retrained tails. Width, input size and normalisation
// stay those of the old pack, which is never changed.
//
// What happens, in this order:
// 1. Heads, where the pictures' classes are not the pack's (or on request): both bodies stay as
// they
//    are, their embeddings of some views of each picture are kept, and a linear layer learns on
//    them.
// 2. Whole networks, for fineTuneEpochs: the ingest network, then the query network, or both
//    together while they share their first blocks.
// 3. Tails on the frozen ingest prefix, from labels and the query network's answers, beginning with
//    the query network's weights (Shen, Dong, He 2018, section 4).
#pragma once

#include "base/progress.h"
#include "nn/model_pack.h"
#include "train/dataset.h"

#include <optional>

namespace refocus::train {

struct FineTuneOptions
{
    std::string name; // Of the new pack; empty: the old one's.
    Sources data;
    bool head = false;      // New heads also where the classes are the pack's already.
    int headEpochs = 40;    // Over the kept embeddings: seconds, not minutes.
    int headViews = 4;      // Of each picture; the first is the picture as it is.
    int fineTuneEpochs = 0; // Of each whole network.
    int inputSize = 0;      // Side of a patch in pixels where the whole networks learn another; 0:
                            // the old pack's.
    // First blocks that both networks keep in common in step 2, at most as many as the old pack
    // shares. None given: as many. 0: they learn apart, and a reused map needs a tail afterwards.
    std::optional<int> sharedBlocks;
    // In step 2, together: earlier packs whose query networks teach the new one, the share of their
    // mean answer, and those of `splices` whose tails learn already then (see training_run.h).
    std::vector<std::filesystem::path> teachers;
    double teacherShare = 0.5;
    std::vector<nn::Splice> growing;
    // Tails to retrain. Where both networks have the same weights up to a splice i→i, it needs none
    // and gets the query network's own. A tail of the old pack that is not listed is taken over
    // while what it stands on (the ingest network, the classes) has not changed.
    std::vector<nn::Splice> splices;
    int tailEpochs = 8;
    int batch = 64;
    double fineTuneRate = 0.02; // Highest learning rate, of whole networks and tails.
    double distillation = 0.5;  // Share of the query network's answers in a tail's loss.
    double cutMix = 0;          // Share of pictures with a piece of another, in step 2.
    std::uint64_t seed = 1;
    int threads = 0;                   // 0: as many as the machine has.
    std::string precision = "auto";    // auto, fp32, bf16
    std::string provenanceJson = "{}"; // Of the data; the old pack's name, hash and provenance are
                                       // added.
};

// Trains into `folder`, which holds checkpoints and log.csv while it lasts, and the finished pack
// afterwards. Goes on where an earlier run was stopped. Everything is measured on the new data's
// test split, or val where there is no test. Throws Error and Cancelled.
nn::ModelPack fineTunePack(const nn::ModelPack &from, const FineTuneOptions &options,
                           const std::filesystem::path &folder, const Progress &progress = {});

// The same with pictures that are in memory already; options.data is not read.
nn::ModelPack fineTunePack(const nn::ModelPack &from, const Dataset &dataset,
                           const FineTuneOptions &options, const std::filesystem::path &folder,
                           const Progress &progress = {});

// How many first blocks of the pack's two networks, the stem included, have the very same weights;
// 0 where not even the first has. A map after one of them is the query network's own. Throws Error.
int sharedBlocksOf(const nn::ModelPack &pack);

} // namespace refocus::train
