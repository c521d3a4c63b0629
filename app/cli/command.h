// How a command of refocus-cli is put together: it adds its options to the parser and sets `run`.
#pragma once

#include "base/progress.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json_fwd.hpp>

#include <functional>

namespace refocus::cli {

struct Context
{
    bool json = false;        // One JSON document on standard output, nothing else there.
    std::function<int()> run; // Of the command that was chosen; its value is the exit code.
};

// A command with the options that all have in common.
CLI::App *addCommand(CLI::App &app, Context &context, const std::string &name,
                     const std::string &description, std::function<int()> run);

void addIngest(CLI::App &app, Context &context);
void addQuery(CLI::App &app, Context &context);
void addPatches(CLI::App &app, Context &context);
void addTrain(CLI::App &app, Context &context);

} // namespace refocus::cli
