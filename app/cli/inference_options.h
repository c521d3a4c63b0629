// Where and with which model pack a command computes: the options of all commands that do.
#pragma once

#include "command.h"
#include "nn/backend.h"

#include <string>

namespace refocus::cli {

// --device, --precision, --threads and --model. What they write to must outlive the command.
void addInferenceOptions(CLI::App &command, nn::InferenceOptions &inference, std::string &model);

} // namespace refocus::cli
