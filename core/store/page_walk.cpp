#include "store/page_walk.h"

#include "store/descriptor.h"
#include "store/lmdb_error.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace refocus::store {
namespace {

// mdb.c of 0.9.24, 64 bit. A page begins with number 8, pad 2, flags 2, lower 2, upper 2 bytes (or
// the number of pages in 4 of an overflow page); then the offsets of the nodes, 2 bytes each.
constexpr std::uint32_t kMagic = 0xBEEFC0DE;
constexpr std::uint32_t kDataVersion = 1;
constexpr std::size_t kPageHeader = 16, kNodeHeader = 8, kDbSize = 48, kMetaSize = 152;
constexpr std::uint16_t kBranch = 1, kLeaf = 2, kOverflow = 4, kMeta = 8;
constexpr std::uint16_t kBigData = 1, kSubDb = 2; // Flags of a node.
constexpr std::uint16_t kIntegerKey = 8, kNoSubdir = 0x4000;
constexpr std::size_t kMaxKey = 511;
constexpr int kMaxDepth = 32; // LMDB's cursor stack.
constexpr std::uint64_t kNoPage = ~std::uint64_t{0};
constexpr std::uint64_t kMaxMapSize = std::uint64_t{1} << 44U;

struct Fault
{
    std::string what;
};

template <class T> T load(const std::uint8_t *p)
{
    T value;
    std::memcpy(&value, p, sizeof value);
    return value;
}

struct Db
{
    std::uint32_t pad = 0;
    std::uint16_t flags = 0, depth = 0;
    std::uint64_t branchPages = 0, leafPages = 0, overflowPages = 0, entries = 0, root = 0;

    static Db at(const std::uint8_t *p)
    {
        return {load<std::uint32_t>(p),      load<std::uint16_t>(p + 4),
                load<std::uint16_t>(p + 6),  load<std::uint64_t>(p + 8),
                load<std::uint64_t>(p + 16), load<std::uint64_t>(p + 24),
                load<std::uint64_t>(p + 32), load<std::uint64_t>(p + 40)};
    }
};

struct Meta
{
    std::uint64_t mapSize = 0, lastPage = 0, transaction = 0;
    std::uint32_t pageSize = 0;
    Db free, main;
};

struct File
{
    Descriptor fd;
    std::uint64_t size = 0;

    explicit File(const std::filesystem::path &name)
        : fd(::open(name.c_str(), O_RDONLY | O_CLOEXEC))
    {
        struct stat status
        {};
        if (!fd || ::fstat(fd.get(), &status) != 0)
            throwErrno(name, "opening");
        size = static_cast<std::uint64_t>(status.st_size);
    }

    bool read(std::uint64_t offset, std::uint8_t *to, std::size_t n) const
    {
        while (n > 0) {
            const ssize_t got = ::pread(fd.get(), to, n, static_cast<off_t>(offset));
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                return false;
            to += got;
            offset += static_cast<std::uint64_t>(got);
            n -= static_cast<std::size_t>(got);
        }
        return true;
    }
};

void require(bool holds, const char *what)
{
    if (!holds)
        throw Fault{what};
}

Meta readMeta(const File &file, std::uint64_t offset)
{
    std::array<std::uint8_t, kMetaSize> p{};
    require(file.read(offset, p.data(), p.size()), "is too short for a database");
    require((load<std::uint16_t>(p.data() + 10) & kMeta) != 0 &&
                load<std::uint32_t>(p.data() + 16) == kMagic,
            "is not a database of Refocus, or its beginning is damaged");
    require(load<std::uint32_t>(p.data() + 20) == kDataVersion,
            "was written by another version of the database library");
    Meta meta;
    meta.mapSize = load<std::uint64_t>(p.data() + 32);
    meta.free = Db::at(p.data() + 40);
    meta.main = Db::at(p.data() + 88);
    meta.lastPage = load<std::uint64_t>(p.data() + 136);
    meta.transaction = load<std::uint64_t>(p.data() + 144);
    meta.pageSize = meta.free.pad;
    require(std::has_single_bit(meta.pageSize) && meta.pageSize >= 512 && meta.pageSize <= 32768,
            "is damaged: its page size is impossible");
    require(load<std::uint64_t>(p.data()) * meta.pageSize == offset,
            "is damaged: a meta page has the wrong number");
    require(meta.mapSize <= kMaxMapSize && meta.mapSize % meta.pageSize == 0 &&
                meta.lastPage < meta.mapSize / meta.pageSize && meta.lastPage >= 1,
            "is damaged: its size does not fit its last page");
    require((meta.free.flags & ~kNoSubdir) == kIntegerKey && meta.main.flags == 0,
            "is damaged: the flags of a meta page are wrong");
    return meta;
}

std::array<Meta, 2> readMetas(const File &file)
{
    const Meta first = readMeta(file, 0);
    const Meta second = readMeta(file, first.pageSize);
    require(first.pageSize == second.pageSize, "is damaged: its meta pages contradict each other");
    // The meta pages are written in turn: even transactions to the first, odd ones to the second.
    const auto a = first.transaction;
    const auto b = second.transaction;
    require((a == 0 && b == 0) || (a % 2 == 0 && b % 2 == 1 && (a + 1 == b || b + 1 == a)),
            "is damaged: its meta pages contradict each other");
    return {first, second};
}

class Walker
{
public:
    Walker(const File &file, const Meta &meta)
        : m_file(file), m_meta(meta), m_psize(meta.pageSize), m_filePages(file.size / m_psize),
          m_buffers(kMaxDepth + 1)
    {
        m_seen.resize(std::min(m_filePages, meta.lastPage + 1));
    }

    std::uint64_t walk()
    {
        m_kind = Kind::Names;
        tree(m_meta.main);
        const std::vector<Db> tables = std::move(m_tables);
        m_kind = Kind::Records;
        for (const Db &table : tables)
            tree(table);
        m_kind = Kind::FreeList;
        tree(m_meta.free);
        for (const std::uint64_t page : m_free) {
            require(page >= 2 && page <= m_meta.lastPage, "the list of free pages is wrong");
            require(page >= m_seen.size() || !m_seen[page], "a free page is in use");
        }
        std::ranges::sort(m_free);
        require(std::ranges::adjacent_find(m_free) == m_free.end(), "a page is free twice");
        return m_used;
    }

private:
    enum class Kind { Names, Records, FreeList };

    void take(std::uint64_t page, std::uint64_t count)
    {
        require(page >= 2 && count >= 1 && count <= m_seen.size() && page <= m_seen.size() - count,
                "a page lies beyond the end of the file");
        for (std::uint64_t i = page; i < page + count; ++i) {
            require(!m_seen[i], "a page is used twice");
            m_seen[i] = true;
        }
        m_used += count;
    }

    void tree(const Db &db)
    {
        require(m_kind == Kind::FreeList || db.pad == 0, "the head of a table is wrong");
        require(m_kind == Kind::FreeList || db.flags == 0, "the flags of a table are wrong");
        if (db.root == kNoPage) {
            require(db.entries == 0 && db.depth == 0, "an empty table counts entries");
            return;
        }
        require(db.depth >= 1 && db.depth < kMaxDepth, "a table is too deep");
        m_depth = db.depth;
        m_count = {};
        page(db.root, 1, {}, {});
        require(m_count.entries == db.entries && m_count.branchPages == db.branchPages &&
                    m_count.leafPages == db.leafPages && m_count.overflowPages == db.overflowPages,
                "a table's counts do not fit its pages");
    }

    bool less(std::string_view a, std::string_view b) const
    {
        if (m_kind != Kind::FreeList)
            return a < b;
        return load<std::uint64_t>(reinterpret_cast<const std::uint8_t *>(a.data())) <
               load<std::uint64_t>(reinterpret_cast<const std::uint8_t *>(b.data()));
    }

    // Keys of the page are in [low, high); an empty bound is none.
    void page(std::uint64_t number, int depth, std::string_view low, std::string_view high)
    {
        take(number, 1);
        auto &buffer = m_buffers[static_cast<std::size_t>(depth)];
        buffer.resize(m_psize);
        const std::uint8_t *p = buffer.data();
        require(m_file.read(number * m_psize, buffer.data(), m_psize), "a page cannot be read");
        require(load<std::uint64_t>(p) == number, "a page has the wrong number");
        const bool isLeaf = depth == m_depth;
        require(load<std::uint16_t>(p + 10) == (isLeaf ? kLeaf : kBranch),
                "a page is of the wrong kind");
        const std::size_t lower = load<std::uint16_t>(p + 12);
        const std::size_t upper = load<std::uint16_t>(p + 14);
        require(lower >= kPageHeader && lower % 2 == 0 && lower <= upper && upper <= m_psize,
                "the bounds of a page are wrong");
        const std::size_t count = (lower - kPageHeader) / 2;
        require(count >= (isLeaf || m_kind == Kind::FreeList ? 1U : 2U), "a page has no entries");
        ++(isLeaf ? m_count.leafPages : m_count.branchPages);

        // 1. The nodes lie within the page and fill what the header says.
        m_keys.clear();
        std::size_t filled = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t at = load<std::uint16_t>(p + kPageHeader + 2 * i);
            require(at >= upper && at % 2 == 0 && at + kNodeHeader <= m_psize,
                    "a node lies outside its page");
            const std::size_t keySize = load<std::uint16_t>(p + at + 6);
            const std::size_t dataSize = isLeaf ? inlineSize(p + at) : 0;
            const std::size_t size = kNodeHeader + keySize + dataSize;
            require(keySize <= kMaxKey && size <= m_psize - at, "a node is longer than its page");
            require(m_kind != Kind::FreeList || keySize == 8 || (!isLeaf && i == 0),
                    "a key has the wrong length");
            require(keySize > 0 || (!isLeaf && i == 0), "a key is empty");
            filled += size + size % 2;
            m_keys.emplace_back(reinterpret_cast<const char *>(p + at + kNodeHeader), keySize);
        }
        require(filled == m_psize - upper, "the nodes do not fill their page");

        // 2. Keys rise and stay within what the branch above promises.
        for (std::size_t i = isLeaf ? 0 : 1; i < count; ++i) {
            const bool first = isLeaf ? i == 0 : i == 1;
            require(first ? low.empty() || !less(m_keys[i], low) : less(m_keys[i - 1], m_keys[i]),
                    "keys are out of order");
            require(high.empty() || less(m_keys[i], high), "keys are out of order");
        }

        // 3. What hangs below.
        if (isLeaf) {
            for (std::size_t i = 0; i < count; ++i)
                leafNode(p + load<std::uint16_t>(p + kPageHeader + 2 * i));
            m_count.entries += count;
            return;
        }
        const std::vector<std::string_view> keys = m_keys;
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint8_t *node = p + load<std::uint16_t>(p + kPageHeader + 2 * i);
            const std::uint64_t child = std::uint64_t{load<std::uint16_t>(node)} |
                                        std::uint64_t{load<std::uint16_t>(node + 2)} << 16U |
                                        std::uint64_t{load<std::uint16_t>(node + 4)} << 32U;
            page(child, depth + 1, i == 0 ? low : keys[i], i + 1 < count ? keys[i + 1] : high);
        }
    }

    static std::size_t dataLength(const std::uint8_t *node)
    {
        return load<std::uint16_t>(node) | std::size_t{load<std::uint16_t>(node + 2)} << 16U;
    }

    std::size_t inlineSize(const std::uint8_t *node) const
    {
        const auto flags = load<std::uint16_t>(node + 4);
        if (m_kind == Kind::Names)
            require(flags == kSubDb && dataLength(node) == kDbSize, "a table's entry is wrong");
        else
            require(flags == 0 || flags == kBigData, "a node has wrong flags");
        return flags == kBigData ? 8 : dataLength(node);
    }

    void leafNode(const std::uint8_t *node)
    {
        const std::uint8_t *data = node + kNodeHeader + load<std::uint16_t>(node + 6);
        const std::size_t length = dataLength(node);
        if (m_kind == Kind::Names) {
            m_tables.push_back(Db::at(data));
            return;
        }
        if (load<std::uint16_t>(node + 4) != kBigData) {
            if (m_kind == Kind::FreeList)
                freeList(data, length);
            return;
        }
        const auto first = load<std::uint64_t>(data);
        std::array<std::uint8_t, kPageHeader> header{};
        require(first < m_seen.size() && m_file.read(first * m_psize, header.data(), header.size()),
                "an overflow page lies beyond the end of the file");
        const auto pages = load<std::uint32_t>(header.data() + 12);
        require(load<std::uint64_t>(header.data()) == first &&
                    load<std::uint16_t>(header.data() + 10) == kOverflow,
                "a page is of the wrong kind");
        require(pages >= (kPageHeader - 1 + length) / m_psize + 1,
                "a value is longer than its pages");
        take(first, pages);
        m_count.overflowPages += pages;
        if (m_kind == Kind::FreeList) {
            std::vector<std::uint8_t> list(length);
            require(m_file.read(first * m_psize + kPageHeader, list.data(), length),
                    "a page cannot be read");
            freeList(list.data(), length);
        }
    }

    // The number of pages, then the pages, falling.
    void freeList(const std::uint8_t *data, std::size_t length)
    {
        require(length >= 8 && load<std::uint64_t>(data) <= length / 8 - 1,
                "the list of free pages is wrong");
        const auto count = load<std::uint64_t>(data);
        std::uint64_t previous = kNoPage;
        for (std::uint64_t i = 1; i <= count; ++i) {
            const auto page = load<std::uint64_t>(data + 8 * i);
            require(page < previous, "the list of free pages is wrong");
            m_free.push_back(previous = page);
        }
    }

    const File &m_file;
    const Meta &m_meta;
    std::size_t m_psize;
    std::uint64_t m_filePages;
    std::vector<std::vector<std::uint8_t>> m_buffers; // One page a level.
    std::vector<bool> m_seen;
    std::vector<std::string_view> m_keys; // Of the page at hand.
    std::vector<Db> m_tables;
    std::vector<std::uint64_t> m_free;
    std::uint64_t m_used = 0;
    Kind m_kind = Kind::Names;
    int m_depth = 0;
    Db m_count;
};

} // namespace

std::optional<std::string> checkMetaPages(const std::filesystem::path &name)
{
    const File file(name);
    // A writer may be at work on one of the two pages: what is wrong only for a moment is not
    // wrong.
    for (int attempt = 0;; ++attempt) {
        try {
            readMetas(file);
            return std::nullopt;
        } catch (const Fault &fault) {
            if (attempt == 2)
                return fault.what;
        }
    }
}

PageWalk walkPages(const std::filesystem::path &name, std::uint64_t transaction)
{
    const File file(name);
    PageWalk result;
    try {
        const Meta meta = readMeta(file, 0);
        const Meta wanted = transaction % 2 == 0 ? meta : readMeta(file, meta.pageSize);
        if (wanted.transaction != transaction) {
            result.stale = true;
            return result;
        }
        result.pages = Walker(file, wanted).walk();
    } catch (const Fault &fault) {
        result.fault = "is damaged: " + fault.what;
        if (fault.what.starts_with("is "))
            result.fault = fault.what;
    }
    return result;
}

} // namespace refocus::store
