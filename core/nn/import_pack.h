// Published networks to a model pack: state dicts of torchvision or timm as they are. Thread-safe.
#pragma once

#include "nn/model_pack.h"

namespace refocus::nn {

struct ImportOptions
{
    std::filesystem::path ingest, query; // safetensors files; see nn/state_dict.h.
    std::filesystem::path classes;       // A text file; see readClassNames.
    std::string name;                    // Of the pack; empty: the folder's name.
    int inputSize = 224;
};

// One class a line, in the order of the network's outputs. Of several names with commas between
// them the first is taken ("tench, Tinca tinca"); a name that was there before gets the number of
// its output, from 0 ("crane (517)"), because a pack has each name once. Throws Error.
std::vector<std::string> readClassNames(const std::filesystem::path &file);

// Writes a pack into `folder`, which must not hold one: weights in the precision of their files,
// ImageNet's normalisation, no tails. Until some are retrained (train/fine_tune.h) every splice of
// it is un-retrained and so never chosen by itself. Throws Error, also where the networks and the
// list disagree about the classes, or the networks about their width.
ModelPack importPack(const ImportOptions &options, const std::filesystem::path &folder);

} // namespace refocus::nn
