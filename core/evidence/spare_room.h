// Room on a disk, taken first and given back for what is written last. Not thread-safe.
#pragma once

#include <cstddef>
#include <filesystem>

namespace refocus::evidence {

// A file of that many bytes, as long as it is there. Takes none where there is no room.
class SpareRoom
{
public:
    SpareRoom(std::filesystem::path file, std::size_t bytes);
    SpareRoom(const SpareRoom &) = delete;
    SpareRoom &operator=(const SpareRoom &) = delete;
    ~SpareRoom() { giveBack(); }

    void giveBack();

private:
    std::filesystem::path m_file;
};

} // namespace refocus::evidence
