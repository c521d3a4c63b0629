// Runs a few patches through a pack's networks and says what is really used, and how fast. Free
// function; any thread, but off the GUI thread.
#pragma once

#include "base/progress.h"
#include "nn/backend.h"

#include <filesystem>

namespace refocus::ui {

struct SelfTest
{
    nn::Backend backend; // What is really used, and why.
    std::string library; // LibTorch's version.
    std::string pack;
    int patches = 0;                                // Of each network.
    double ingestPerSecond = 0, queryPerSecond = 0; // Patches, the query network from pixels.
};

// Throws Error where the device or the precision is not to be had or the answers are no
// probabilities; Cancelled.
SelfTest runSelfTest(const std::filesystem::path &pack, const nn::InferenceOptions &options,
                     const Progress &progress = {});

} // namespace refocus::ui
