#include "base/error.h"
#include "base/sha256.h"
#include "store/descriptor.h"
#include "store/files.h"
#include "store/lmdb_error.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <vector>

namespace refocus::store {

std::string sha256OfFile(const std::filesystem::path &file, const Progress &progress)
{
    const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status
    {};
    if (!fd || ::fstat(fd.get(), &status) != 0)
        throwErrno(file, "reading");
    if (S_ISDIR(status.st_mode))
        throw Error(file, "is a folder, not a file");
    Sha256 sum;
    std::vector<std::byte> block(std::size_t{1} << 20U);
    const auto size = static_cast<double>(status.st_size);
    double done = 0;
    while (true) {
        const ssize_t n = ::read(fd.get(), block.data(), block.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            throwErrno(file, "reading");
        if (n == 0)
            return sum.hexDigest();
        sum.add(std::span(block).first(static_cast<std::size_t>(n)));
        done += static_cast<double>(n);
        if (!goOn(progress, {size > 0 ? done / size : 1.0, file.filename().string()}))
            throw Cancelled();
    }
}

} // namespace refocus::store
