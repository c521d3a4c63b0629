// The engine of an open case, on core. Thread-safe; see engine.h.
#pragma once

#include "ui/engine/engine.h"

namespace refocus::ui {

struct CaseEngineOptions
{
    nn::InferenceOptions inference;
    std::filesystem::path model; // Folder of a pack; empty: the case's, else the program's.
};

// Opens the case, or makes it where there is none. Networks are loaded at their first use, since
// that takes longer than looking at a case. Throws Error.
EnginePtr openCase(const std::filesystem::path &folder, const CaseEngineOptions &options = {});

// Renders the demo street to `file` unless it is there. Throws Error, Cancelled.
void renderDemo(const std::filesystem::path &file, const Progress &progress = {});

} // namespace refocus::ui
