// `train --from-case`: the options that it adds to `train`, and what it does.
#pragma once

#include "command.h"
#include "train/case_training.h"
#include "train/training_run.h"

#include <memory>
#include <string>

namespace refocus::cli {

struct FromCaseArguments
{
    std::string caseFolder, model, part = "auto";
    train::CaseTrainingOptions options;
};

// `data` is needed without --from-case and of no use with it.
std::shared_ptr<FromCaseArguments> addFromCaseOptions(CLI::App &command, CLI::Option &data);

// Name, seed, threads and precision come from `common`.
int trainFromCase(const Context &context, FromCaseArguments &arguments,
                  const train::TrainOptions &common, const std::string &out);

} // namespace refocus::cli
