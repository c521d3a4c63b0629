#include "evidence/spare_room.h"

#include <fcntl.h>
#include <unistd.h>

namespace refocus::evidence {

SpareRoom::SpareRoom(std::filesystem::path file, std::size_t bytes) : m_file(std::move(file))
{
    const int descriptor = open(m_file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        m_file.clear(); // Not ours.
        return;
    }
    const bool taken = posix_fallocate(descriptor, 0, static_cast<off_t>(bytes)) == 0;
    close(descriptor);
    if (!taken)
        giveBack();
}

void SpareRoom::giveBack()
{
    if (m_file.empty())
        return;
    std::error_code ignored;
    std::filesystem::remove(m_file, ignored);
    m_file.clear();
}

} // namespace refocus::evidence
