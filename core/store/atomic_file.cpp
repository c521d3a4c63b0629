#include "base/error.h"
#include "store/descriptor.h"
#include "store/files.h"
#include "store/lmdb_error.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace refocus::store {
namespace {

void writeAll(const Descriptor &file, const std::filesystem::path &name, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t n = ::write(file.get(), bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            throwErrno(name, "writing");
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

} // namespace

void syncFolder(const std::filesystem::path &folder)
{
    const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some file systems cannot sync a folder; then there is nothing more to be done.
    if (!fd || (::fsync(fd.get()) != 0 && errno != EINVAL && errno != EROFS))
        throwErrno(folder, "syncing");
}

void writeFileAtomically(const std::filesystem::path &file, std::string_view bytes)
{
    const std::filesystem::path temporary = file.string() + ".new";
    try {
        const Descriptor fd(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
        if (!fd)
            throwErrno(file, "writing");
        writeAll(fd, file, bytes);
        if (::fsync(fd.get()) != 0)
            throwErrno(file, "writing");
        if (::rename(temporary.c_str(), file.c_str()) != 0)
            throwErrno(file, "writing");
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    syncFolder(file.has_parent_path() ? file.parent_path() : ".");
}

std::string readFile(const std::filesystem::path &file, std::uint64_t maxBytes)
{
    const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status
    {};
    if (!fd || ::fstat(fd.get(), &status) != 0)
        throwErrno(file, "reading");
    if (!S_ISREG(status.st_mode))
        throw Error(file, "is not a file");
    if (static_cast<std::uint64_t>(status.st_size) > maxBytes)
        throw Error(file, "is larger than such a file can be");
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t n = ::read(fd.get(), bytes.data() + done, bytes.size() - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            throwErrno(file, "reading");
        if (n == 0)
            break;
        done += static_cast<std::size_t>(n);
    }
    bytes.resize(done);
    return bytes;
}

} // namespace refocus::store
