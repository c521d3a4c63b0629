#include "store/video_writer.h"

#include "base/error.h"
#include "store/files.h"
#include "store/lmdb_error.h"
#include "store/manifest.h"
#include "store/pack.h"
#include "store/tables.h"
#include "store/video_files.h"
#include "store/writer_lock.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <map>

namespace refocus::store {

namespace table = index_table;

struct VideoWriter::Private
{
    std::filesystem::path folder;
    Descriptor lock;
    VideoMeta meta;
    std::shared_ptr<Env> index, maps;

    explicit Private(const std::filesystem::path &path) : folder(path), lock(lockForWriting(path))
    {}

    void open()
    {
        index = openIndex(folder);
        if (!index->writable())
            throw Error(index->file(), "no permission to write");
        meta = readMeta(*index);
    }

    void commitMaps(const Batch &batch);
    void putFrames(Txn &txn, const Batch &batch, std::uint64_t &count) const;
    std::uint64_t putPatches(Txn &txn, const Batch &batch) const;
};

void Batch::dropMapsAndPixels(PatchId patch)
{
    mapsToErase.push_back(patch);
    pixelsToErase.push_back(patch);
    std::erase_if(maps, [patch](const Map &map) { return map.patch == patch; });
    std::erase_if(pixels, [patch](const Pixels &p) { return p.patch == patch; });
}

void Batch::dropThumbnail(PatchId patch)
{
    thumbnailsToErase.push_back(patch);
    std::erase_if(thumbnails, [patch](const Thumbnail &t) { return t.patch == patch; });
}

VideoState videoState(const std::filesystem::path &folder)
{
    if (!isThere(folder))
        return VideoState::Missing;
    if (!isFolder(folder))
        throw Error(folder, "is a file where a video's folder was expected");
    if (isThere(folder / video_file::kManifest))
        return VideoState::Finished;
    return isThere(folder / video_file::kIndex) ? VideoState::Unfinished : VideoState::Missing;
}

VideoWriter::VideoWriter(std::unique_ptr<Private> p) : d(std::move(p)) {}
VideoWriter::VideoWriter(VideoWriter &&) noexcept = default;
VideoWriter &VideoWriter::operator=(VideoWriter &&) noexcept = default;
VideoWriter::~VideoWriter() = default;

VideoWriter VideoWriter::start(const std::filesystem::path &folder, const VideoMeta &meta)
{
    if (!nlohmann::json::parse(meta.options, nullptr, false).is_object())
        throw Error("The ingest options are not a JSON object");
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throwCode(folder, "making the folder", error.value());
    auto p = std::make_unique<Private>(folder);
    if (videoState(folder) != VideoState::Missing)
        throw Error(folder, "holds a video already");
    // What a start that was cut off may have left; without index.mdb it means nothing.
    std::filesystem::remove(folder / video_file::kMaps, error);
    createIndex(folder, meta);
    p->open();
    return VideoWriter(std::move(p));
}

VideoWriter VideoWriter::resume(const std::filesystem::path &folder)
{
    auto p = std::make_unique<Private>(folder);
    switch (videoState(folder)) {
    case VideoState::Missing:
        throw Error(folder, "holds no video to continue");
    case VideoState::Finished:
        throw Error(folder, "is finished");
    case VideoState::Unfinished:
        break;
    }
    p->open();
    return VideoWriter(std::move(p));
}

const VideoMeta &VideoWriter::meta() const { return d->meta; }

ResumePoint VideoWriter::resumePoint() const
{
    ResumePoint point;
    d->index->read([&](Txn &txn) { point = readResume(txn).point; });
    return point;
}

void VideoWriter::commit(const Batch &batch)
{
    // maps.mdb goes first: a map without its patch does no harm, and the batch comes again.
    d->commitMaps(batch);
    d->index->write([&](Txn &txn) {
        Resume resume = readResume(txn);
        d->putFrames(txn, batch, resume.frames);
        resume.patchesInferred += d->putPatches(txn, batch);
        for (const TrackRecord &t : batch.tracks)
            txn.append(table::Tracks, Key().u32(t.id), packTrack(t));
        for (const ClusterRecord &c : batch.clusters)
            txn.append(table::Clusters, Key().u32(c.id), packCluster(c));
        for (const PatchId id : batch.pixelsToErase)
            txn.erase(table::Pixels, patchKey(id));
        for (const PatchId id : batch.thumbnailsToErase)
            txn.erase(table::Thumbnails, patchKey(id));
        for (const auto &e : batch.embeddings) {
            assert(std::cmp_equal(e.values.size(), d->meta.embeddingLength));
            txn.append(table::Embeddings, patchKey(e.patch), packEmbedding(e.values));
        }
        for (const auto &p : batch.pixels)
            txn.append(table::Pixels, patchKey(p.patch), packPixels(p.image));
        for (const auto &t : batch.thumbnails)
            txn.append(table::Thumbnails, patchKey(t.patch), packBytes(t.jpeg));
        resume.point = batch.resume;
        txn.put(table::Meta, asBytes("resume"), packResume(resume));
    });
}

void VideoWriter::Private::commitMaps(const Batch &batch)
{
    if (batch.maps.empty() && batch.mapsToErase.empty())
        return;
    const auto file = folder / video_file::kMaps;
    if (!maps || !maps->isFile(file)) {
        maps = openMaps(folder);
        if (!maps && batch.maps.empty())
            return;
        if (!maps) {
            createMaps(folder);
            maps = openMaps(folder);
        }
    }
    maps->write([&](Txn &txn) {
        for (const PatchId id : batch.mapsToErase) {
            for (const int cut : meta.cuts)
                txn.erase(maps_table::Maps, mapKey(cut, id));
        }
        for (const auto &m : batch.maps)
            txn.append(maps_table::Maps, mapKey(m.cut, m.patch), packMap(m.map));
    });
}

void VideoWriter::Private::putFrames(Txn &txn, const Batch &batch, std::uint64_t &count) const
{
    if (batch.frames.empty())
        return;
    const auto first = static_cast<std::uint64_t>(batch.firstFrame);
    if (batch.firstFrame < 0 || first > count)
        throw Error(index->file(), "frames from " + std::to_string(batch.firstFrame) +
                                       " on do not follow the " + std::to_string(count) +
                                       " frames that are there");
    const std::uint64_t end = first + batch.frames.size();
    for (std::uint64_t chunk = first / kFramesPerChunk; chunk * kFramesPerChunk < end; ++chunk) {
        const std::uint64_t chunkBegin = chunk * kFramesPerChunk;
        std::vector<FrameEntry> entries;
        if (const auto old = txn.get(table::Frames, Key().u64(chunk)))
            entries = unpackFrames(*old);
        const std::uint64_t from = std::max(first, chunkBegin);
        const std::uint64_t to = std::min(end, chunkBegin + kFramesPerChunk);
        entries.resize(std::max<std::uint64_t>(entries.size(), to - chunkBegin));
        std::copy_n(batch.frames.begin() + static_cast<std::ptrdiff_t>(from - first), to - from,
                    entries.begin() + static_cast<std::ptrdiff_t>(from - chunkBegin));
        txn.append(table::Frames, Key().u64(chunk), packFrames(entries));
    }
    count = std::max(count, end);
}

// Patches and what is derived from them. Returns how many inferred ones are new.
std::uint64_t VideoWriter::Private::putPatches(Txn &txn, const Batch &batch) const
{
    std::uint64_t inferred = 0;
    std::map<std::pair<ClassId, ClusterId>, Posting> postings;
    for (const PatchRecord &p : batch.patches) {
        assert(p.topK.size() <= kMaxTopK);
        inferred += p.inferred && !txn.get(table::Patches, patchKey(p.id)) ? 1 : 0;
        txn.append(table::Patches, patchKey(p.id), packPatch(p));
        txn.append(table::Times, Key().i64(p.time.count()).u64(p.id), {});
        txn.put(table::TrackPatches, Key().u32(p.track).u64(p.id), {});
        txn.put(table::Members, Key().u32(p.cluster).u64(p.id), {});
        for (std::size_t rank = 0; rank < p.topK.size(); ++rank) {
            const Posting mine{static_cast<int>(rank), p.topK[rank].p};
            auto &best =
                postings.try_emplace({p.topK[rank].classId, p.cluster}, mine).first->second;
            best = merged(best, mine);
        }
    }
    for (auto &[place, posting] : postings) {
        const Key key = Key().u16(place.first).u32(place.second);
        if (const auto old = txn.get(table::Postings, key)) {
            const Posting before = unpackPosting(*old);
            posting = merged(posting, before);
            if (posting == before)
                continue;
        }
        txn.put(table::Postings, key, packPosting(posting));
    }
    return inferred;
}

void VideoWriter::startAgain(const VideoMeta &meta)
{
    // In the order of commit(): an index without its maps does no harm.
    if (const auto maps = openMaps(d->folder))
        maps->write([](Txn &txn) { txn.clear(maps_table::Maps); });
    d->index->write([&](Txn &txn) {
        for (int i = 0; i < static_cast<int>(table::kNames.size()); ++i)
            txn.clear(i);
        putBeginning(txn, meta);
    });
    d->meta = readMeta(*d->index);
}

Manifest VideoWriter::finish(Timestamp duration)
{
    Manifest manifest;
    manifest.meta = d->meta;
    manifest.duration = duration;
    d->index->read([&](Txn &txn) {
        manifest.counts = readCounts(txn);
        manifest.coverage = readResume(txn).point.coverage;
    });
    manifest.indexBytes = fileBytes(d->folder / video_file::kIndex);
    manifest.mapsBytes = fileBytes(d->folder / video_file::kMaps);
    manifest.finishedAt = std::chrono::duration_cast<std::chrono::seconds>(
                              std::chrono::system_clock::now().time_since_epoch())
                              .count();
    writeFileAtomically(d->folder / video_file::kManifest, manifestToJson(manifest));
    return manifest;
}

} // namespace refocus::store
