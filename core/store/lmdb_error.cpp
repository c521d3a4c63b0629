#include "store/lmdb_error.h"

#include "base/error.h"

#include <lmdb.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

namespace refocus::store {
namespace {

std::string fault(int code)
{
    switch (code) {
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
        return "is damaged (a page of the database is missing or wrong)";
    case MDB_INVALID:
        return "is not a database of Refocus, or its beginning is damaged";
    case MDB_VERSION_MISMATCH:
        return "was written by another version of the database library";
    case MDB_MAP_FULL:
        return "the database cannot grow further";
    case MDB_READERS_FULL:
        return "too many readers have it open at once";
    case MDB_BAD_VALSIZE:
        return "a name is longer than 500 bytes";
    case MDB_PANIC:
        return "an earlier write failed in the middle; close it and open it again";
    case ENOSPC:
    case EDQUOT:
        return "the disk is full";
    case EFBIG:
        return "the file may not grow further (the limit of the file system or of the user)";
    case EIO:
        return "the disk reports that it cannot read or write";
    case EACCES:
    case EPERM:
        return "no permission";
    case EROFS:
        return "the disk is read-only";
    case ENOENT:
        return "is not there";
    case ENOTDIR:
    case EISDIR:
        return "a file was expected where there is a folder, or the other way round";
    case ENOMEM:
        return "there is not enough memory to open it";
    default:
        return mdb_strerror(code);
    }
}

} // namespace

void throwCode(const std::filesystem::path &file, std::string_view doing, int code)
{
    throw Error(file, fault(code) + " (" + std::string(doing) + ")");
}

void throwWriteCode(const std::filesystem::path &file, int code)
{
    constexpr std::uint64_t kNoRoom = 64U << 10U;
    struct statvfs disk
    {};
    rlimit limit{};
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (code == EIO && ::statvfs(file.c_str(), &disk) == 0 &&
        std::uint64_t{disk.f_bavail} * disk.f_frsize < kNoRoom)
        code = ENOSPC;
    else if (code == EIO && !error && ::getrlimit(RLIMIT_FSIZE, &limit) == 0 &&
             limit.rlim_cur != RLIM_INFINITY && size + kNoRoom > limit.rlim_cur)
        code = EFBIG;
    throwCode(file, "writing", code);
}

namespace {

mode_t modeOf(const std::filesystem::path &file)
{
    struct stat status
    {};
    if (::stat(file.c_str(), &status) == 0)
        return status.st_mode;
    if (errno != ENOENT && errno != ENOTDIR)
        throwErrno(file, "opening");
    return 0;
}

} // namespace

bool isThere(const std::filesystem::path &file) { return modeOf(file) != 0; }
bool isFolder(const std::filesystem::path &file) { return S_ISDIR(modeOf(file)); }

void throwErrno(const std::filesystem::path &file, std::string_view doing)
{
    throwCode(file, doing, errno);
}

} // namespace refocus::store
