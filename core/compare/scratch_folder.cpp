#include "compare/scratch_folder.h"

#include "base/error.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace refocus::compare {

ScratchFolder::ScratchFolder()
{
    std::string name = (std::filesystem::temp_directory_path() / "refocus-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw Error(name, std::string("making a temporary folder: ") + std::strerror(errno));
    m_path = name;
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

} // namespace refocus::compare
