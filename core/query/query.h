// Asks a case for every sighting of some classes: candidate clusters from the index, likeliest
// first, their representatives verified by the query network, hits joined into sightings by track
// (Focus, OSDI 2018, section 4.3; the reuse of maps after Shen, Dong, He 2018). Runs on the
// caller's thread.
#pragma once

#include "base/progress.h"
#include "base/time.h"
#include "nn/inference.h"
#include "store/case.h"

#include <opencv2/core/types.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace refocus::query {

// Where the query network enters: on pixels, behind one splice, or behind the best that the pack
// and the stored maps allow.
struct Reuse
{
    enum class Kind { None, Splice, Auto } kind = Kind::Auto;
    nn::Splice splice; // With Kind::Splice.

    static Reuse parse(std::string_view text); // "none", "auto", "7", "13-24". Throws Error.
};

struct QueryOptions
{
    std::vector<std::string> classes;
    std::vector<std::string> videos; // Ids; empty means all.
    Reuse reuse;
    TimeRange time; // From the start of each video.
    // By video: only these stretches of it, within `time`; a video that is not named is searched
    // whole, one without stretches not at all. For times that differ by video, as on a clock.
    std::map<std::string, std::vector<TimeRange>> spans;
    std::vector<cv::Point> region; // The centre of a box must lie inside; empty means everywhere.
    int minSide = 0;               // Of a box in pixels, on its longer side.
    int k = 4;                     // A cluster is a candidate if the class is among the first k.
    float minScore = 0;            // Of a patch's verdict, besides being its likeliest class.
    std::size_t limit = 0;         // Of sightings, the best by score; 0 means all.
    bool decisions = false;        // Obey what a person decided, see decisions.h.
    bool rejected = false;         // With decisions: keep, marked, what these would leave out.
    bool fresh = false;            // Ask the network again where a verdict is kept.
    std::size_t batch = nn::kLargestBatch;
};

struct BestPatch
{
    PatchId patch = 0;
    FrameIndex frame = 0;
    Timestamp time{0};
    cv::Rect box;
    float score = 0;
    ClusterId cluster = 0;

    bool operator==(const BestPatch &) const = default;
};

// One track's stay in view.
struct Sighting
{
    std::string video, path, className;
    TrackId track = 0;
    FrameIndex startFrame = 0, endFrame = 0; // Both belong to it.
    Timestamp start{0}, end{0};              // Times of these pictures.
    float score = 0;                         // Mean probability over the track's patches that hit.
    BestPatch best;
    // With QueryOptions::decisions:
    store::Decision decision = store::Decision::None; // A person's about it,
    std::optional<PatchId> decidedBy;                 // which is about this patch of the track.
    std::string
        foundClass; // With Decision::Label: what the network says; className is the person's.

    bool operator==(const Sighting &) const = default;
};

struct QueryStats
{
    std::uint64_t patches = 0;    // In the videos searched.
    std::uint64_t candidates = 0; // Clusters that may hold a class.
    std::uint64_t verified = 0;   // Of these, by running the query network now.
    std::uint64_t cached = 0;     // Of these, by verdicts kept from before.
    std::uint64_t derived = 0;    // Verified from pixels because their map was not kept.
    double msFirst = 0;           // Until the first sighting was known; 0 if there is none.
    double msTotal = 0, msRead = 0, msInfer = 0;
    std::uint64_t bytesRead = 0;
    std::string reuse, device, precision, model;
    std::string modelHash; // Of the pack that answered, which need not be the index's.
    // By video: what of it the index held then and the question's times cover, in order.
    std::map<std::string, std::vector<TimeRange>> searched;
    std::string notKept; // Why verdicts of now could not be kept (a full disk); empty if they were.
};

struct QueryResult
{
    QueryStats stats;
    std::vector<Sighting> sightings; // By video, then start.
};

// Receives sightings as they become known, each track and class once; their spans may still grow,
// and decisions are not applied yet.
using Sink = std::function<void(std::span<const Sighting>)>;

// Keeps networks loaded between queries. Not thread-safe.
class QueryEngine
{
public:
    QueryEngine(nn::ModelPack pack, nn::Backend backend);
    ~QueryEngine();

    const nn::ModelPack &pack() const;

    // Throws Error, Cancelled. A video of another model pack is refused, unless the ingest networks
    // are the same: two packs never mix in one answer. Verdicts are kept in the case where it can
    // be written, each under the pack that gave it; where that fails, stats say so.
    QueryResult run(const store::Case &from, const QueryOptions &options, const Sink &sink = {},
                    const Progress &progress = {});

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace refocus::query
