// What the settings ask for beside the open case; tests put others in its place. The functions are
// called on worker threads.
#pragma once

#include "ui/engine/model_packs.h"
#include "ui/engine/self_test.h"

#include <functional>

namespace refocus::ui {

struct SettingsTools
{
    std::function<std::vector<PackInfo>()> findPacks;
    std::function<PackInfo(const std::filesystem::path &folder)> verifyPack;
    std::function<PackInfo(const std::filesystem::path &from, const Progress &progress)> importPack;
    std::function<SelfTest(const std::filesystem::path &pack, const nn::InferenceOptions &options,
                           const Progress &progress)>
        selfTest;

    // The machine's: packs of the person (user data folder, "models") and of the program.
    static SettingsTools real();
};

// "engine/device", "engine/precision" and "engine/threads" of QSettings.
nn::InferenceOptions keptInference();
void keepInference(const nn::InferenceOptions &options);

} // namespace refocus::ui
