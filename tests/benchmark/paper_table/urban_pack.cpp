#include "train/fine_tune.h"
#include "urban.h"

namespace refocus::benchmark {

namespace fs = std::filesystem;

nn::ModelPack urbanPack(UrbanSplit split, const UrbanOptions &options, const Progress &progress)
{
    const fs::path folder = packFolder(split, options);
    if (fs::exists(folder / "pack.json"))
        return nn::ModelPack::load(folder);
    train::FineTuneOptions tuning;
    tuning.name = nameOf(split, options.fold);
    tuning.data.places = {writeSplit(split, options)};
    tuning.fineTuneEpochs = options.epochs;
    tuning.inputSize = options.inputSize;
    tuning.sharedBlocks = 0;
    tuning.splices = options.splices;
    tuning.tailEpochs = options.tailEpochs;
    tuning.fineTuneRate = options.rate;
    tuning.cutMix = options.cutMix;
    tuning.seed = options.trainSeed;
    tuning.threads = options.threads;
    return train::fineTunePack(nn::ModelPack::load(options.from), tuning, folder, progress);
}

} // namespace refocus::benchmark
