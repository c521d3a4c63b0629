#include "compare/disk_speed.h"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <vector>

namespace refocus::compare {

namespace {

class File
{
public:
    explicit File(const std::filesystem::path &path) : m_file(::open(path.c_str(), O_RDONLY)) {}
    ~File()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    File(const File &) = delete;
    File &operator=(const File &) = delete;
    int number() const { return m_file; }

private:
    int m_file;
};

} // namespace

double readSpeed(const std::filesystem::path &path, std::size_t most)
{
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    constexpr std::size_t kFewest = 4 * kPiece;
    std::error_code error;
    const auto size = static_cast<std::size_t>(std::filesystem::file_size(path, error));
    if (error || size < kFewest)
        return 0;
    const File file(path);
    if (file.number() < 0)
        return 0;
    ::posix_fadvise(file.number(), 0, 0, POSIX_FADV_DONTNEED);
    std::vector<char> piece(kPiece);
    const std::size_t pieces = std::min(most, size) / kPiece;
    std::size_t bytes = 0;
    const auto begin = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < pieces; ++i) {
        const auto place = static_cast<off_t>(size / kPiece * i / pieces * kPiece);
        const ssize_t count = ::pread(file.number(), piece.data(), piece.size(), place);
        if (count <= 0)
            return 0;
        bytes += static_cast<std::size_t>(count);
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    return static_cast<double>(bytes) / std::max(spent.count(), 1e-9);
}

} // namespace refocus::compare
