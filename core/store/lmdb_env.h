// An LMDB environment: one file, opened once in a process however many ask for it. Thread-safe.
// LMDB itself stays inside; see lmdb_txn.h for reading and writing.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

struct MDB_env;

namespace refocus::store {

class Txn;
struct PageWalk;

class Env
{
public:
    using Tables = std::span<const char *const>; // Names; a table is its place in here.

    // Opens a file that is there. Its pages are checked first. Opened for writing where the system
    // permits that, else for reading. Throws Error.
    static std::shared_ptr<Env> open(const std::filesystem::path &file, Tables tables);

    // Makes the file with all tables and what fill puts in, under a temporary name, and renames it:
    // a file that is there is whole. Throws Error.
    static void create(const std::filesystem::path &file, Tables tables,
                       const std::function<void(Txn &)> &fill);

    Env(const Env &) = delete;
    Env &operator=(const Env &) = delete;
    ~Env();

    const std::filesystem::path &file() const { return m_file; }
    bool writable() const { return m_writable; }
    std::string_view tableName(int table) const { return m_names[static_cast<std::size_t>(table)]; }

    // A short transaction; work may run again and so must not leave traces when it throws. It does
    // where it threw Error and a writer that could not be kept out may be why.
    // Requires: no transaction is open in this thread.
    void read(const std::function<void(Txn &)> &work);
    // As read(), for the only writer; commits unless work throws. Grows the file as needed.
    void write(const std::function<void(Txn &)> &work);

    bool isFile(const std::filesystem::path &file) const; // Still the one that was opened?
    PageWalk walk(); // Checks the pages of the last committed transaction.

private:
    friend class Txn;
    using FileId = std::pair<dev_t, ino_t>; // The same for every path that leads to the file.
    static constexpr int kTriesBesideWriter = 3;
    struct Registry;

    Env(std::filesystem::path file, Tables tables);
    static Registry &registry();
    static std::optional<FileId> fileId(const std::filesystem::path &file);
    void openFile(bool create);
    void openTables(bool create);
    void grow();
    void adoptSize();
    bool mayBeWrittenOver(const Txn &txn) const;

    std::filesystem::path m_file;
    std::vector<const char *> m_names;
    std::vector<unsigned> m_tables; // LMDB's handles.
    MDB_env *m_env = nullptr;
    std::optional<FileId> m_registered;
    bool m_writable = true;
    std::shared_mutex
        m_mapMutex; // Held shared by transactions, alone by who changes the map's size.
};

} // namespace refocus::store
