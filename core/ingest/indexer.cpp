#include "ingest/indexer.h"

#include "detect/view_quality.h"
#include "store/checksum.h"

#include <opencv2/imgcodecs.hpp>

#include <algorithm>

namespace refocus::ingest {

namespace {

cluster::Clusterer restored(const cluster::ClusterOptions &options, const std::string &state)
{
    return state.empty() ? cluster::Clusterer(options) : cluster::Clusterer(options, state);
}

std::vector<std::uint8_t> jpeg(const cv::Mat &image)
{
    std::vector<std::uint8_t> bytes;
    cv::imencode(".jpg", image, bytes, {cv::IMWRITE_JPEG_QUALITY, 85});
    return bytes;
}

// The hash of the pictures before, continued by what patches and tracks are numbered by.
std::uint64_t hashOf(const Analysed &analysed, std::uint64_t before)
{
    std::vector<std::int64_t> values;
    for (const store::FrameEntry &entry : analysed.entries)
        values.push_back(entry.time.count());
    for (const Analysed::Object &object : analysed.objects) {
        const cv::Rect &box = object.detection.box;
        values.insert(values.end(), {analysed.frame, object.detection.track, box.x, box.y,
                                     box.width, box.height, object.detection.needsInference});
    }
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(values.data());
    return store::xxh64({bytes, values.size() * sizeof values[0]}, before);
}

} // namespace

Indexer::Indexer(const IngestOptions &options, store::VideoWriter &writer,
                 const store::VideoSnapshot &stored)
    : m_options(options), m_writer(writer), m_stored(stored), m_committed(writer.resumePoint()),
      m_clusterer(restored(options.cluster, m_committed.state))
{
    for (const store::ClusterRecord &record : stored.clusters())
        m_clusters[record.id] = record;
    m_batch.firstFrame = m_committed.nextFrame;
}

void Indexer::add(Analysed analysed)
{
    const bool replayed = analysed.frame < m_committed.nextFrame;
    if (!replayed && m_nextFrame <= m_committed.nextFrame)
        requireSameReplay();
    m_detections += analysed.objects.size();
    m_detectionHash = hashOf(analysed, m_detectionHash);
    if (replayed) {
        replay(analysed);
    } else {
        for (Analysed::Object &object : analysed.objects)
            index(analysed, object);
        std::ranges::move(analysed.entries, std::back_inserter(m_batch.frames));
    }
    for (const TrackId ended : analysed.endedTracks)
        m_tracks.erase(ended);
    m_nextFrame = analysed.frame + 1;
    m_lastTime = analysed.time;
    m_coverage = std::move(analysed.coverage);
}

void Indexer::replay(const Analysed &analysed)
{
    for (const Analysed::Object &object : analysed.objects) {
        LiveTrack &track = m_tracks[object.detection.track];
        if (object.detection.needsInference) {
            track.inferredFrame = analysed.frame;
            track.inferredPatch = m_nextPatch;
            ++m_inferred;
        }
        ++m_nextPatch;
    }
}

// What follows is numbered on from here. An older store only knows the number of patches.
void Indexer::requireSameReplay() const
{
    const std::uint64_t committed = m_committed.detectionHash;
    if (m_nextFrame != m_committed.nextFrame || m_nextPatch != m_committed.nextPatch ||
        (committed != 0 && committed != m_detectionHash))
        throw ReplayDiffers();
}

// Where the track was met while replaying, the store knows the rest of it.
Indexer::LiveTrack &Indexer::liveTrack(TrackId id)
{
    LiveTrack &track = m_tracks[id];
    if (!track.record && track.inferredFrame >= 0) {
        if (const auto patch = m_stored.patch(track.inferredPatch))
            track.cluster = patch->cluster;
        track.record = m_stored.track(id);
        if (track.record)
            if (const auto best = m_stored.patch(track.record->bestPatch))
                track.bestQuality = detect::viewQuality(best->box, best->touchesBorder);
    }
    return track;
}

void Indexer::index(const Analysed &analysed, Analysed::Object &object)
{
    LiveTrack &track = liveTrack(object.detection.track);
    store::PatchRecord patch;
    patch.id = m_nextPatch++;
    patch.frame = analysed.frame;
    patch.time = analysed.time;
    patch.box = object.detection.box;
    patch.track = object.detection.track;
    patch.touchesBorder = object.detection.touchesBorder;
    patch.inferred = object.result.has_value();
    if (patch.inferred) {
        infer(object, patch, track);
    } else {
        if (!track.cluster) // The store has another track of that number.
            throw ReplayDiffers();
        patch.inferredFrom = track.inferredPatch;
        patch.cluster = *track.cluster;
    }
    updateTrack(patch, track, object);
    updateCluster(patch);
    m_batch.patches.push_back(std::move(patch));
}

void Indexer::infer(Analysed::Object &object, store::PatchRecord &patch, LiveTrack &track)
{
    ++m_inferred;
    const nn::IngestNetwork::Result &result = *object.result;
    patch.inferredFrom = patch.id;
    patch.topK = nn::topK(result.probabilities, static_cast<std::size_t>(m_options.topK));
    const auto assigned =
        m_clusterer.add(result.embedding, detect::viewQuality(patch.box, patch.touchesBorder),
                        track.cluster, cluster::sureClass(patch.topK, m_options.cluster));
    patch.cluster = assigned.cluster;
    track.inferredFrame = patch.frame;
    track.inferredPatch = patch.id;
    track.cluster = assigned.cluster;
    m_batch.embeddings.push_back({patch.id, result.embedding});

    store::ClusterRecord &cluster = m_clusters[assigned.cluster];
    if (assigned.created) {
        cluster.id = assigned.cluster;
        cluster.firstFrame = patch.frame;
    }
    ++cluster.inferredMembers;
    if (assigned.becomesRepresentative) {
        if (!assigned.created && m_options.maps != store::MapsKept::All)
            m_batch.dropMapsAndPixels(cluster.representative);
        cluster.representative = patch.id;
    }
    if (assigned.becomesRepresentative || m_options.maps == store::MapsKept::All)
        putMapsAndPixels(patch.id, object);
}

void Indexer::putMapsAndPixels(PatchId patch, Analysed::Object &object)
{
    m_batch.pixels.push_back({patch, object.patch});
    if (m_options.maps == store::MapsKept::None)
        return;
    const auto &maps = object.result->maps;
    for (std::size_t i = 0; i < maps.size(); ++i)
        m_batch.maps.push_back(
            {patch, m_options.cuts[i], store::encodeMap(maps[i], m_options.codec)});
}

void Indexer::updateTrack(const store::PatchRecord &patch, LiveTrack &track,
                          Analysed::Object &object)
{
    if (!track.record)
        track.record = store::TrackRecord{patch.track, patch.frame, patch.frame, patch.time,
                                          patch.time,  0,           patch.id};
    store::TrackRecord &record = *track.record;
    record.lastFrame = patch.frame;
    record.lastTime = patch.time;
    ++record.patches;
    const float quality = detect::viewQuality(patch.box, patch.touchesBorder);
    // A thumbnail is written when the view becomes clearly better, not for each picture in which an
    // object comes a little nearer.
    if (patch.inferred && (record.patches == 1 || quality > 1.3F * track.bestQuality)) {
        if (record.patches > 1)
            m_batch.dropThumbnail(record.bestPatch);
        record.bestPatch = patch.id;
        track.bestQuality = quality;
        m_batch.thumbnails.push_back({patch.id, jpeg(object.thumbnail)});
    }
    m_changedTracks[record.id] = record;
}

void Indexer::updateCluster(const store::PatchRecord &patch)
{
    store::ClusterRecord &cluster = m_clusters[patch.cluster];
    ++cluster.members;
    cluster.lastFrame = std::max(cluster.lastFrame, patch.frame);
    m_changedClusters[cluster.id] = cluster;
}

void Indexer::commit()
{
    if (m_nextFrame > m_committed.nextFrame)
        write();
}

void Indexer::end(store::Coverage whole)
{
    requireSameReplay(); // The file may have ended before that.
    whole.maskedShare = m_coverage.maskedShare;
    if (whole == m_committed.coverage)
        return;
    m_coverage = std::move(whole);
    write();
}

void Indexer::write()
{
    for (auto &[id, record] : m_changedTracks)
        m_batch.tracks.push_back(record);
    for (auto &[id, record] : m_changedClusters)
        m_batch.clusters.push_back(record);
    m_batch.resume = {m_nextFrame, m_nextPatch, m_coverage, m_clusterer.state(), m_detectionHash};
    m_writer.commit(m_batch);
    m_committed = std::move(m_batch.resume);
    m_batch = {};
    m_batch.firstFrame = m_committed.nextFrame;
    m_changedTracks.clear();
    m_changedClusters.clear();
}

} // namespace refocus::ingest
