// Learning from a case: a person's accepted, rejected and relabelled sightings fine-tune the query
// network and its tails on stored maps and pixels, without the video. Runs on the caller's thread.
//
// 1. Every decision becomes a set of classes that a stored picture may be (train/case_labels.h).
// 2. The frozen part of each network runs once on these pictures and on others of the case.
// 3. What comes behind learns the decisions. On the other pictures it is to say what it said
//    (Learning without Forgetting, Li and Hoiem 2016), as far as the decisions about that class
//    confirm it: where they show that the network was wrong, its opinion is no guide.
// 4. Labels that it did not learn from say whether it helped.
#pragma once

#include "base/progress.h"
#include "nn/model_pack.h"
#include "store/case.h"
#include "train/case_labels.h"
#include "train/held_out.h"

#include <filesystem>

namespace refocus::train {

constexpr std::size_t kFewestLabels = 10;

struct CaseTrainingOptions
{
    std::string name; // Of the new pack; empty: of the old one and the case.
    enum class Part { Auto, Head, Stage } part = Part::Auto; // Auto: stage, head of large networks.
    int epochs = 20;
    int batch = 64;
    std::size_t otherPictures = 1000; // Without labels, at most.
    std::uint64_t seed = 1;
    int threads = 0;                // 0: as many as the machine has.
    std::string precision = "auto"; // Of the frozen part: auto, fp32, bf16.
    std::string program;            // Name and version, for the provenance.
};

// One file of weights, the networks that run it, and what became of it.
struct NetworkOutcome
{
    std::string weights;
    std::vector<std::string> serves; // "none", "4", "7-11"
    Comparison heldOut;
    double changedElsewhere = 0; // Share of pictures without labels that are now another class.
};

struct CaseTrainingResult
{
    nn::ModelPack pack;
    LabelCounts counts;
    std::size_t pictures = 0, groups = 0; // Distinct pictures; tracks and clusters that share none.
    bool crossValidated = false;          // Few labels: each was held out once.
    std::vector<NetworkOutcome> networks; // The query network on pixels first.
    bool helped = false;
    bool isDefault = false; // The new pack is the case's default now.
    std::string verdict;    // A sentence: whether it helped and what follows.
    double seconds = 0;
};

// Writes the new pack into `folder`, which must not be there or be empty, and makes it the case's
// default where it helped: the query network answers more tracks of held-out labels rightly than
// before and chance hardly explains it (one-sided sign test, p < 0.05), and neither a tail nor a
// class has become worse in the same sense. `base` and its verdicts are left alone. Throws Error
// (too few decisions, nothing to tell apart) and Cancelled; then nothing has changed.
CaseTrainingResult trainFromCase(store::Case &from, const nn::ModelPack &base,
                                 const CaseTrainingOptions &options,
                                 const std::filesystem::path &folder,
                                 const Progress &progress = {});

} // namespace refocus::train
