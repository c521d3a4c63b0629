// Writes one video's store: a batch is a transaction. One thread at a time; readers go on
// meanwhile, in this process and in others.
#pragma once

#include "store/records.h"

#include <filesystem>
#include <memory>

namespace refocus::store {

// One step of ingest. Class postings, members of clusters, patches of tracks and the index by time
// are derived from the patches by the writer.
struct Batch
{
    struct Embedding
    {
        PatchId patch = 0;
        std::vector<float> values; // VideoMeta::embeddingLength of them; kept as int8.
    };
    struct Map
    {
        PatchId patch = 0;
        int cut = 0; // Blocks of the ingest network behind it.
        EncodedMap map;
    };
    struct Pixels
    {
        PatchId patch = 0;
        cv::Mat image; // 8-bit BGR, the network's input before normalisation; kept lossless.
    };
    struct Thumbnail
    {
        PatchId patch = 0;
        std::vector<std::uint8_t> jpeg;
    };

    FrameIndex firstFrame = 0; // Of frames; not beyond the number of frames already there.
    std::vector<FrameEntry> frames;
    std::vector<PatchRecord> patches;    // Ids rising.
    std::vector<TrackRecord> tracks;     // New or changed, with their figures so far.
    std::vector<ClusterRecord> clusters; // New or changed, with their figures so far.
    std::vector<Embedding> embeddings;
    std::vector<Map> maps;
    std::vector<Pixels> pixels;
    std::vector<Thumbnail> thumbnails;
    // Filled by the functions below; applied before what the same batch puts.
    std::vector<PatchId> mapsToErase, pixelsToErase, thumbnailsToErase;
    ResumePoint resume; // Where to go on once this batch is in.

    // The patch is no representative, or no track's best view, any more: what it had leaves the
    // store, and this batch where it would have brought it.
    void dropMapsAndPixels(PatchId patch);
    void dropThumbnail(PatchId patch);
};

enum class VideoState { Missing, Unfinished, Finished };

// What is in a video's folder. Throws Error where it is something else or damaged.
VideoState videoState(const std::filesystem::path &folder);

class VideoWriter
{
public:
    // Starts a video in a folder that is not there or empty. Throws Error.
    static VideoWriter start(const std::filesystem::path &folder, const VideoMeta &meta);
    // Continues an unfinished video. Throws Error, also while another writer is at it.
    static VideoWriter resume(const std::filesystem::path &folder);
    VideoWriter(VideoWriter &&) noexcept;
    VideoWriter &operator=(VideoWriter &&) noexcept;
    ~VideoWriter();

    const VideoMeta &meta() const;
    ResumePoint resumePoint() const; // Of the last batch; all zero before the first.
    // One transaction an environment: maps.mdb first, then index.mdb. After a crash between the two
    // the batch is not in; committing the same batch again gives the same store. Throws Error, and
    // then index.mdb is as it was.
    void commit(const Batch &batch);
    // As after start(): every batch is forgotten, with the maps and the verdicts. Snapshots that
    // are open stay so. Throws Error.
    void startAgain(const VideoMeta &meta);
    // Writes the manifest: the video is finished. duration: time of the last picture.
    Manifest finish(Timestamp duration);

private:
    struct Private;
    explicit VideoWriter(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace refocus::store
