// The model packs of this machine as the settings show them. Free functions; any thread, but off
// the GUI thread: each reads and hashes the packs' files.
#pragma once

#include "base/progress.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace refocus::ui {

struct PackSplice
{
    std::string label; // "7→11"
    bool retrained = true;
    double accuracy = -1; // Of the pack's test split; negative where not measured.
};

struct PackInfo
{
    std::filesystem::path folder;
    std::string name, hash;
    std::string networks;             // "ResNet-50 and ResNet-152, width 16, patches of 64x64"
    std::vector<std::string> classes; // "background" included.
    std::vector<PackSplice> splices;
    double accuracy = -1;    // Of the whole query network, as PackSplice's.
    std::uint64_t bytes = 0; // Of its files.
    std::string provenance;  // A JSON object.
    std::string error;       // Why it cannot be used; empty: whole, every hash is right.
};

PackInfo readPack(const std::filesystem::path &folder);

// Folders with a pack.json directly below `folders`, by name, each pack once.
std::vector<PackInfo> findPacks(const std::vector<std::filesystem::path> &folders);

// Those that come with the program (query/default_pack.h), behind the person's own.
std::vector<std::filesystem::path> packFolders(const std::filesystem::path &own);

// Copies the pack into a folder of its own below `into`, checks the copy and only then gives it its
// name. A pack that is there already is not copied again. Throws Error, Cancelled; then nothing is
// left.
PackInfo importPack(const std::filesystem::path &from, const std::filesystem::path &into,
                    const Progress &progress = {});

// The default pack of a case, where it was moved, deleted or changed so that the case cannot be
// opened with it. None: that is not what is wrong with the case.
struct LostPack
{
    std::filesystem::path folder;
    std::string name;
};
std::optional<LostPack> lostPack(const std::filesystem::path &caseFolder);

// From now on the case is asked with the program's own pack. Throws Error.
void forgetPack(const std::filesystem::path &caseFolder);

} // namespace refocus::ui
