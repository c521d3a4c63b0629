// A folder among the system's temporary files that goes with the object.
#pragma once

#include <filesystem>

namespace refocus::compare {

class ScratchFolder
{
public:
    ScratchFolder(); // Throws Error.
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;

    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace refocus::compare
