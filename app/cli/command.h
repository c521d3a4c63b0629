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

void addClasses(CLI::App &app, Context &context);
void addDemo(CLI::App &app, Context &context);
void addExport(CLI::App &app, Context &context);
void addInfo(CLI::App &app, Context &context);
void addIngest(CLI::App &app, Context &context);
void addModel(CLI::App &app, Context &context);
void addPatches(CLI::App &app, Context &context);
void addProbe(CLI::App &app, Context &context);
void addQuery(CLI::App &app, Context &context);
void addReview(CLI::App &app, Context &context);
void addSimilar(CLI::App &app, Context &context);
void addTrain(CLI::App &app, Context &context);
void addTune(CLI::App &app, Context &context);
void addVerify(CLI::App &app, Context &context);

} // namespace refocus::cli
