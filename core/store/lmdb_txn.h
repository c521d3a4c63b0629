// One LMDB transaction, as Env::read and Env::write hand it to their work. One thread.
#pragma once

#include "store/checksum.h"
#include "store/lmdb_env.h"

#include <array>
#include <optional>
#include <string>

struct MDB_txn;
struct MDB_cursor;

namespace refocus::store {

// A key: its numbers big-endian, so that LMDB's order by bytes is theirs.
class Key
{
public:
    Key &u8(std::uint8_t v) { return number(v, 1); }
    Key &u16(std::uint16_t v) { return number(v, 2); }
    Key &u32(std::uint32_t v) { return number(v, 4); }
    Key &u64(std::uint64_t v) { return number(v, 8); }
    Key &i64(std::int64_t v)
    {
        return u64(static_cast<std::uint64_t>(v) ^ (std::uint64_t{1} << 63U));
    }
    operator Bytes() const { return {m_bytes.data(), m_size}; }

private:
    Key &number(std::uint64_t v, int bytes)
    {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
            m_bytes[m_size++] = static_cast<std::uint8_t>(v >> static_cast<unsigned>(shift));
        return *this;
    }

    std::array<std::uint8_t, 32> m_bytes{};
    std::size_t m_size = 0;
};

// The big-endian number that begins at byte `at`. Requires: it lies within the key.
std::uint64_t numberAt(Bytes key, std::size_t at, std::size_t bytes);
inline std::int64_t signedAt(Bytes key, std::size_t at)
{
    return static_cast<std::int64_t>(numberAt(key, at, 8) ^ (std::uint64_t{1} << 63U));
}

// A value whose checksum was right, until the next call on the transaction. The payload lies on
// 8 bytes.
struct Record
{
    const Env *env = nullptr;
    int table = 0;
    Bytes key, payload;

    // Throws Error naming file, table and key: "... record 0000000000000007 of patches WHAT".
    [[noreturn]] void fail(std::string_view what) const;
};

struct TableStat
{
    std::uint64_t entries = 0, pages = 0, pageSize = 0;
};

class Txn
{
public:
    Txn(Env &env, bool write);
    Txn(const Txn &) = delete;
    Txn &operator=(const Txn &) = delete;
    ~Txn(); // Aborts what was not committed.

    std::uint64_t id() const;
    bool has(int table) const; // False in a file that was made without it.
    TableStat stat(int table) const;

    std::optional<Record> get(int table, Bytes key);
    // Records from the first whose key is not less than `from`, while they begin with `prefix` and
    // visit says go on. A damaged record throws, or, with onDamage, is told of and passed over.
    void scan(int table, Bytes from, Bytes prefix, const std::function<bool(const Record &)> &visit,
              const std::function<bool(const std::string &)> &onDamage = {});
    void scan(int table, Bytes prefix, const std::function<bool(const Record &)> &visit)
    {
        scan(table, prefix, prefix, visit);
    }
    std::optional<std::vector<std::uint8_t>> lastKey(int table);

    void put(int table, Bytes key, Bytes payload);
    // As put(); fills pages to the brim where the key is the largest so far, as with ids that rise.
    void append(int table, Bytes key, Bytes payload);
    bool erase(int table, Bytes key); // False if it was not there.
    void clear(int table);            // Erases every record.
    void commit();

private:
    friend class Env;
    [[noreturn]] void fail(std::string_view doing, int code) const;
    unsigned handle(int table) const;
    Record record(int table, Bytes key, Bytes value);
    bool store(int table, Bytes key, Bytes payload, unsigned flags);

    Env &m_env;
    MDB_txn *m_txn = nullptr;
    std::vector<std::uint8_t> m_key;      // Of the record that get() returned.
    std::vector<std::uint64_t> m_aligned; // The payload at hand, where LMDB has it crooked.
};

} // namespace refocus::store
