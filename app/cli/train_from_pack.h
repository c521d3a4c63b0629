// train --from: the options of training that begins with an existing pack, and that training.
#pragma once

#include "command.h"
#include "train/training_run.h"

#include <memory>
#include <string>

namespace refocus::cli {

struct FromPackArguments
{
    std::string pack; // Empty: train from nothing.
    bool head = false;
    int headEpochs = 40, fineTuneEpochs = 0;
};

// Requires: the options of `train` have been added to the command.
std::shared_ptr<FromPackArguments> addFromPackOptions(CLI::App &command);

// Takes from `common` what was given on the command line and leaves the rest to the defaults of
// fine-tuning. Returns the exit code; throws Error, Cancelled.
int trainFromPack(const Context &context, const FromPackArguments &arguments,
                  const train::TrainOptions &common, const CLI::App &command,
                  const std::string &out);

} // namespace refocus::cli
