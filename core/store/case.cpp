#include "store/case.h"

#include "base/error.h"
#include "store/lmdb_error.h"
#include "store/pack.h"
#include "store/tables.h"
#include "store/video_files.h"
#include "store/watch.h"

#include <algorithm>
#include <chrono>

namespace refocus::store {
namespace {

namespace fs = std::filesystem;
namespace table = case_table;

constexpr auto kCaseFile = "case.mdb";
constexpr auto kVideos = "videos";
constexpr auto kCaseKind = "refocus-case";
constexpr std::size_t kLongestStem = 48;

bool isIdCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

bool isVideoId(std::string_view id)
{
    return !id.empty() && id.front() != '.' && std::ranges::all_of(id, isIdCharacter);
}

// Two names in one key; the first never holds a zero byte.
std::string pairKey(std::string_view first, std::string_view second = {})
{
    if (first.find('\0') != std::string_view::npos)
        throw Error("A name in a case cannot hold a zero byte");
    return std::string(first) + '\0' + std::string(second);
}

std::string reviewKey(const PatchRef &patch)
{
    const Key number = Key().u64(patch.patch);
    const Bytes bytes = number;
    return pairKey(patch.video, {reinterpret_cast<const char *>(bytes.data()), bytes.size()});
}

std::string afterPair(Bytes key)
{
    const auto zero = std::ranges::find(key, std::uint8_t{0});
    return zero == key.end() ? std::string() : std::string(zero + 1, key.end());
}

std::int64_t nowMicroseconds()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

struct Case::Private
{
    fs::path folder;
    std::shared_ptr<Env> env;
    bool writable = false;

    void write(const std::function<void(Txn &)> &work) const
    {
        if (!writable)
            throw Error(env->file(),
                        env->writable() ? "was opened for reading only" : "no permission to write");
        env->write(work);
    }
};

Case::Case(std::unique_ptr<Private> p) : d(std::move(p)) {}
Case::Case(Case &&) noexcept = default;
Case &Case::operator=(Case &&) noexcept = default;
Case::~Case() = default;

bool Case::isAt(const fs::path &folder) { return isThere(folder / kCaseFile); }

bool Case::isFree(const fs::path &folder)
{
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        const bool left = name.starts_with(std::string(kCaseFile) + ".new") ||
                          (name == kVideos && fs::is_empty(it->path(), error));
        if (!left)
            return false;
    }
    return !error;
}

Case Case::create(const fs::path &folder)
{
    std::error_code error;
    if (isThere(folder / kCaseFile))
        throw Error(folder, "is a case already");
    if (isThere(folder) && !isFree(folder))
        throw Error(folder, "is there already and is not an empty folder");
    if (!error)
        fs::create_directories(folder / kVideos, error);
    if (error)
        throwCode(folder, "making the case", error.value());
    Env::create(folder / kCaseFile, table::kNames, [](Txn &txn) { putFormat(txn, kCaseKind); });
    return open(folder, Access::ReadWrite);
}

Case Case::open(const fs::path &folder, Access access)
{
    const bool there = isThere(folder / kCaseFile);
    if (!there && !isThere(folder))
        throw Error(folder, "there is no such case");
    if (!there)
        throw Error(folder, std::string("is not a case: it has no ") + kCaseFile);
    auto p = std::make_unique<Private>();
    p->folder = folder;
    p->env = Env::open(folder / kCaseFile, table::kNames);
    checkFormat(*p->env, kCaseKind);
    if (access == Access::ReadWrite && !p->env->writable())
        throw Error(p->env->file(), "no permission to write");
    p->writable = access == Access::ReadWrite;
    return Case(std::move(p));
}

Case Case::openAsAllowed(const fs::path &folder)
{
    try {
        return open(folder);
    } catch (const Error &) { // Where something else is wrong, this says so too.
        return open(folder, Access::ReadOnly);
    }
}

Case Case::openOrCreate(const fs::path &folder)
{
    return isAt(folder) ? open(folder) : create(folder);
}

const fs::path &Case::folder() const { return d->folder; }
bool Case::writable() const { return d->writable; }

std::string Case::makeVideoId(const fs::path &file, std::string_view sha256)
{
    std::string id;
    for (const char c : file.stem().string()) {
        if (isIdCharacter(c) && (c != '.' || !id.empty()))
            id += c;
        else if (!id.empty() && id.back() != '-')
            id += '-';
    }
    if (id.size() > kLongestStem)
        id.resize(kLongestStem);
    while (!id.empty() && id.back() == '-')
        id.pop_back();
    return (id.empty() ? "video" : id) + "-" + std::string(sha256.substr(0, 8));
}

fs::path Case::videoFolder(std::string_view videoId) const
{
    if (!isVideoId(videoId))
        throw Error("\"" + std::string(videoId) + "\" is not the id of a video");
    return d->folder / kVideos / videoId;
}

std::vector<std::string> Case::videoIds() const
{
    std::vector<std::string> ids;
    std::error_code error;
    for (fs::directory_iterator it(d->folder / kVideos, error), end; !error && it != end;
         it.increment(error)) {
        const std::string id = it->path().filename().string();
        if (isVideoId(id) && isThere(it->path() / video_file::kIndex))
            ids.push_back(id);
    }
    if (error && error != std::errc::no_such_file_or_directory)
        throwCode(d->folder / kVideos, "listing", error.value());
    std::ranges::sort(ids);
    return ids;
}

void Case::putSource(const SourceRecord &source)
{
    videoFolder(source.id); // A bad id throws.
    d->write([&](Txn &txn) { txn.put(table::Sources, asBytes(source.id), packSource(source)); });
}

std::optional<SourceRecord> Case::source(std::string_view id) const
{
    std::optional<SourceRecord> result;
    if (!isVideoId(id))
        return result;
    d->env->read([&](Txn &txn) {
        result.reset();
        if (const auto record = txn.get(table::Sources, asBytes(id)))
            result = unpackSource(*record);
    });
    return result;
}

std::vector<SourceRecord> Case::sources() const
{
    std::vector<SourceRecord> result;
    d->env->read([&](Txn &txn) {
        result.clear();
        txn.scan(table::Sources, {}, [&](const Record &record) {
            result.push_back(unpackSource(record));
            return true;
        });
    });
    std::ranges::stable_sort(result, {}, &SourceRecord::addedAt);
    return result;
}

void Case::removeVideo(std::string_view id)
{
    const fs::path folder = videoFolder(id);
    if (isBeingWritten(folder))
        throw Error(folder, "is being indexed; stop that first");
    // Out of the way first, so that what cannot be deleted is not found as an index any more.
    const fs::path removed = folder.parent_path() / (".removed-" + std::string(id));
    std::error_code error;
    fs::remove_all(removed, error);
    fs::rename(folder, removed, error);
    if (error && error != std::errc::no_such_file_or_directory)
        throwCode(folder, "removing", error.value());
    const std::string prefix = pairKey(id);
    d->write([&](Txn &txn) {
        std::vector<std::vector<std::uint8_t>> keys;
        txn.scan(table::Reviews, asBytes(prefix), [&](const Record &record) {
            keys.emplace_back(record.key.begin(), record.key.end());
            return true;
        });
        for (const auto &key : keys)
            txn.erase(table::Reviews, key);
        txn.erase(table::Sources, asBytes(id));
    });
    fs::remove_all(removed, error);
}

void Case::putReview(const PatchRef &patch, const Review &review)
{
    const std::string key = reviewKey(patch);
    d->write([&](Txn &txn) { txn.put(table::Reviews, asBytes(key), packReview(review)); });
}

bool Case::clearReview(const PatchRef &patch)
{
    const std::string key = reviewKey(patch);
    bool was = false;
    d->write([&](Txn &txn) { was = txn.erase(table::Reviews, asBytes(key)); });
    return was;
}

std::optional<Review> Case::review(const PatchRef &patch) const
{
    const std::string key = reviewKey(patch);
    std::optional<Review> result;
    d->env->read([&](Txn &txn) {
        result.reset();
        if (const auto record = txn.get(table::Reviews, asBytes(key)))
            result = unpackReview(*record);
    });
    return result;
}

std::vector<ReviewedPatch> Case::reviews(std::string_view videoId) const
{
    const std::string prefix = videoId.empty() ? std::string() : pairKey(videoId);
    std::vector<ReviewedPatch> result;
    d->env->read([&](Txn &txn) {
        result.clear();
        txn.scan(table::Reviews, asBytes(prefix), [&](const Record &record) {
            if (record.key.size() < 10 || record.key[record.key.size() - 9] != 0)
                record.fail("is damaged (its key names no patch)");
            const std::size_t length = record.key.size() - 9;
            result.push_back(
                {{std::string(record.key.begin(),
                              record.key.begin() + static_cast<std::ptrdiff_t>(length)),
                  numberAt(record.key, length + 1, 8)},
                 unpackReview(record)});
            return true;
        });
    });
    return result;
}

void Case::log(std::string_view action, std::string_view detailJson)
{
    const AuditEntry entry{0, nowMicroseconds(), std::string(action), std::string(detailJson)};
    d->write([&](Txn &txn) {
        const auto last = txn.lastKey(table::Audit);
        const std::uint64_t number = last && last->size() == 8 ? numberAt(*last, 0, 8) + 1 : 1;
        txn.append(table::Audit, Key().u64(number), packAudit(entry));
    });
}

std::vector<AuditEntry> Case::auditLog(std::uint64_t firstNumber) const
{
    std::vector<AuditEntry> result;
    d->env->read([&](Txn &txn) {
        result.clear();
        txn.scan(table::Audit, Key().u64(firstNumber), {}, [&](const Record &record) {
            result.push_back(unpackAudit(record));
            return true;
        });
    });
    return result;
}

void Case::putValue(std::string_view kind, std::string_view name, std::string_view json)
{
    const std::string key = pairKey(kind, name);
    d->write([&](Txn &txn) { txn.put(table::Values, asBytes(key), packBytes(asBytes(json))); });
}

bool Case::eraseValue(std::string_view kind, std::string_view name)
{
    const std::string key = pairKey(kind, name);
    bool was = false;
    d->write([&](Txn &txn) { was = txn.erase(table::Values, asBytes(key)); });
    return was;
}

std::optional<std::string> Case::value(std::string_view kind, std::string_view name) const
{
    const std::string key = pairKey(kind, name);
    std::optional<std::string> result;
    d->env->read([&](Txn &txn) {
        result.reset();
        if (const auto record = txn.get(table::Values, asBytes(key))) {
            const auto bytes = unpackBytes(*record);
            result = std::string(bytes.begin(), bytes.end());
        }
    });
    return result;
}

std::vector<std::pair<std::string, std::string>> Case::values(std::string_view kind) const
{
    const std::string prefix = pairKey(kind);
    std::vector<std::pair<std::string, std::string>> result;
    d->env->read([&](Txn &txn) {
        result.clear();
        txn.scan(table::Values, asBytes(prefix), [&](const Record &record) {
            const auto bytes = unpackBytes(record);
            result.emplace_back(afterPair(record.key), std::string(bytes.begin(), bytes.end()));
            return true;
        });
    });
    return result;
}

} // namespace refocus::store
