// Circumstances that a program may meet: no permission, a full disk.
#pragma once

#include <filesystem>

namespace refocus::test {

// In a child, before exec: a file whose mode forbids it is closed to root as well.
void obeyPermissions();
bool canObeyPermissions(); // False for a superuser who may not give that right away.
// In a child, before exec: no file may grow beyond this.
void limitFileSize(std::size_t bytes);

// A folder with a file system of its own that holds no more than this. Other programs do not see
// it, and it goes with the test. One thread at a time.
class SmallDisk
{
public:
    SmallDisk(const std::filesystem::path &folder, std::size_t bytes);
    ~SmallDisk();
    bool mounted() const { return m_mounted; } // False where the test may not mount.
    void grow(std::size_t bytes);

private:
    std::filesystem::path m_folder;
    bool m_mounted = false;
};

} // namespace refocus::test
