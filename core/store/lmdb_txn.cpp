#include "store/lmdb_txn.h"

#include "base/error.h"
#include "store/lmdb_error.h"

#include <lmdb.h>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace refocus::store {
namespace {

constexpr std::size_t kChecksumBytes = 4;

MDB_val toVal(Bytes bytes) { return {bytes.size(), const_cast<std::uint8_t *>(bytes.data())}; }
Bytes toBytes(const MDB_val &val)
{
    return {static_cast<const std::uint8_t *>(val.mv_data), val.mv_size};
}

std::string hex(Bytes key)
{
    std::string text;
    for (const std::uint8_t byte : key) {
        text += "0123456789abcdef"[byte >> 4U];
        text += "0123456789abcdef"[byte & 15U];
    }
    return text;
}

// Keys of names are shown as they are, keys of numbers in hex.
std::string keyText(Bytes key)
{
    const bool readable = std::ranges::all_of(key, [](auto c) { return c >= 32 && c < 127; });
    return readable ? std::string(key.begin(), key.end()) : hex(key);
}

struct CursorCloser
{
    void operator()(MDB_cursor *cursor) const { mdb_cursor_close(cursor); }
};
using CursorPtr = std::unique_ptr<MDB_cursor, CursorCloser>;

bool startsWith(Bytes key, Bytes prefix)
{
    return key.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), key.begin());
}

} // namespace

// Thrown through the work of Env::write, which then grows the map and runs it again.
struct MapFull
{};
struct MapResized
{};

std::uint64_t numberAt(Bytes key, std::size_t at, std::size_t bytes)
{
    assert(at + bytes <= key.size());
    std::uint64_t value = 0;
    for (const std::uint8_t byte : key.subspan(at, bytes))
        value = value << 8U | byte;
    return value;
}

void Record::fail(std::string_view what) const
{
    throw Error(env->file(), "record " + keyText(key) + " of " +
                                 std::string(env->tableName(table)) + " " + std::string(what));
}

Txn::Txn(Env &env, bool write) : m_env(env)
{
    int rc = mdb_txn_begin(env.m_env, nullptr, write ? 0U : unsigned{MDB_RDONLY}, &m_txn);
    if (rc == MDB_READERS_FULL) { // Processes that were killed may have left their slots taken.
        int dead = 0;
        mdb_reader_check(env.m_env, &dead);
        rc = mdb_txn_begin(env.m_env, nullptr, unsigned{MDB_RDONLY}, &m_txn);
    }
    if (rc == MDB_MAP_RESIZED)
        throw MapResized();
    if (rc != MDB_SUCCESS)
        fail(write ? "writing" : "reading", rc);
}

Txn::~Txn()
{
    if (m_txn != nullptr)
        mdb_txn_abort(m_txn);
}

void Txn::fail(std::string_view doing, int code) const
{
    if (code == MDB_MAP_FULL)
        throw MapFull();
    if (doing == "writing")
        throwWriteCode(m_env.m_file, code);
    throwCode(m_env.m_file, doing, code);
}

std::uint64_t Txn::id() const { return mdb_txn_id(m_txn); }

bool Txn::has(int table) const { return m_env.m_tables[static_cast<std::size_t>(table)] != ~0U; }

unsigned Txn::handle(int table) const
{
    if (!has(table))
        throw Error(m_env.m_file, "lacks the table \"" + std::string(m_env.tableName(table)) +
                                      "\"; it is of another kind or damaged");
    return m_env.m_tables[static_cast<std::size_t>(table)];
}

TableStat Txn::stat(int table) const
{
    MDB_stat stat{};
    if (const int rc = mdb_stat(m_txn, handle(table), &stat); rc != MDB_SUCCESS)
        fail("reading", rc);
    return {stat.ms_entries, stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages,
            stat.ms_psize};
}

Record Txn::record(int table, Bytes key, Bytes value)
{
    Record result{&m_env, table, key, {}};
    std::uint32_t sum = 0;
    if (value.size() < sizeof sum)
        result.fail("is damaged (too short)");
    const Bytes payload = value.first(value.size() - kChecksumBytes);
    std::memcpy(&sum, value.data() + payload.size(), sizeof sum);
    if (sum != recordChecksum(m_env.tableName(table), key, payload))
        result.fail("is damaged (wrong checksum)");
    result.payload = payload;
    if (!payload.empty() && reinterpret_cast<std::uintptr_t>(payload.data()) % 8 != 0) {
        m_aligned.resize((payload.size() + 7) / 8);
        std::memcpy(m_aligned.data(), payload.data(), payload.size());
        result.payload = {reinterpret_cast<const std::uint8_t *>(m_aligned.data()), payload.size()};
    }
    return result;
}

std::optional<Record> Txn::get(int table, Bytes key)
{
    MDB_val k = toVal(key);
    MDB_val v{};
    const int rc = mdb_get(m_txn, handle(table), &k, &v);
    if (rc == MDB_NOTFOUND)
        return std::nullopt;
    if (rc != MDB_SUCCESS)
        fail("reading", rc);
    m_key.assign(key.begin(), key.end()); // The caller's may be gone before the record is.
    return record(table, m_key, toBytes(v));
}

void Txn::scan(int table, Bytes from, Bytes prefix,
               const std::function<bool(const Record &)> &visit,
               const std::function<bool(const std::string &)> &onDamage)
{
    MDB_cursor *raw = nullptr;
    if (const int rc = mdb_cursor_open(m_txn, handle(table), &raw); rc != MDB_SUCCESS)
        fail("reading", rc);
    const CursorPtr cursor(raw);
    MDB_val k = toVal(from);
    MDB_val v{};
    int rc = mdb_cursor_get(cursor.get(), &k, &v, from.empty() ? MDB_FIRST : MDB_SET_RANGE);
    for (; rc == MDB_SUCCESS; rc = mdb_cursor_get(cursor.get(), &k, &v, MDB_NEXT)) {
        if (!startsWith(toBytes(k), prefix))
            return;
        try {
            if (!visit(record(table, toBytes(k), toBytes(v))))
                return;
        } catch (const Cancelled &) {
            throw;
        } catch (const Error &error) {
            if (!onDamage)
                throw;
            if (!onDamage(error.what()))
                return;
        }
    }
    if (rc != MDB_NOTFOUND)
        fail("reading", rc);
}

std::optional<std::vector<std::uint8_t>> Txn::lastKey(int table)
{
    MDB_cursor *raw = nullptr;
    if (const int rc = mdb_cursor_open(m_txn, handle(table), &raw); rc != MDB_SUCCESS)
        fail("reading", rc);
    const CursorPtr cursor(raw);
    MDB_val k{};
    MDB_val v{};
    const int rc = mdb_cursor_get(cursor.get(), &k, &v, MDB_LAST);
    if (rc == MDB_NOTFOUND)
        return std::nullopt;
    if (rc != MDB_SUCCESS)
        fail("reading", rc);
    const Bytes key = toBytes(k);
    return std::vector<std::uint8_t>(key.begin(), key.end());
}

void Txn::put(int table, Bytes key, Bytes payload) { store(table, key, payload, 0); }

void Txn::append(int table, Bytes key, Bytes payload)
{
    if (!store(table, key, payload, MDB_APPEND))
        store(table, key, payload, 0);
}

// False where MDB_APPEND found that the key is not the largest.
bool Txn::store(int table, Bytes key, Bytes payload, unsigned flags)
{
    MDB_val k = toVal(key);
    MDB_val v{payload.size() + kChecksumBytes, nullptr};
    const int rc = mdb_put(m_txn, handle(table), &k, &v, unsigned{MDB_RESERVE} | flags);
    if (rc == MDB_KEYEXIST)
        return false;
    if (rc != MDB_SUCCESS)
        fail("writing", rc);
    const std::uint32_t sum = recordChecksum(m_env.tableName(table), key, payload);
    auto *to = static_cast<std::uint8_t *>(v.mv_data);
    if (!payload.empty())
        std::memcpy(to, payload.data(), payload.size());
    std::memcpy(to + payload.size(), &sum, sizeof sum);
    return true;
}

bool Txn::erase(int table, Bytes key)
{
    MDB_val k = toVal(key);
    const int rc = mdb_del(m_txn, handle(table), &k, nullptr);
    if (rc == MDB_NOTFOUND)
        return false;
    if (rc != MDB_SUCCESS)
        fail("writing", rc);
    return true;
}

void Txn::clear(int table)
{
    if (!has(table))
        return;
    if (const int rc = mdb_drop(m_txn, handle(table), 0); rc != MDB_SUCCESS)
        fail("writing", rc);
}

void Txn::commit()
{
    const int rc = mdb_txn_commit(std::exchange(m_txn, nullptr));
    if (rc != MDB_SUCCESS)
        fail("writing", rc);
}

void Env::read(const std::function<void(Txn &)> &work)
{
    for (int tries = 1;;) {
        try {
            const std::shared_lock lock(m_mapMutex);
            Txn txn(*this, false);
            try {
                work(txn);
                return;
            } catch (const Cancelled &) {
                throw;
            } catch (const Error &) {
                if (!mayBeWrittenOver(txn) || ++tries > kTriesBesideWriter)
                    throw;
                continue;
            }
        } catch (const MapResized &) {
        }
        adoptSize();
    }
}

void Env::write(const std::function<void(Txn &)> &work)
{
    if (!m_writable)
        throw Error(m_file, "no permission to write");
    while (true) {
        bool full = false;
        try {
            const std::shared_lock lock(m_mapMutex);
            Txn txn(*this, true);
            work(txn);
            txn.commit();
            return;
        } catch (const MapFull &) {
            full = true;
        } catch (const MapResized &) {
        }
        if (full)
            grow();
        else
            adoptSize();
    }
}

} // namespace refocus::store
