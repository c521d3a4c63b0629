// The folder that an export is to go to, looked at before. Blocks as the disk does; any thread.
#pragma once

#include <QString>

#include <cstdint>
#include <filesystem>

namespace refocus::ui {

struct OutPlace
{
    enum class State { New, Empty, Used, File, Denied, Missing };
    State state = State::Missing;
    std::uint64_t freeBytes = 0; // On its disk; 0 where unknown.

    bool good() const { return state == State::New || state == State::Empty; }
    QString sentence() const; // What it is, and what to do where it is not good.
    friend bool operator==(const OutPlace &, const OutPlace &) = default;
};

OutPlace lookAt(const std::filesystem::path &folder);

// A folder below `parent` that is not there yet, named by the case and the day: "gate 2026-11-24",
// "gate 2026-11-24 2".
std::filesystem::path freeFolder(const std::filesystem::path &parent,
                                 const std::filesystem::path &caseFolder);

} // namespace refocus::ui
