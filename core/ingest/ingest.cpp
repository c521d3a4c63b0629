#include "ingest/ingest.h"

#include "base/error.h"
#include "ingest/pipeline.h"
#include "store/files.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <set>

namespace refocus::ingest {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

using Clock = std::chrono::steady_clock;

json polygonsJson(const std::vector<detect::Polygon> &polygons)
{
    json all = json::array();
    for (const detect::Polygon &polygon : polygons) {
        json corners = json::array();
        for (const cv::Point &corner : polygon)
            corners.push_back({corner.x, corner.y});
        all.push_back(corners);
    }
    return all;
}

// Everything that decides about the result: two runs with equal options give equal indexes.
std::string optionsJson(const IngestOptions &options, const nn::Backend &backend)
{
    const detect::DetectOptions &detect = options.detect;
    return json{{"fps", options.fps},
                {"batch", options.batch},
                {"topK", options.topK},
                {"device", backend.device},
                {"precision", backend.precision},
                {"workingWidth", detect.workingWidth},
                {"minArea", detect.minArea},
                {"include", polygonsJson(detect.include)},
                {"exclude", polygonsJson(detect.exclude)},
                {"backgroundSeconds", detect.backgroundSeconds},
                {"confirmSeconds", detect.confirmSeconds},
                {"lostSeconds", detect.lostSeconds},
                {"stationarySeconds", detect.stationarySeconds},
                {"sameThreshold", detect.sameThreshold},
                {"inferAtLeastEverySeconds", detect.inferAtLeastEverySeconds},
                {"clusterThreshold", options.cluster.threshold},
                {"clusterHintFactor", options.cluster.hintFactor},
                {"clusterSure", options.cluster.sure},
                {"clusterMaxActive", options.cluster.maxActive}}
        .dump();
}

class Run
{
public:
    Run(store::Case &into, const fs::path &video, const nn::ModelPack &pack,
        nn::IngestNetwork &network, const nn::Backend &backend, const IngestOptions &options,
        const IngestProgress &progress)
        : m_case(into), m_path(fs::absolute(video).lexically_normal()), m_pack(pack),
          m_network(network), m_backend(backend), m_options(options), m_progress(progress)
    {
        m_report.path = m_path.string();
    }

    VideoReport report()
    {
        try {
            ingest();
        } catch (const Cancelled &) {
            m_report.outcome = VideoOutcome::Cancelled;
        } catch (const std::exception &error) {
            m_report.outcome = VideoOutcome::Failed;
            m_report.error = error.what();
        }
        m_report.wallSeconds = seconds();
        if (!m_report.id.empty())
            describe();
        return m_report;
    }

private:
    double seconds() const { return std::chrono::duration<double>(Clock::now() - m_begin).count(); }

    void ingest()
    {
        // Opened before anything is written: what is no video leaves no trace in the case.
        media::VideoReader reader(m_path, {m_options.threads});
        const std::string sha256 =
            store::sha256OfFile(m_path, [this](const ProgressReport &report) {
                return tell({{0, "reading " + name(), report.secondsLeft}, 0, 0, 0, 0, false});
            });
        const std::string id = store::Case::makeVideoId(m_path, sha256);
        const fs::path folder = m_case.videoFolder(id);
        const store::VideoState state = store::videoState(folder);
        const store::VideoMeta meta = metaOf(id, sha256, reader.info());
        m_report.id = id;
        if (state == store::VideoState::Finished) {
            requireSameModel(store::VideoSnapshot(folder).meta());
            m_report.outcome = VideoOutcome::Already;
            recordDone(meta);
            return;
        }
        auto writer = state == store::VideoState::Missing ? store::VideoWriter::start(folder, meta)
                                                          : store::VideoWriter::resume(folder);
        requireSameModel(writer.meta());
        if (writer.meta().options != meta.options || writer.meta().cuts != meta.cuts ||
            writer.meta().codec != meta.codec || writer.meta().maps != meta.maps)
            throw Error(m_path, "was begun with other options (" + writer.meta().options +
                                    "); go on with those, or ingest it into another case");
        putSource(meta, store::SourceState::Unfinished, "");
        m_case.log("ingest", json{{"video", id}, {"model", meta.modelHash}}.dump());
        try {
            writeAll(std::move(reader), writer, folder, meta);
        } catch (const Cancelled &) {
            throw;
        } catch (const std::exception &error) {
            putSource(meta, store::SourceState::Failed, error.what());
            throw;
        }
        putSource(meta, store::SourceState::Done, "");
        m_report.outcome = state == store::VideoState::Missing || m_report.startedAgain
                               ? VideoOutcome::Done
                               : VideoOutcome::Continued;
    }

    // Goes on behind what is committed, or begins again where that cannot be.
    void writeAll(media::VideoReader reader, store::VideoWriter &writer, const fs::path &folder,
                  const store::VideoMeta &meta)
    {
        try {
            return write(std::move(reader), writer, folder);
        } catch (const ReplayDiffers &) {
            requireNoDecisions(meta.videoId);
        }
        m_case.log("index again", json{{"video", meta.videoId},
                                       {"pictures", writer.resumePoint().nextFrame},
                                       {"why", "they did not give the same patches again"}}
                                      .dump());
        writer.startAgain(meta);
        m_report.startedAgain = true;
        write(media::VideoReader(m_path, {m_options.threads}), writer, folder);
    }

    // Decisions are kept by the numbers of patches, which another index gives anew.
    void requireNoDecisions(const std::string &id) const
    {
        if (!m_case.reviews(id).empty())
            throw Error(m_path,
                        "its pictures do not give the patches again that are indexed (it is "
                        "damaged, or another version read it), so the index cannot be gone "
                        "on with; index it again, which deletes the decisions about it, or "
                        "ingest it into another case");
    }

    void write(media::VideoReader reader, store::VideoWriter &writer, const fs::path &folder)
    {
        const store::VideoSnapshot stored(folder);
        Indexer indexer(m_options, writer, stored);
        {
            Pipeline pipeline(std::move(reader), m_options, m_network, m_pack.manifest().inputSize,
                              indexer.committedFrames());
            for (;;) {
                bool timedOut = false;
                auto group = pipeline.next(std::chrono::milliseconds(100), timedOut);
                if (group) {
                    for (Analysed &analysed : *group)
                        indexer.add(std::move(analysed));
                    indexer.commit();
                } else if (!timedOut) {
                    break;
                }
                if (!tell(statusOf(pipeline, indexer)))
                    throw Cancelled();
            }
            indexer.end(pipeline.coverage());
        }
        if (indexer.nextFrame() == 0)
            throw Error(m_path, "holds no picture that can be decoded");
        if (indexer.detections() > 0)
            m_report.savedShare = 1 - static_cast<double>(indexer.inferred()) /
                                          static_cast<double>(indexer.detections());
        writer.finish(indexer.lastTime());
    }

    IngestStatus statusOf(const Pipeline &pipeline, const Indexer &indexer)
    {
        const double wall = seconds();
        IngestStatus status;
        status.report.fraction = pipeline.fraction();
        status.report.what = (indexer.replaying() ? "catching up with " : "") + name();
        if (status.report.fraction > 0.01)
            status.report.secondsLeft =
                wall / status.report.fraction * (1 - status.report.fraction);
        status.frames = static_cast<std::uint64_t>(indexer.nextFrame());
        status.framesPerSecond = static_cast<double>(status.frames) / wall;
        status.timesRealtime = toSeconds(indexer.lastTime()) / wall;
        status.patches = indexer.patches();
        status.replaying = indexer.replaying();
        return status;
    }

    bool tell(const IngestStatus &status) const { return !m_progress || m_progress(status); }

    std::string name() const { return m_path.filename().string(); }

    store::VideoMeta metaOf(const std::string &id, const std::string &sha256,
                            const media::VideoInfo &info) const
    {
        const nn::PackManifest &pack = m_pack.manifest();
        store::VideoMeta meta;
        meta.videoId = id;
        meta.sourcePath = m_path.string();
        meta.sourceSha256 = sha256;
        meta.sourceBytes = fs::file_size(m_path);
        meta.width = info.width;
        meta.height = info.height;
        meta.modelName = pack.name;
        meta.modelHash = m_pack.hash();
        meta.ingestHash = m_pack.ingestHash();
        meta.classes = pack.classes;
        meta.embeddingLength = pack.ingest.embeddingSize();
        meta.patchSize = pack.inputSize;
        meta.maps = m_options.maps;
        if (m_options.maps != store::MapsKept::None)
            meta.cuts = m_options.cuts;
        meta.codec = m_options.codec;
        meta.options = optionsJson(m_options, m_backend);
        meta.program = "refocus " REFOCUS_VERSION;
        meta.startedAt = now();
        return meta;
    }

    static std::int64_t now()
    {
        return std::chrono::duration_cast<std::chrono::seconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }

    void requireSameModel(const store::VideoMeta &meta) const
    {
        if (!m_pack.readsIndexOf(meta.modelHash, meta.ingestHash))
            throw Error(m_path, "is in this case already, indexed with the model pack " +
                                    meta.modelName + " (" + meta.modelHash.substr(0, 8) +
                                    "); two packs never mix: ingest it into another case");
    }

    // What an ingest that was killed at its very end did not come to, or of a file that was moved.
    void recordDone(const store::VideoMeta &meta)
    {
        const auto source = m_case.source(meta.videoId);
        std::error_code none;
        const bool isRight = source && source->state == store::SourceState::Done &&
                             (source->path == meta.sourcePath || fs::exists(source->path, none));
        if (!isRight && m_case.writable())
            putSource(meta, store::SourceState::Done, "");
    }

    void putSource(const store::VideoMeta &meta, store::SourceState state, const std::string &error)
    {
        auto source = m_case.source(meta.videoId).value_or(store::SourceRecord{});
        if (source.id.empty()) {
            source.id = meta.videoId;
            source.name = m_path.stem().string();
            source.addedAt = now();
        }
        source.path = meta.sourcePath;
        source.sha256 = meta.sourceSha256;
        source.sizeBytes = meta.sourceBytes;
        source.state = state;
        source.error = error;
        m_case.putSource(source);
    }

    // What the store has now, also after a failure.
    void describe()
    {
        try {
            const fs::path folder = m_case.videoFolder(m_report.id);
            const store::VideoSnapshot stored(folder);
            m_report.counts = stored.counts();
            m_report.coverage = stored.coverage();
            if (const auto manifest = stored.manifest()) {
                m_report.duration = manifest->duration;
                m_report.indexBytes = manifest->indexBytes;
                m_report.mapsBytes = manifest->mapsBytes;
            }
        } catch (const std::exception &error) {
            if (m_report.error.empty()) {
                m_report.outcome = VideoOutcome::Failed;
                m_report.error = error.what();
            }
        }
    }

    store::Case &m_case;
    const fs::path m_path;
    const nn::ModelPack &m_pack;
    nn::IngestNetwork &m_network;
    const nn::Backend &m_backend;
    const IngestOptions &m_options;
    const IngestProgress &m_progress;
    const Clock::time_point m_begin = Clock::now();
    VideoReport m_report;
};

} // namespace

std::vector<int> defaultCuts(const nn::PackManifest &pack)
{
    constexpr int kShallowest = 4;
    std::set<int> cuts;
    for (const nn::Tail &tail : pack.tails)
        cuts.insert(tail.splice.from);
    if (!cuts.empty() && *cuts.rbegin() >= kShallowest)
        cuts.erase(cuts.begin(), cuts.lower_bound(kShallowest));
    return {cuts.begin(), cuts.end()};
}

std::vector<int> cutsOf(const std::string &splices, const nn::ModelPack &pack)
{
    if (splices.empty())
        return defaultCuts(pack.manifest());
    std::set<int> cuts;
    for (const nn::Splice &splice : nn::parseSplices(splices)) {
        pack.tailFor(splice); // Throws where it does not fit.
        cuts.insert(splice.from);
    }
    return {cuts.begin(), cuts.end()};
}

VideoReport ingestVideo(store::Case &into, const fs::path &video, const nn::ModelPack &pack,
                        nn::IngestNetwork &network, const nn::Backend &backend,
                        const IngestOptions &options, const IngestProgress &progress)
{
    return Run(into, video, pack, network, backend, options, progress).report();
}

} // namespace refocus::ingest
