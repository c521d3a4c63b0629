#include "store/writer_lock.h"

#include "base/error.h"
#include "store/lmdb_error.h"

#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>

namespace refocus::store {

Descriptor lockForWriting(const std::filesystem::path &videoFolder)
{
    using namespace std::chrono_literals;
    Descriptor lock(::open(videoFolder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!lock)
        throwErrno(videoFolder, "opening");
    for (int tries = 5; ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;) {
        if (--tries == 0)
            throw Error(videoFolder, "is being written by another ingest");
        std::this_thread::sleep_for(10ms); // isBeingWritten() has it for a moment.
    }
    return lock;
}

} // namespace refocus::store
