#include "store/video_snapshot.h"

#include "base/error.h"
#include "store/files.h"
#include "store/lmdb_error.h"
#include "store/manifest.h"
#include "store/pack.h"
#include "store/tables.h"
#include "store/video_files.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace refocus::store {

namespace table = index_table;

struct VideoSnapshot::Private
{
    std::filesystem::path folder;
    Access access;
    std::shared_ptr<Env> index;
    VideoMeta meta;
    std::shared_ptr<Env> maps; // Kept open while the file is the same.
    std::mutex mapsMutex;

    std::shared_ptr<Env> openMapsAgain()
    {
        const std::scoped_lock lock(mapsMutex);
        if (!maps || !maps->isFile(folder / video_file::kMaps))
            maps = openMaps(folder);
        return maps;
    }

    // One record, unpacked.
    template <class Unpack>
    auto one(int tableId, const Key &key, Unpack unpack) const
        -> std::optional<std::invoke_result_t<Unpack, const Record &>>
    {
        std::optional<std::invoke_result_t<Unpack, const Record &>> result;
        index->read([&](Txn &txn) {
            result.reset();
            if (const auto record = txn.get(tableId, key))
                result = unpack(*record);
        });
        return result;
    }

    // Every record whose key begins with prefix.
    template <class Unpack>
    auto all(int tableId, const Key &prefix, Unpack unpack) const
        -> std::vector<std::invoke_result_t<Unpack, const Record &>>
    {
        std::vector<std::invoke_result_t<Unpack, const Record &>> result;
        index->read([&](Txn &txn) {
            result.clear();
            txn.scan(tableId, prefix, [&](const Record &record) {
                result.push_back(unpack(record));
                return true;
            });
        });
        return result;
    }
};

VideoSnapshot::VideoSnapshot(const std::filesystem::path &folder, Access access)
    : d(std::make_unique<Private>())
{
    d->folder = folder;
    d->access = access;
    if (!isFolder(folder))
        throw Error(folder, "is not the folder of a video");
    d->index = openIndex(folder);
    d->meta = readMeta(*d->index);
}

VideoSnapshot::VideoSnapshot(VideoSnapshot &&) noexcept = default;
VideoSnapshot &VideoSnapshot::operator=(VideoSnapshot &&) noexcept = default;
VideoSnapshot::~VideoSnapshot() = default;

const std::filesystem::path &VideoSnapshot::folder() const { return d->folder; }
const VideoMeta &VideoSnapshot::meta() const { return d->meta; }

bool VideoSnapshot::finished() const { return isThere(d->folder / video_file::kManifest); }

std::optional<Manifest> VideoSnapshot::manifest() const
{
    if (!finished())
        return std::nullopt;
    const auto file = d->folder / video_file::kManifest;
    return manifestFromJson(readFile(file), file);
}

Counts VideoSnapshot::counts() const
{
    Counts counts;
    d->index->read([&](Txn &txn) { counts = readCounts(txn); });
    return counts;
}

Coverage VideoSnapshot::coverage() const
{
    Coverage coverage;
    d->index->read([&](Txn &txn) { coverage = readResume(txn).point.coverage; });
    return coverage;
}

Timestamp VideoSnapshot::indexedUntil() const
{
    if (const auto ended = manifest())
        return ended->duration;
    const auto count = static_cast<FrameIndex>(counts().frames);
    const auto last = frames(count - 1, count);
    return last.empty() ? Timestamp{0} : last.front().time;
}

std::vector<FrameEntry> VideoSnapshot::frames(FrameIndex first, FrameIndex last) const
{
    std::vector<FrameEntry> result;
    first = std::max<FrameIndex>(first, 0);
    if (first >= last)
        return result;
    const auto from = static_cast<std::uint64_t>(first);
    const auto to = static_cast<std::uint64_t>(last);
    d->index->read([&](Txn &txn) {
        result.clear();
        std::uint64_t expected = from / kFramesPerChunk;
        txn.scan(table::Frames, Key().u64(expected), {}, [&](const Record &record) {
            const auto entries = unpackFrames(record);
            const std::uint64_t chunk = numberAt(record.key, 0, 8);
            if (chunk != expected++ || entries.size() > kFramesPerChunk)
                record.fail("is damaged (a part of the frame table is missing)");
            for (std::size_t i = 0; i < entries.size(); ++i) {
                const std::uint64_t frame = chunk * kFramesPerChunk + i;
                if (frame >= from && frame < to)
                    result.push_back(entries[i]);
            }
            return expected * kFramesPerChunk < to;
        });
    });
    return result;
}

std::optional<PatchRecord> VideoSnapshot::patch(PatchId id) const
{
    return d->one(table::Patches, patchKey(id), unpackPatch);
}

std::vector<PatchRecord> VideoSnapshot::patches(PatchId first, PatchId last) const
{
    std::vector<PatchRecord> result;
    d->index->read([&](Txn &txn) {
        result.clear();
        txn.scan(table::Patches, patchKey(first), {}, [&](const Record &record) {
            if (numberAt(record.key, 0, record.key.size()) >= last)
                return false;
            result.push_back(unpackPatch(record));
            return true;
        });
    });
    return result;
}

std::vector<PatchRecord> VideoSnapshot::patches(std::span<const PatchId> ids) const
{
    std::vector<PatchRecord> result;
    d->index->read([&](Txn &txn) {
        result.clear();
        result.reserve(ids.size());
        for (const PatchId id : ids) {
            if (const auto record = txn.get(table::Patches, patchKey(id)))
                result.push_back(unpackPatch(*record));
        }
    });
    return result;
}

std::vector<PatchId> VideoSnapshot::patchesIn(TimeRange range) const
{
    std::vector<PatchId> result;
    d->index->read([&](Txn &txn) {
        result.clear();
        txn.scan(table::Times, Key().i64(range.begin.count()), {}, [&](const Record &record) {
            if (record.key.size() != 16)
                record.fail("is damaged (its key has the wrong length)");
            if (signedAt(record.key, 0) >= range.end.count())
                return false;
            result.push_back(numberAt(record.key, 8, 8));
            return true;
        });
    });
    return result;
}

void VideoSnapshot::forEachPatch(const std::function<bool(const PatchRecord &)> &visit) const
{
    constexpr std::size_t kPerTransaction = 4096;
    std::vector<PatchRecord> block;
    PatchId next = 0;
    do {
        d->index->read([&](Txn &txn) {
            block.clear();
            txn.scan(table::Patches, patchKey(next), {}, [&](const Record &record) {
                block.push_back(unpackPatch(record));
                return block.size() < kPerTransaction;
            });
        });
        for (const PatchRecord &patch : block) {
            if (!visit(patch))
                return;
            next = patch.id + 1;
        }
    } while (block.size() == kPerTransaction);
}

std::optional<TrackRecord> VideoSnapshot::track(TrackId id) const
{
    return d->one(table::Tracks, Key().u32(id), unpackTrack);
}

std::vector<TrackRecord> VideoSnapshot::tracks() const
{
    return d->all(table::Tracks, {}, unpackTrack);
}

namespace {

PatchId patchOfPair(const Record &record)
{
    if (record.key.size() != 12)
        record.fail("is damaged (its key has the wrong length)");
    return numberAt(record.key, 4, 8);
}

} // namespace

std::vector<PatchId> VideoSnapshot::patchesOfTrack(TrackId id) const
{
    return d->all(table::TrackPatches, Key().u32(id), patchOfPair);
}

std::optional<ClusterRecord> VideoSnapshot::cluster(ClusterId id) const
{
    return d->one(table::Clusters, Key().u32(id), unpackCluster);
}

std::vector<ClusterRecord> VideoSnapshot::clusters() const
{
    return d->all(table::Clusters, {}, unpackCluster);
}

std::vector<PatchId> VideoSnapshot::members(ClusterId id) const
{
    return d->all(table::Members, Key().u32(id), patchOfPair);
}

std::vector<Candidate> VideoSnapshot::candidates(ClassId classId, int k) const
{
    std::vector<Candidate> result;
    d->index->read([&](Txn &txn) {
        result.clear();
        txn.scan(table::Postings, Key().u16(classId), [&](const Record &record) {
            const Posting posting = unpackPosting(record);
            if (admits(posting, k))
                result.push_back({static_cast<ClusterId>(numberAt(record.key, 2, 4)), 0,
                                  posting.rank, posting.p});
            return true;
        });
        for (Candidate &c : result) {
            const auto record = txn.get(table::Clusters, Key().u32(c.cluster));
            if (!record)
                throw Error(d->index->file(), "is damaged (cluster " + std::to_string(c.cluster) +
                                                  ", which the classes name, is missing)");
            c.representative = unpackCluster(*record).representative;
        }
    });
    std::ranges::stable_sort(result, std::greater(), &Candidate::p);
    return result;
}

std::vector<ClassCount> VideoSnapshot::classCounts(int k) const
{
    std::map<ClassId, ClassCount> counts;
    d->index->read([&](Txn &txn) {
        counts.clear();
        std::map<ClusterId, std::uint64_t> members;
        txn.scan(table::Clusters, {}, [&](const Record &record) {
            const ClusterRecord cluster = unpackCluster(record);
            members[cluster.id] = cluster.members;
            return true;
        });
        txn.scan(table::Postings, {}, [&](const Record &record) {
            if (!admits(unpackPosting(record), k))
                return true;
            const auto classId = static_cast<ClassId>(numberAt(record.key, 0, 2));
            ClassCount &count = counts[classId];
            count.classId = classId;
            ++count.clusters;
            count.patches += members[static_cast<ClusterId>(numberAt(record.key, 2, 4))];
            return true;
        });
    });
    std::vector<ClassCount> result;
    for (const auto &[classId, count] : counts)
        result.push_back(count);
    return result;
}

std::optional<FeatureMap> VideoSnapshot::map(PatchId patch, int cut) const
{
    const auto encoded = maps(std::span(&patch, 1), cut);
    if (!encoded[0])
        return std::nullopt;
    try {
        return decodeMap(*encoded[0]);
    } catch (const Error &error) {
        throw Error(d->folder / video_file::kMaps,
                    "patch " + std::to_string(patch) + ": " + error.what());
    }
}

std::vector<std::optional<EncodedMap>> VideoSnapshot::maps(std::span<const PatchId> patches,
                                                           int cut) const
{
    std::vector<std::optional<EncodedMap>> result(patches.size());
    const auto env = d->openMapsAgain();
    if (!env)
        return result;
    env->read([&](Txn &txn) {
        for (std::size_t i = 0; i < patches.size(); ++i) {
            const auto record = txn.get(maps_table::Maps, mapKey(cut, patches[i]));
            result[i] = record ? std::optional(unpackMap(*record)) : std::nullopt;
        }
    });
    return result;
}

std::vector<int> VideoSnapshot::cutsWithMaps() const
{
    std::vector<int> cuts;
    const auto env = d->openMapsAgain();
    if (!env)
        return cuts;
    env->read([&](Txn &txn) {
        cuts.clear();
        for (int next = 0; next <= UINT16_MAX;) {
            const int from = next;
            txn.scan(maps_table::Maps, mapKey(from, 0), {}, [&](const Record &record) {
                if (record.key.size() != 10)
                    record.fail("is damaged (its key has the wrong length)");
                cuts.push_back(static_cast<int>(numberAt(record.key, 0, 2)));
                next = cuts.back() + 1;
                return false;
            });
            if (next == from)
                break;
        }
    });
    return cuts;
}

std::optional<cv::Mat> VideoSnapshot::pixels(PatchId patch) const
{
    return d->one(table::Pixels, patchKey(patch), unpackPixels);
}

std::vector<std::optional<cv::Mat>> VideoSnapshot::pixels(std::span<const PatchId> patches) const
{
    std::vector<std::optional<cv::Mat>> result(patches.size());
    d->index->read([&](Txn &txn) {
        for (std::size_t i = 0; i < patches.size(); ++i) {
            const auto record = txn.get(table::Pixels, patchKey(patches[i]));
            result[i] = record ? std::optional(unpackPixels(*record)) : std::nullopt;
        }
    });
    return result;
}

std::optional<std::vector<std::uint8_t>> VideoSnapshot::thumbnail(PatchId patch) const
{
    return d->one(table::Thumbnails, patchKey(patch), unpackBytes);
}

std::optional<std::vector<float>> VideoSnapshot::embedding(PatchId patch) const
{
    return d->one(table::Embeddings, patchKey(patch), [&](const Record &record) {
        std::vector<float> values(static_cast<std::size_t>(d->meta.embeddingLength));
        unpackEmbedding(record, values);
        return values;
    });
}

EmbeddingTable VideoSnapshot::embeddings() const
{
    EmbeddingTable result{d->meta.embeddingLength, {}, {}};
    d->index->read([&](Txn &txn) {
        const std::uint64_t rows = txn.stat(table::Embeddings).entries;
        result.patches.reserve(rows);
        result.values.reserve(rows * static_cast<std::size_t>(result.length));
    });
    forEachEmbeddings([&](const EmbeddingTable &block) {
        result.patches.insert(result.patches.end(), block.patches.begin(), block.patches.end());
        result.values.insert(result.values.end(), block.values.begin(), block.values.end());
        return true;
    });
    return result;
}

void VideoSnapshot::forEachEmbeddings(const std::function<bool(const EmbeddingTable &)> &visit,
                                      std::size_t rows) const
{
    const auto length = static_cast<std::size_t>(d->meta.embeddingLength);
    rows = std::max<std::size_t>(rows, 1);
    EmbeddingTable block{d->meta.embeddingLength, {}, {}};
    PatchId next = 0;
    do {
        d->index->read([&](Txn &txn) {
            block.patches.clear();
            block.values.resize(rows * length);
            txn.scan(table::Embeddings, patchKey(next), {}, [&](const Record &record) {
                const std::size_t row = block.patches.size();
                unpackEmbedding(record, std::span(block.values).subspan(row * length, length));
                block.patches.push_back(numberAt(record.key, 0, 8));
                return block.patches.size() < rows;
            });
            block.values.resize(block.patches.size() * length);
        });
        if (block.patches.empty() || !visit(block))
            return;
        next = block.patches.back() + 1;
    } while (block.patches.size() == rows);
}

std::vector<std::optional<Verdict>> VideoSnapshot::verdicts(const VerdictSource &source,
                                                            std::span<const PatchId> patches) const
{
    std::vector<std::optional<Verdict>> result(patches.size());
    d->index->read([&](Txn &txn) {
        for (std::size_t i = 0; i < patches.size(); ++i) {
            const auto record = txn.get(table::Verdicts, verdictKey(source, patches[i]));
            result[i] = record ? unpackVerdict(*record, source.network, patches[i]) : std::nullopt;
        }
    });
    return result;
}

bool VideoSnapshot::putVerdicts(const VerdictSource &source,
                                std::span<const Verdict> verdicts) const
{
    if (d->access == Access::ReadOnly || !d->index->writable())
        return false;
    if (verdicts.empty())
        return true;
    d->index->write([&](Txn &txn) {
        for (const Verdict &v : verdicts)
            txn.put(table::Verdicts, verdictKey(source, v.patch),
                    packVerdict(source.network, v.scores));
    });
    return true;
}

} // namespace refocus::store
