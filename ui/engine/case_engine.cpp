#include "ui/engine/case_engine.h"

#include "base/error.h"
#include "compare/advice.h"
#include "evidence/source.h"
#include "query/auto_splice.h"
#include "query/default_pack.h"
#include "store/default_model.h"
#include "store/watch.h"
#include "ui/engine/depth_costs.h"
#include "ui/engine/image.h"

#include <opencv2/core/mat.hpp>

#include <algorithm>
#include <map>
#include <mutex>

namespace refocus::ui {

namespace fs = std::filesystem;
using SnapshotPtr = std::shared_ptr<const store::VideoSnapshot>;

namespace {

// The case for writing if that is possible, else for reading.
store::Case openOrCreate(const fs::path &folder)
{
    if (store::Case::isFree(folder) || !fs::exists(folder))
        return store::Case::create(folder);
    return store::Case::openAsAllowed(folder);
}

// With a tenth more at each side, as patches are cut.
cv::Rect grown(const cv::Rect &box)
{
    const int x = box.width / 10, y = box.height / 10;
    return {box.x - x, box.y - y, box.width + 2 * x, box.height + 2 * y};
}

class CaseEngine : public Engine
{
public:
    CaseEngine(const fs::path &folder, const CaseEngineOptions &options)
        : m_case(openOrCreate(folder)),
          m_pack(query::loadModelPack(options.model.string(), m_case)), m_options(options)
    {}

    fs::path folder() const override { return m_case.folder(); }
    bool writable() const override { return m_case.writable(); }

    EngineInfo info() override
    {
        const nn::Backend &chosen = backend();
        const nn::PackManifest &manifest = m_pack.manifest();
        return {manifest.name, m_pack.hash(),    m_pack.folder(), manifest.classes,
                chosen.device, chosen.precision, chosen.reason,   chosen.threads};
    }

    std::vector<SourceInfo> sources() override
    {
        std::vector<store::SourceRecord> records = m_case.sources();
        const std::vector<std::string> indexed = m_case.videoIds();
        for (const std::string &id : indexed) // A folder that was attached without a record.
            if (std::ranges::find(records, id, &store::SourceRecord::id) == records.end()) {
                store::SourceRecord record;
                record.id = id;
                records.push_back(std::move(record));
            }
        std::vector<SourceInfo> sources;
        for (store::SourceRecord &record : records) {
            SourceInfo info;
            info.record = std::move(record);
            if (std::ranges::find(indexed, info.record.id) != indexed.end())
                describe(info);
            std::error_code ignored;
            info.offline = !fs::exists(info.record.path, ignored);
            sources.push_back(std::move(info));
        }
        return sources;
    }

    void putSource(const store::SourceRecord &record) override { m_case.putSource(record); }

    void removeSource(const std::string &video) override
    {
        {
            const std::lock_guard lock(m_snapshotMutex);
            m_snapshots.erase(video);
        }
        m_case.removeVideo(video);
        m_case.log("remove", "{\"video\": \"" + video + "\"}"); // An id needs no escaping.
    }

    void removeMaps(const std::string &video) override
    {
        const std::unique_lock ingest(m_ingestMutex, std::try_to_lock);
        if (!ingest || store::isBeingWritten(m_case.videoFolder(video)))
            throw Error("maps cannot be deleted while footage is being indexed or maps are made");
        const std::lock_guard query(m_queryMutex);
        {
            const std::lock_guard lock(m_snapshotMutex);
            m_snapshots.erase(video);
        }
        const fs::path folder = m_case.videoFolder(video);
        std::error_code error;
        fs::remove(folder / "maps.mdb", error);
        if (error)
            throw Error(folder / "maps.mdb", "cannot be deleted: " + error.message());
        fs::remove(folder / "maps.mdb-lock", error);
        m_case.log("remove maps", "{\"video\": \"" + video + "\"}");
    }

    ingest::DerivedMaps deriveMaps(const std::string &video, const Progress &progress) override
    {
        const std::unique_lock ingest(m_ingestMutex, std::try_to_lock);
        if (!ingest)
            throw Error("maps cannot be made while footage is being indexed");
        return ingest::deriveMaps(m_case, video, ingest::defaultCuts(m_pack.manifest()), m_pack,
                                  ingestNetwork(), backend(), progress);
    }

    std::optional<fs::path> defaultPack() override
    {
        const auto model = store::defaultModel(m_case);
        return model ? std::optional(model->folder) : std::nullopt;
    }

    void setDefaultPack(const std::optional<fs::path> &folder) override
    {
        if (!folder) {
            store::setDefaultModel(m_case, {});
            return;
        }
        const nn::ModelPack pack = nn::ModelPack::load(*folder);
        store::setDefaultModel(m_case,
                               store::DefaultModel{*folder, pack.manifest().name, pack.hash()});
    }

    std::vector<std::string> sourcesClosedTo(const fs::path &folder) override
    {
        const nn::ModelPack pack = nn::ModelPack::load(folder);
        std::vector<std::string> names;
        for (const std::string &id : m_case.videoIds()) {
            const SnapshotPtr video = soundSnapshot(id);
            if (!video)
                continue;
            const store::VideoMeta meta = video->meta();
            if (pack.readsIndexOf(meta.modelHash, meta.ingestHash))
                continue;
            SourceInfo info;
            info.record = m_case.source(id).value_or(store::SourceRecord{});
            if (info.record.path.empty())
                info.record.path = meta.sourcePath;
            names.push_back(info.name());
        }
        return names;
    }

    ingest::VideoReport ingest(const fs::path &file,
                               const ingest::IngestProgress &progress) override
    {
        const std::lock_guard lock(m_ingestMutex);
        ingest::IngestOptions options;
        options.cuts = ingest::defaultCuts(m_pack.manifest());
        return ingest::ingestVideo(m_case, file, m_pack, ingestNetwork(), backend(), options,
                                   progress);
    }

    std::vector<DepthInfo> depths() override
    {
        std::vector<SnapshotPtr> videos;
        for (const std::string &id : m_case.videoIds())
            if (SnapshotPtr video = soundSnapshot(id))
                videos.push_back(std::move(video));
        const std::lock_guard lock(m_costMutex);
        return m_costs.depths(m_pack, videos, query::advisedReuse(m_case, m_pack));
    }

    query::QueryResult query(const query::QueryOptions &options, const query::Sink &sink,
                             const Progress &progress) override
    {
        const std::lock_guard lock(m_queryMutex);
        if (!m_queries)
            m_queries = std::make_unique<query::QueryEngine>(m_pack, backend());
        query::QueryResult result = m_queries->run(m_case, options, sink, progress);
        const std::lock_guard costLock(m_costMutex);
        m_costs.learn(result.stats);
        return result;
    }

    query::SimilarResult similar(const PatchRef &patch, std::size_t limit,
                                 const Progress &progress) override
    {
        return query::similar(m_case, patch, limit, progress);
    }

    // The store keeps the pixels of representatives, and a larger view of each track at its best.
    compare::Comparison compare(const compare::CompareOptions &options,
                                const compare::ComparisonSink &sink,
                                const Progress &progress) override
    {
        const std::lock_guard lock(m_compareMutex);
        auto comparison =
            compare::compareDepths(m_case, m_pack, backend(), options, sink, progress);
        if (m_case.writable()) {
            const auto figures = compare::figuresOf(comparison);
            compare::follow(compare::adviceOf(comparison, figures), comparison, figures, m_case,
                            m_pack);
        }
        return comparison;
    }

    void readDecisions(compare::Subjects &subjects) override
    {
        compare::readDecisions(m_case, m_pack, subjects);
    }

    QImage thumbnail(const PatchRef &patch) override
    {
        const SnapshotPtr video = snapshot(patch.video);
        if (QImage stored = storedThumbnail(*video, patch.patch); !stored.isNull())
            return stored;
        const auto record = video->patch(patch.patch);
        if (!record)
            return {};
        const auto track = video->track(record->track);
        if (QImage best = track ? storedThumbnail(*video, track->bestPatch) : QImage();
            !best.isNull())
            return best;
        const auto pixels = video->pixels(patch.patch);
        return pixels ? viewOf(*pixels).copy() : QImage();
    }

    QImage cutOut(const PatchRef &patch) override
    {
        const auto record = snapshot(patch.video)->patch(patch.patch);
        if (!record)
            return {};
        try {
            const std::lock_guard lock(m_seekerMutex);
            if (!m_seeker || m_seekerVideo != patch.video) {
                m_seeker.emplace(sourcePath(patch.video), frameTable(patch.video, {}),
                                 media::ReaderOptions{.threads = 1});
                m_seekerVideo = patch.video;
            }
            const cv::Mat picture = m_seeker->frameAt(record->frame).image;
            const cv::Rect whole(0, 0, picture.cols, picture.rows);
            return viewOf(picture(grown(record->box) & whole)).copy();
        } catch (const std::exception &) { // Offline, or not the file that was indexed.
            m_seeker.reset();
            return thumbnail(patch);
        }
    }

    std::optional<store::PatchRecord> patch(const PatchRef &patch) override
    {
        return snapshot(patch.video)->patch(patch.patch);
    }

    std::vector<store::PatchRecord> patchesIn(const std::string &video, TimeRange time) override
    {
        const SnapshotPtr from = snapshot(video);
        return from->patches(std::span<const PatchId>(from->patchesIn(time)));
    }

    std::vector<store::PatchRecord> patchesOfTrack(const std::string &video, TrackId track) override
    {
        const SnapshotPtr from = snapshot(video);
        return from->patches(std::span<const PatchId>(from->patchesOfTrack(track)));
    }

    std::vector<PatchRef> clusterMembers(const PatchRef &patch) override
    {
        const SnapshotPtr from = snapshot(patch.video);
        const auto record = from->patch(patch.patch);
        std::vector<PatchRef> members;
        if (record)
            for (const PatchId id : from->members(record->cluster))
                members.push_back({patch.video, id});
        return members;
    }

    std::vector<std::uint32_t> activity(const std::string &video, Timestamp bin) override
    {
        std::vector<std::uint32_t> counts;
        snapshot(video)->forEachPatch([&](const store::PatchRecord &patch) {
            const auto place = static_cast<std::size_t>(std::max<std::int64_t>(
                0, patch.time.count() / std::max<std::int64_t>(1, bin.count())));
            if (place >= counts.size())
                counts.resize(place + 1);
            ++counts[place];
            return true;
        });
        return counts;
    }

    fs::path sourcePath(const std::string &video) override
    {
        const auto record = m_case.source(video);
        if (record && !record->path.empty())
            return record->path;
        return snapshot(video)->meta().sourcePath;
    }

    media::FrameTable frameTable(const std::string &video, const Progress &progress) override
    {
        if (fs::exists(m_case.videoFolder(video)) && snapshot(video)->counts().frames > 0)
            return evidence::frameTable(*snapshot(video));
        return media::FrameTable::scan(sourcePath(video), progress);
    }

    std::vector<store::ReviewedPatch> reviews() override { return m_case.reviews(); }

    void putReview(const PatchRef &patch, const std::optional<store::Review> &review) override
    {
        if (review)
            m_case.putReview(patch, *review);
        else
            m_case.clearReview(patch);
    }

    std::vector<std::pair<std::string, std::string>> values(const std::string &kind) override
    {
        return m_case.values(kind);
    }
    void putValue(const std::string &kind, const std::string &name,
                  const std::string &json) override
    {
        m_case.putValue(kind, name, json);
    }
    void eraseValue(const std::string &kind, const std::string &name) override
    {
        m_case.eraseValue(kind, name);
    }
    void log(const std::string &action, const std::string &detailJson) override
    {
        if (m_case.writable())
            m_case.log(action, detailJson);
    }
    std::vector<store::AuditEntry> auditLog(std::uint64_t firstNumber) override
    {
        return m_case.auditLog(firstNumber);
    }

    evidence::ExportResult exportClips(std::span<const query::Sighting> sightings,
                                       const evidence::ExportOptions &options,
                                       const Progress &progress) override
    {
        return evidence::exportClips(m_case, sightings, options, progress);
    }

private:
    static QImage storedThumbnail(const store::VideoSnapshot &video, PatchId patch)
    {
        const auto jpeg = video.thumbnail(patch);
        return jpeg ? QImage::fromData(jpeg->data(), static_cast<int>(jpeg->size())) : QImage();
    }

    const nn::Backend &backend()
    {
        const std::lock_guard lock(m_backendMutex);
        if (!m_backend)
            m_backend = nn::chooseBackend(m_options.inference);
        return *m_backend;
    }

    SnapshotPtr snapshot(const std::string &video)
    {
        const std::lock_guard lock(m_snapshotMutex);
        SnapshotPtr &kept = m_snapshots[video];
        if (!kept || !kept->finished()) // An unfinished one may have been finished since.
            kept = std::make_shared<const store::VideoSnapshot>(
                m_case.videoFolder(video),
                m_case.writable() ? store::Access::ReadWrite : store::Access::ReadOnly);
        return kept;
    }

    // Requires: m_ingestMutex is held.
    nn::IngestNetwork &ingestNetwork()
    {
        if (!m_ingestNetwork)
            m_ingestNetwork = std::make_unique<nn::IngestNetwork>(m_pack, backend());
        return *m_ingestNetwork;
    }

    // Null where it cannot be read, which sources() says.
    SnapshotPtr soundSnapshot(const std::string &video)
    {
        try {
            SnapshotPtr sound = snapshot(video);
            sound->cutsWithMaps();
            return sound;
        } catch (const std::exception &) {
            return {};
        }
    }

    void describe(SourceInfo &info)
    {
        SnapshotPtr video;
        std::error_code none;
        const auto maps = fs::file_size(m_case.videoFolder(info.record.id) / "maps.mdb", none);
        info.mapsBytes = none ? 0 : maps; // As they are now.
        try {
            video = snapshot(info.record.id);
            video->cutsWithMaps();
        } catch (const std::exception &error) { // The others can still be used.
            info.record.state = store::SourceState::Failed;
            info.record.error = error.what();
            return;
        }
        const store::VideoMeta &meta = video->meta();
        if (info.record.path.empty())
            info.record.path = meta.sourcePath;
        info.indexed = true;
        info.width = meta.width;
        info.height = meta.height;
        info.counts = video->counts();
        info.coverage = video->coverage();
        if (const auto manifest = video->manifest()) {
            info.record.state = store::SourceState::Done;
            info.bytes = manifest->indexBytes + info.mapsBytes;
        }
        info.beingIndexed = info.record.state != store::SourceState::Done &&
                            store::isBeingWritten(m_case.videoFolder(info.record.id));
        info.duration = video->indexedUntil();
        for (const store::ClassCount &count : video->classCounts())
            if (count.classId < meta.classes.size() && meta.classes[count.classId] != "background")
                info.classes.push_back(
                    {meta.classes[count.classId], count.patches, count.clusters});
        std::ranges::stable_sort(info.classes, std::ranges::greater{}, &ClassTotal::patches);
    }

    store::Case m_case;
    const nn::ModelPack m_pack;
    const CaseEngineOptions m_options;
    std::mutex m_backendMutex, m_ingestMutex, m_queryMutex, m_compareMutex, m_snapshotMutex,
        m_costMutex;
    std::optional<nn::Backend> m_backend;
    std::unique_ptr<nn::IngestNetwork> m_ingestNetwork;
    std::unique_ptr<query::QueryEngine> m_queries;
    std::map<std::string, SnapshotPtr> m_snapshots; // One environment a video and process.
    DepthCosts m_costs;
    std::mutex m_seekerMutex;
    std::optional<media::FrameSeeker> m_seeker; // Of the video last cut from.
    std::string m_seekerVideo;
};

} // namespace

EnginePtr openCase(const fs::path &folder, const CaseEngineOptions &options)
{
    return std::make_shared<CaseEngine>(folder, options);
}

} // namespace refocus::ui
