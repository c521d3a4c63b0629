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

// All commands in the order in which --help lists them; each has its NAME_command.cpp.
#define REFOCUS_COMMANDS(X)                                                                        \
    X(Ingest)                                                                                      \
    X(Query)                                                                                       \
    X(Export)                                                                                      \
    X(Patches)                                                                                     \
    X(Classes)                                                                                     \
    X(Similar)                                                                                     \
    X(Review)                                                                                      \
    X(Info)                                                                                        \
    X(Verify)                                                                                      \
    X(Derive)                                                                                      \
    X(Probe)                                                                                       \
    X(Compare)                                                                                     \
    X(Tune)                                                                                        \
    X(Train)                                                                                       \
    X(Model)                                                                                       \
    X(Demo)

#define REFOCUS_DECLARE(Name) void add##Name(CLI::App &app, Context &context);
REFOCUS_COMMANDS(REFOCUS_DECLARE)
#undef REFOCUS_DECLARE

// Of `model`, in import_command.cpp.
void addModelImport(CLI::App &model, Context &context);

} // namespace refocus::cli
