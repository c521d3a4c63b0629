#include "evidence/out_folder.h"

#include "base/error.h"
#include "evidence/names.h"

#include <unistd.h>

namespace refocus::evidence {

namespace fs = std::filesystem;

OutFolder::OutFolder(const fs::path &folder, const std::vector<std::string> &reserved)
    : m_folder(folder)
{
    if (folder.empty())
        throw Error("an export needs a folder to write into");
    std::error_code error;
    m_created = fs::create_directories(folder, error);
    if (error)
        throw Error(folder, "the folder cannot be made: " + error.message());
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        throw Error(folder, "the folder cannot be written: no permission");
    for (const auto &entry : fs::directory_iterator(folder, error))
        uniqueName(entry.path().filename().string(), m_taken);
    if (error)
        throw Error(folder, "the folder cannot be read: " + error.message());
    for (const std::string &name : reserved) {
        if (claim(name) != name) {
            m_claimed.clear();
            throw Error(path(name), "is already there and is not overwritten; export into another "
                                    "folder");
        }
    }
}

OutFolder::~OutFolder()
{
    if (m_keep)
        return;
    std::error_code ignored;
    for (const std::string &name : m_claimed)
        fs::remove(path(name), ignored);
    if (m_created)
        fs::remove(m_folder, ignored); // Only if it is empty.
}

std::string OutFolder::claim(const std::string &name)
{
    m_claimed.push_back(uniqueName(name, m_taken));
    return m_claimed.back();
}

} // namespace refocus::evidence
