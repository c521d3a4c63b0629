// The last stage of ingest: gives patches their numbers and clusters and puts together what is
// written, batch by batch. One thread.
#pragma once

#include "base/error.h"
#include "ingest/ingest.h"
#include "store/video_snapshot.h"
#include "store/video_writer.h"

#include <map>

namespace refocus::ingest {

// One picture as the stages pass it on.
struct Analysed
{
    struct Object
    {
        detect::Detection detection;
        cv::Mat patch;     // The network's input; empty where it need not run.
        cv::Mat thumbnail; // For people; empty likewise.
        std::optional<nn::IngestNetwork::Result> result;
    };
    FrameIndex frame = 0;
    Timestamp time{0};
    std::vector<Object> objects;
    std::vector<TrackId> endedTracks;
    std::vector<store::FrameEntry> entries; // Of this picture and of those skipped before it.
    store::Coverage coverage;               // Up to here.
};

// The pictures up to the last batch did not give the patches that they gave then, so that nothing
// can be added to it: what a decoder makes of damage differs, and so may other versions.
class ReplayDiffers : public Error
{
public:
    ReplayDiffers() : Error("what was indexed before does not fit the pictures any more") {}
};

class Indexer
{
public:
    Indexer(const IngestOptions &options, store::VideoWriter &writer,
            const store::VideoSnapshot &stored);

    // What is already in the store; pictures before it are only replayed.
    FrameIndex committedFrames() const { return m_committed.nextFrame; }
    bool replaying() const { return m_nextFrame < m_committed.nextFrame; }
    FrameIndex nextFrame() const { return m_nextFrame; }
    Timestamp lastTime() const { return m_lastTime; }
    const store::Coverage &coverage() const { return m_coverage; }

    // The next analysed picture: replayed or added to the batch. Requires: in order. Throws
    // ReplayDiffers.
    void add(Analysed analysed);
    // Writes what has been added so far; nothing where all of it was replayed.
    void commit();
    // Behind the last commit(): what is known of the coverage when the whole file has been read.
    // Throws ReplayDiffers.
    void end(store::Coverage whole);

    std::uint64_t patches() const { return m_nextPatch; }
    std::uint64_t detections() const { return m_detections; }
    std::uint64_t inferred() const { return m_inferred; }

private:
    struct LiveTrack
    {
        FrameIndex inferredFrame = -1;
        PatchId inferredPatch = 0;
        std::optional<ClusterId> cluster; // Of the inferred patch.
        std::optional<store::TrackRecord> record;
        float bestQuality = 0;
    };

    void replay(const Analysed &analysed);
    void requireSameReplay() const;
    void index(const Analysed &analysed, Analysed::Object &object);
    void infer(Analysed::Object &object, store::PatchRecord &patch, LiveTrack &track);
    void updateTrack(const store::PatchRecord &patch, LiveTrack &track, Analysed::Object &object);
    void updateCluster(const store::PatchRecord &patch);
    void putMapsAndPixels(PatchId patch, Analysed::Object &object);
    void write();
    LiveTrack &liveTrack(TrackId id);

    const IngestOptions &m_options;
    store::VideoWriter &m_writer;
    const store::VideoSnapshot &m_stored;
    store::ResumePoint m_committed;
    cluster::Clusterer m_clusterer;
    FrameIndex m_nextFrame = 0; // To be analysed.
    PatchId m_nextPatch = 0;
    std::uint64_t m_detections = 0, m_inferred = 0;
    std::uint64_t m_detectionHash = 0;
    std::map<TrackId, LiveTrack> m_tracks;
    std::map<ClusterId, store::ClusterRecord> m_clusters;
    store::Coverage m_coverage;
    Timestamp m_lastTime{0};

    store::Batch m_batch;
    std::map<TrackId, store::TrackRecord> m_changedTracks;
    std::map<ClusterId, store::ClusterRecord> m_changedClusters;
};

} // namespace refocus::ingest
