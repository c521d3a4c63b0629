#include "store/video_files.h"

#include "base/error.h"
#include "store/lmdb_error.h"
#include "store/manifest.h"
#include "store/pack.h"
#include "store/tables.h"

#include <nlohmann/json.hpp>

namespace refocus::store {
namespace {

constexpr int kMetaTable = 0; // The same in all three kinds of files.
constexpr auto kIndexKind = "refocus-index";
constexpr auto kMapsKind = "refocus-maps";

std::string textOf(const Record &record)
{
    const auto bytes = unpackBytes(record);
    return {bytes.begin(), bytes.end()};
}

} // namespace

void putFormat(Txn &txn, std::string_view kind)
{
    const nlohmann::ordered_json format = {{"format", kind}, {"version", kFormatVersion}};
    txn.put(kMetaTable, asBytes("format"), packBytes(asBytes(format.dump())));
}

void checkFormat(Env &env, std::string_view kind)
{
    env.read([&](Txn &txn) {
        const auto record =
            txn.has(kMetaTable) ? txn.get(kMetaTable, asBytes("format")) : std::nullopt;
        if (!record)
            throw Error(env.file(), "is not a database of Refocus");
        const auto json = nlohmann::json::parse(textOf(*record), nullptr, false);
        if (!json.is_object() || json.value("format", nlohmann::json()) != kind)
            throw Error(env.file(),
                        "is a database of another kind (" + std::string(kind) + " was expected)");
        const auto version = json.value("version", nlohmann::json());
        if (!version.is_number_integer() || version.get<std::int64_t>() < 1)
            record->fail("has no version");
        if (version.get<std::int64_t>() > kFormatVersion)
            throw Error(env.file(), "was written by a newer version of Refocus (format " +
                                        version.dump() + ", this one reads " +
                                        std::to_string(kFormatVersion) + ")");
    });
}

std::shared_ptr<Env> openIndex(const std::filesystem::path &folder)
{
    auto env = Env::open(folder / video_file::kIndex, index_table::kNames);
    checkFormat(*env, kIndexKind);
    return env;
}

std::shared_ptr<Env> openMaps(const std::filesystem::path &folder)
{
    const auto file = folder / video_file::kMaps;
    if (!isThere(file))
        return nullptr;
    auto env = Env::open(file, maps_table::kNames);
    checkFormat(*env, kMapsKind);
    return env;
}

void createIndex(const std::filesystem::path &folder, const VideoMeta &meta)
{
    Env::create(folder / video_file::kIndex, index_table::kNames,
                [&](Txn &txn) { putBeginning(txn, meta); });
}

void putBeginning(Txn &index, const VideoMeta &meta)
{
    putFormat(index, kIndexKind);
    index.put(index_table::Meta, asBytes("video"), packBytes(asBytes(metaToJson(meta))));
    index.put(index_table::Meta, asBytes("resume"), packResume({}));
}

void createMaps(const std::filesystem::path &folder)
{
    Env::create(folder / video_file::kMaps, maps_table::kNames,
                [](Txn &txn) { putFormat(txn, kMapsKind); });
}

VideoMeta readMeta(Env &index)
{
    std::string json;
    index.read([&](Txn &txn) {
        const auto record = txn.get(index_table::Meta, asBytes("video"));
        if (!record)
            throw Error(index.file(), "is damaged (it does not say of which video it is)");
        json = textOf(*record);
    });
    return metaFromJson(json, index.file());
}

Resume readResume(Txn &txn)
{
    const auto record = txn.get(index_table::Meta, asBytes("resume"));
    return record ? unpackResume(*record) : Resume();
}

Counts readCounts(Txn &txn)
{
    const Resume resume = readResume(txn);
    return {resume.frames, txn.stat(index_table::Patches).entries, resume.patchesInferred,
            txn.stat(index_table::Tracks).entries, txn.stat(index_table::Clusters).entries};
}

std::uint64_t fileBytes(const std::filesystem::path &file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

Key verdictKey(const VerdictSource &source, PatchId patch)
{
    return Key()
        .u64(xxh64(asBytes(source.network)))
        .u16(static_cast<std::uint16_t>(source.fromBlock))
        .u16(static_cast<std::uint16_t>(source.toBlock))
        .u64(patch);
}

} // namespace refocus::store
