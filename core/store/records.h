// What the store holds of a video, as plain values. FORMAT.md has the bytes.
#pragma once

#include "base/class_score.h"
#include "base/ids.h"
#include "base/time.h"
#include "store/map_codec.h"

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace refocus::store {

enum class Access { ReadOnly, ReadWrite };

inline constexpr int kFormatVersion = 1; // Of everything in a case.
inline constexpr int kMaxTopK = 8;

// One decoded picture; its FrameIndex is its place in the table.
struct FrameEntry
{
    Timestamp time{0};
    std::int64_t pts = 0;
    std::int64_t bytePosition = -1; // In the file, -1 where the container does not tell.
    bool keyframe = false;
    friend bool operator==(const FrameEntry &, const FrameEntry &) = default;
};

struct PatchRecord
{
    PatchId id = 0;
    FrameIndex frame = 0;
    Timestamp time{0};
    cv::Rect box; // In pixels of the picture as displayed.
    TrackId track = 0;
    ClusterId cluster = 0;
    bool inferred = true;         // The network ran on it.
    PatchId inferredFrom = 0;     // Whose result stands for it; itself if inferred.
    bool touchesBorder = false;   // The object is probably cut off by the picture's edge.
    std::vector<ClassScore> topK; // Likeliest first, up to kMaxTopK; empty when not inferred.
    friend bool operator==(const PatchRecord &, const PatchRecord &) = default;
};

struct TrackRecord
{
    TrackId id = 0;
    FrameIndex firstFrame = 0, lastFrame = 0;
    Timestamp firstTime{0}, lastTime{0};
    std::uint32_t patches = 0;
    PatchId bestPatch = 0;
    friend bool operator==(const TrackRecord &, const TrackRecord &) = default;
};

struct ClusterRecord
{
    ClusterId id = 0;
    PatchId representative = 0;
    std::uint32_t members = 0;         // All patches, also those not inferred.
    std::uint32_t inferredMembers = 0; // Those the network ran on.
    FrameIndex firstFrame = 0, lastFrame = 0;
    friend bool operator==(const ClusterRecord &, const ClusterRecord &) = default;
};

// A cluster that may hold a class.
struct Candidate
{
    ClusterId cluster = 0;
    PatchId representative = 0;
    int rank = 0; // The best rank of the class among the inferred members, 0 is the likeliest.
    float p = 0;  // Its highest probability among them.
    friend bool operator==(const Candidate &, const Candidate &) = default;
};

// What the query network said about a patch.
struct Verdict
{
    PatchId patch = 0;
    std::vector<ClassScore> scores; // Likeliest first.
    friend bool operator==(const Verdict &, const Verdict &) = default;
};

// Who said it: verdicts of different networks or splices never mix.
struct VerdictSource
{
    std::string network; // The hash of pack and network (and of what else the caller needs).
    int fromBlock = 0;   // Splice i->j; 0->0 from pixels.
    int toBlock = 0;
    friend bool operator==(const VerdictSource &, const VerdictSource &) = default;
};

// The names under which verdicts are kept: the network on pixels, and the one entered behind a
// splice, whose answers also depend on how maps are kept.
inline VerdictSource verdictsFromPixels(const std::string &packHash, const std::string &precision)
{
    return {packHash + '/' + precision, 0, 0};
}
inline VerdictSource verdictsFromMaps(const std::string &packHash, const std::string &precision,
                                      Codec codec, int fromBlock, int toBlock)
{
    return {packHash + '/' + precision + '/' + std::string(codecName(codec)), fromBlock, toBlock};
}

// How much of the source was really looked at.
struct Coverage
{
    std::int64_t framesDecoded = 0;
    std::int64_t framesFailed = 0;  // Could not be decoded.
    std::int64_t framesSkipped = 0; // Decoded but not analysed (--fps).
    double maskedShare = 0;         // Of the picture's area.
    std::vector<TimeRange> gaps;    // Where pictures are missing.
    friend bool operator==(const Coverage &, const Coverage &) = default;
};

struct Counts
{
    std::uint64_t frames = 0, patches = 0, patchesInferred = 0, tracks = 0, clusters = 0;
    friend bool operator==(const Counts &, const Counts &) = default;
};

enum class MapsKept : std::uint8_t { Representatives = 0, All = 1, None = 2 }; // --maps

// What a video's store was derived from; known when ingest starts and then fixed.
struct VideoMeta
{
    std::string videoId;
    std::string sourcePath;   // As it was then.
    std::string sourceSha256; // 64 hex digits.
    std::uint64_t sourceBytes = 0;
    int width = 0, height = 0; // Of the picture as displayed.
    std::string modelName;
    std::string modelHash;            // Of the whole pack.
    std::string ingestHash;           // Of what an index depends on; empty in older records.
    std::vector<std::string> classes; // ClassId is the place in here.
    int embeddingLength = 0;
    int patchSize = 0; // Side of the network's input, of pixels() and of nothing else.
    MapsKept maps = MapsKept::Representatives;
    std::vector<int> cuts; // Block counts whose maps are kept.
    Codec codec = Codec::Fp16;
    std::string options;        // Every ingest option, a JSON object.
    std::string program;        // Name and version that wrote it.
    std::int64_t startedAt = 0; // Unix time, seconds.
    friend bool operator==(const VideoMeta &, const VideoMeta &) = default;
};

// manifest.json: written last, so its presence says the video is finished.
struct Manifest
{
    VideoMeta meta;
    Counts counts;
    Coverage coverage;
    Timestamp duration{0}; // Of the last picture.
    std::uint64_t indexBytes = 0, mapsBytes = 0;
    std::int64_t finishedAt = 0; // Unix time, seconds.
};

// Where ingest goes on after a break: what the last committed batch said.
struct ResumePoint
{
    FrameIndex nextFrame = 0;
    PatchId nextPatch = 0;
    Coverage coverage;               // So far.
    std::string state;               // The caller's bytes (tracker, clusterer, counters).
    std::uint64_t detectionHash = 0; // Of all that was detected so far; 0 in older records.
    friend bool operator==(const ResumePoint &, const ResumePoint &) = default;
};

} // namespace refocus::store
