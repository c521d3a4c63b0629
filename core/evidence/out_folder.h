// The folder of an export while it is being made. Not thread-safe.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace refocus::evidence {

// Names files so that none that is there is ever written over, and removes what was made, and the
// folder if it was made, unless keep() was called.
class OutFolder
{
public:
    // reserved: names that must be free. Throws Error: no folder, no permission, a name taken.
    OutFolder(const std::filesystem::path &folder, const std::vector<std::string> &reserved);
    OutFolder(const OutFolder &) = delete;
    OutFolder &operator=(const OutFolder &) = delete;
    ~OutFolder();

    // A free name like this one, from now on this export's.
    std::string claim(const std::string &name);
    std::filesystem::path path(const std::string &name) const { return m_folder / name; }
    void keep() { m_keep = true; }

private:
    std::filesystem::path m_folder;
    bool m_created = false, m_keep = false;
    std::set<std::string> m_taken; // In lower case.
    std::vector<std::string> m_claimed;
};

} // namespace refocus::evidence
