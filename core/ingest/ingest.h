// Indexes a video into a case: decode ∥ detect ∥ infer ∥ write, with bounded queues between.
//
// The threads that a call starts are joined before it returns; progress and the writing run on the
// caller's thread. The result is a function of the video, the pack and the options alone: batches
// end at fixed frames, never by the clock. So an ingest that was stopped or killed goes on behind
// its last batch and ends with the same index: the pictures before it are decoded and detected
// again (no network runs on them), which brings the background and the tracks back to where they
// were. Where that does not give the same patches (a damaged file, other versions of libraries),
// the index begins again from nothing, unless a person decided about patches of it: then it fails.
#pragma once

#include "base/progress.h"
#include "cluster/clusterer.h"
#include "detect/detector.h"
#include "nn/inference.h"
#include "store/case.h"

#include <functional>

namespace refocus::ingest {

struct IngestOptions
{
    store::MapsKept maps = store::MapsKept::Representatives;
    std::vector<int> cuts{4, 7}; // Block numbers whose maps are kept.
    store::Codec codec = store::Codec::Int8;
    double fps = 0; // Analyse no more pictures a second than this; 0: all of them.
    int batch = 32; // Inferred patches a transaction, at least.
    int topK = store::kMaxTopK;
    int threads = 0; // Of the decoder; 0: as many as the machine has.
    detect::DetectOptions detect;
    cluster::ClusterOptions cluster;
};

// The cuts of the pack's splices. Maps from before block 4 are twice as large and save least, so
// they are left out unless the pack has nothing deeper.
std::vector<int> defaultCuts(const nn::PackManifest &pack);
// Those of the splices in a text like "4,7-11"; defaultCuts() of an empty one. Throws Error where a
// splice does not fit.
std::vector<int> cutsOf(const std::string &splices, const nn::ModelPack &pack);

enum class VideoOutcome { Done, Continued, Already, Failed, Cancelled };

struct VideoReport
{
    std::string id, path;
    VideoOutcome outcome = VideoOutcome::Failed;
    std::string error; // The sentence, where it failed.
    store::Counts counts;
    store::Coverage coverage;
    Timestamp duration{0};
    double wallSeconds = 0;
    double savedShare = 0; // Of the detections: cost no network run (pixel differencing).
    std::uint64_t indexBytes = 0, mapsBytes = 0;
    bool startedAgain = false; // What an earlier call had indexed could not be gone on with.

    double timesRealtime() const { return wallSeconds > 0 ? toSeconds(duration) / wallSeconds : 0; }
};

struct IngestStatus
{
    ProgressReport report;
    double framesPerSecond = 0, timesRealtime = 0;
    std::uint64_t frames = 0, patches = 0;
    bool replaying = false; // Bringing back the state of an interrupted ingest.
};

// Returns "go on?". Called several times a second.
using IngestProgress = std::function<bool(const IngestStatus &)>;

// Adds the video to the case, or goes on with it, or says that it is already done. A fault of the
// video or the disk is an outcome (Failed), not an exception: what was committed stays and a second
// call goes on. Throws Error where the case itself cannot be used.
VideoReport ingestVideo(store::Case &into, const std::filesystem::path &video,
                        const nn::ModelPack &pack, nn::IngestNetwork &network,
                        const nn::Backend &backend, const IngestOptions &options,
                        const IngestProgress &progress = {});

} // namespace refocus::ingest
