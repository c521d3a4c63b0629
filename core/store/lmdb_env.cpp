#include "store/lmdb_env.h"

#include "base/error.h"
#include "store/lmdb_error.h"
#include "store/lmdb_txn.h"
#include "store/page_walk.h"

#include <lmdb.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace refocus::store {
namespace {

constexpr std::size_t kSmallestMap = std::size_t{16} << 20U;
constexpr unsigned kMaxReaders = 512;
constexpr unsigned kNoTable = ~0U;

std::uint64_t sizeOf(const std::filesystem::path &file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error)
        throwCode(file, "opening", error.value());
    return size;
}

bool isPermission(int code) { return code == EACCES || code == EROFS || code == EPERM; }

} // namespace

// Closing an environment that another part of the process has open as well would drop LMDB's file
// lock: so there is one Env a file, and a file is opened again only when it is closed.
struct Env::Registry
{
    std::mutex mutex;
    std::condition_variable closed;
    std::map<FileId, std::weak_ptr<Env>> open;
};

Env::Registry &Env::registry()
{
    static Registry instance;
    return instance;
}

std::optional<Env::FileId> Env::fileId(const std::filesystem::path &file)
{
    struct stat status
    {};
    if (::stat(file.c_str(), &status) != 0)
        return std::nullopt;
    return FileId{status.st_dev, status.st_ino};
}

bool Env::isFile(const std::filesystem::path &file) const
{
    return m_registered && fileId(file) == m_registered;
}

Env::Env(std::filesystem::path file, Tables tables)
    : m_file(std::move(file)), m_names(tables.begin(), tables.end())
{}

Env::~Env()
{
    if (m_env != nullptr)
        mdb_env_close(m_env);
    if (m_registered) {
        Registry &all = registry();
        const std::scoped_lock lock(all.mutex);
        all.open.erase(*m_registered);
        all.closed.notify_all();
    }
}

std::shared_ptr<Env> Env::open(const std::filesystem::path &file, Tables tables)
{
    Registry &all = registry();
    std::unique_lock lock(all.mutex);
    const auto id = fileId(file);
    if (!id)
        throwErrno(file, "opening");
    for (auto it = all.open.find(*id); it != all.open.end(); it = all.open.find(*id)) {
        if (auto env = it->second.lock())
            return env;
        all.closed.wait(lock);
    }
    if (const auto fault = checkMetaPages(file))
        throw Error(file, *fault);
    std::shared_ptr<Env> env(new Env(file, tables));
    env->openFile(false);
    if (const PageWalk walk = env->walk(); walk.fault)
        throw Error(file, *walk.fault);
    env->openTables(false);
    all.open[*id] = env;
    env->m_registered = id;
    return env;
}

void Env::create(const std::filesystem::path &file, Tables tables,
                 const std::function<void(Txn &)> &fill)
{
    const std::filesystem::path temporary = file.string() + ".new";
    const std::filesystem::path lockFile = temporary.string() + "-lock";
    ::unlink(temporary.c_str());
    try {
        Env env(temporary, tables);
        env.m_file = temporary;
        env.openFile(true);
        env.openTables(true);
        env.write(fill);
    } catch (...) {
        ::unlink(temporary.c_str());
        ::unlink(lockFile.c_str());
        throw;
    }
    ::unlink(lockFile.c_str());
    if (::rename(temporary.c_str(), file.c_str()) != 0)
        throwErrno(file, "writing");
    syncFolder(file.parent_path());
}

void Env::openFile(bool create)
{
    const auto size = create ? 0 : sizeOf(m_file);
    // Reading goes on without a lock where its file can neither be opened for writing nor made. On
    // a read-only disk nobody writes, but another user may: see mayBeWrittenOver(). That user's
    // group may take the lock, if the umask lets it.
    for (const unsigned readOnly : {0U, unsigned{MDB_RDONLY}, unsigned{MDB_RDONLY | MDB_NOLOCK}}) {
        int rc = mdb_env_create(&m_env);
        if (rc != MDB_SUCCESS)
            throwCode(m_file, "opening", rc);
        mdb_env_set_maxdbs(m_env, static_cast<MDB_dbi>(m_names.size() + 4));
        mdb_env_set_maxreaders(m_env, kMaxReaders);
        mdb_env_set_mapsize(m_env, std::max(kSmallestMap, static_cast<std::size_t>(size) * 2));
        rc = mdb_env_open(m_env, m_file.c_str(), unsigned{MDB_NOSUBDIR | MDB_NOTLS} | readOnly,
                          create ? 0644 : 0664); // Of the file, or only of its lock.
        if (rc == MDB_SUCCESS) {
            m_writable = readOnly == 0;
            int dead = 0;
            mdb_reader_check(m_env, &dead);
            return;
        }
        mdb_env_close(std::exchange(m_env, nullptr));
        if (!isPermission(rc) || create || (readOnly & MDB_NOLOCK) != 0)
            throwCode(m_file, "opening", rc);
    }
}

void Env::openTables(bool create)
{
    const auto work = [&](Txn &txn) {
        m_tables.assign(m_names.size(), kNoTable);
        for (std::size_t i = 0; i < m_names.size(); ++i) {
            MDB_dbi handle = 0;
            const int rc =
                mdb_dbi_open(txn.m_txn, m_names[i], create ? unsigned{MDB_CREATE} : 0U, &handle);
            if (rc == MDB_SUCCESS)
                m_tables[i] = handle;
            else if (rc != MDB_NOTFOUND)
                throwCode(m_file, "opening", rc);
        }
        if (!create)
            txn.commit(); // Else the handles would be closed with the transaction.
    };
    if (create)
        write(work);
    else
        read(work);
}

PageWalk Env::walk()
{
    PageWalk result;
    bool again = false;
    int tries = 0;
    do {
        read([&](Txn &txn) {
            result = walkPages(m_file, txn.id());
            again = result.stale ||
                    (result.fault && mayBeWrittenOver(txn) && ++tries < kTriesBesideWriter);
        });
    } while (again);
    return result;
}

// A reader without a lock does not keep a writer from using its pages again. So a fault that was
// found while somebody committed need not be one.
bool Env::mayBeWrittenOver(const Txn &txn) const
{
    MDB_envinfo info{};
    mdb_env_info(m_env, &info);
    return !m_writable && info.me_last_txnid != txn.id();
}

void Env::grow()
{
    const std::unique_lock lock(m_mapMutex);
    MDB_envinfo info{};
    mdb_env_info(m_env, &info);
    if (const int rc = mdb_env_set_mapsize(m_env, info.me_mapsize * 2); rc != MDB_SUCCESS)
        throwCode(m_file, "growing", rc);
}

void Env::adoptSize()
{
    const std::unique_lock lock(m_mapMutex);
    if (const int rc = mdb_env_set_mapsize(m_env, 0); rc != MDB_SUCCESS)
        throwCode(m_file, "opening", rc);
}

} // namespace refocus::store
