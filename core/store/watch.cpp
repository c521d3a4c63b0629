#include "store/watch.h"

#include "store/descriptor.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace refocus::store {

namespace fs = std::filesystem;

namespace {

// Of name, size and time of last change; 0 where there is no such file.
std::uint64_t stampOf(const fs::path &file)
{
    struct stat status = {};
    if (::stat(file.c_str(), &status) != 0)
        return 0;
    std::uint64_t hash = fs::hash_value(file);
    for (const std::uint64_t value :
         {static_cast<std::uint64_t>(status.st_ino), static_cast<std::uint64_t>(status.st_size),
          static_cast<std::uint64_t>(status.st_mtim.tv_sec),
          static_cast<std::uint64_t>(status.st_mtim.tv_nsec)})
        hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL; // splitmix64's constant; any odd one mixes.
    return hash ^ (hash >> 32U);
}

} // namespace

std::uint64_t indexStamp(const fs::path &caseFolder)
{
    std::uint64_t sum = 0;
    std::error_code error;
    for (fs::directory_iterator at(caseFolder / "videos", error), end; !error && at != end;
         at.increment(error)) {
        const std::uint64_t finished = stampOf(at->path() / "manifest.json");
        // Behind the manifest only verdicts are written to the index.
        sum += finished ? finished : stampOf(at->path() / "index.mdb"); // In any order.
        sum += stampOf(at->path() / "maps.mdb");
    }
    return sum;
}

bool isBeingWritten(const fs::path &videoFolder)
{
    const Descriptor open(::open(videoFolder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return open && ::flock(open.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

} // namespace refocus::store
