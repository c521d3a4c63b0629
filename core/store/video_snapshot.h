// Reads one video's store. Every call is a short read transaction of its own and sees one committed
// state; what it returns is copied out. Any number of threads.
#pragma once

#include "store/records.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace refocus::store {

struct ClassCount
{
    ClassId classId = 0;
    std::uint64_t clusters = 0; // With the class among their first k.
    std::uint64_t patches = 0;  // Members of these clusters.
};

// All embeddings, one after the other: row i is that of patches[i], patches rise.
struct EmbeddingTable
{
    int length = 0;
    std::vector<PatchId> patches;
    std::vector<float> values; // patches.size() x length.
};

class VideoSnapshot
{
public:
    // Throws Error: not a video's folder, a newer format, damaged, no permission to read. Without
    // permission to write it is opened for reading.
    explicit VideoSnapshot(const std::filesystem::path &folder, Access access = Access::ReadWrite);
    VideoSnapshot(VideoSnapshot &&) noexcept;
    VideoSnapshot &operator=(VideoSnapshot &&) noexcept;
    ~VideoSnapshot();

    const std::filesystem::path &folder() const;
    const VideoMeta &meta() const;
    bool finished() const;
    std::optional<Manifest> manifest() const; // None while unfinished.
    Counts counts() const;
    Coverage coverage() const;
    // How far it is indexed: to the source's end once finished, else to the last picture so far.
    Timestamp indexedUntil() const;

    // Frames first to last - 1, fewer where the table ends.
    std::vector<FrameEntry> frames(FrameIndex first = 0, FrameIndex last = INT64_MAX) const;

    std::optional<PatchRecord> patch(PatchId id) const;
    std::vector<PatchRecord> patches(PatchId first, PatchId last) const;  // Ids in [first, last).
    std::vector<PatchRecord> patches(std::span<const PatchId> ids) const; // Missing ones left out.
    std::vector<PatchId> patchesIn(TimeRange range) const;                // By time, then id.
    // In order of ids, a few thousand a transaction; visit returns "go on?".
    void forEachPatch(const std::function<bool(const PatchRecord &)> &visit) const;

    std::optional<TrackRecord> track(TrackId id) const;
    std::vector<TrackRecord> tracks() const;
    std::vector<PatchId> patchesOfTrack(TrackId id) const; // Rising.

    std::optional<ClusterRecord> cluster(ClusterId id) const;
    std::vector<ClusterRecord> clusters() const;
    std::vector<PatchId> members(ClusterId id) const; // All patches of the cluster, rising.

    // Clusters that have the class among the first k of an inferred member, likeliest first (by p,
    // then by id).
    std::vector<Candidate> candidates(ClassId classId, int k = kMaxTopK) const;
    std::vector<ClassCount> classCounts(int k = 1) const; // Classes that occur, by id.

    // The map of a patch after `cut` blocks; none where it is not kept (or maps.mdb was deleted).
    std::optional<FeatureMap> map(PatchId patch, int cut) const;
    // Many at once, read but not yet decoded (decodeMap): result[i] belongs to patches[i].
    std::vector<std::optional<EncodedMap>> maps(std::span<const PatchId> patches, int cut) const;
    std::vector<int> cutsWithMaps() const; // What maps.mdb really has.

    std::optional<cv::Mat> pixels(PatchId patch) const;
    std::vector<std::optional<cv::Mat>> pixels(std::span<const PatchId> patches) const;
    std::optional<std::vector<std::uint8_t>> thumbnail(PatchId patch) const; // JPEG

    std::optional<std::vector<float>> embedding(PatchId patch) const;
    EmbeddingTable embeddings() const;
    // The same, `rows` at a time in order of patches, so that memory stays bounded; visit returns
    // "go on?".
    void forEachEmbeddings(const std::function<bool(const EmbeddingTable &)> &visit,
                           std::size_t rows = 8192) const;

    // result[i] belongs to patches[i]; none where that source was not asked yet.
    std::vector<std::optional<Verdict>> verdicts(const VerdictSource &source,
                                                 std::span<const PatchId> patches) const;
    // One short transaction. False, and nothing kept, where the store can only be read; throws
    // Error where writing fails (a full disk).
    bool putVerdicts(const VerdictSource &source, std::span<const Verdict> verdicts) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace refocus::store
