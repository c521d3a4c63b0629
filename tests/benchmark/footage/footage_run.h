// The clips in three cases, and the questions asked of them: int8 maps of representatives, as by
// default; int8 maps of every patch that the network ran on; fp32 maps.
#pragma once

#include "base/error.h"
#include "ingest/ingest.h"
#include "query/verifier.h"
#include "store/video_snapshot.h"

namespace refocus::benchmark {

struct RunOptions
{
    std::filesystem::path footage;
    int threads = 0;
    cluster::ClusterOptions cluster;
};

// A clip and what is known of it once it is in the case.
struct Clip
{
    std::string file; // "parking.mp4"
    ingest::VideoReport report;
    bool ingestedNow = false; // Not in the case from an earlier run.
    double cpuSeconds = 0, peakMiB = 0;

    // Of index and maps, at this clip's rate.
    double bytesAnHour() const
    {
        return static_cast<double>(report.indexBytes + report.mapsBytes) /
               toSeconds(report.duration) * 3600;
    }
};

class FootageRun
{
public:
    FootageRun(const RunOptions &options, const std::filesystem::path &folder,
               const nn::ModelPack &pack, const nn::Backend &backend);

    // Ingests a clip ("parking") where the case has it not yet. False where there is no such file;
    // throws Error where it cannot be used.
    bool add(const std::string &name);

    const std::vector<Clip> &clips() const { return m_clips; }
    const Clip *clip(const std::string &file) const; // Null where it was not added.
    const std::filesystem::path &footage() const { return m_options.footage; }
    const nn::ModelPack &pack() const { return m_pack; }
    const nn::Backend &backend() const { return m_backend; }
    // Of the pack, those whose maps are kept by default.
    const std::vector<nn::Splice> &splices() const { return m_splices; }

    store::VideoSnapshot snapshot(const Clip &clip) const;
    // With int8 maps of every patch that the ingest network ran on.
    store::VideoSnapshot allMapsSnapshot(const Clip &clip) const;
    // With fp32 maps; small, of 5 pictures a second.
    store::VideoSnapshot exactSnapshot(const Clip &clip) const;
    query::QueryResult ask(const Clip &clip, const std::string &className, bool fresh,
                           const query::Reuse &reuse = {});
    // No reuse, then every splice of the pack whose maps are kept.
    std::vector<query::Reuse> depths() const;
    // What every patch of the clip is answered to be: the verdict on its cluster's representative.
    std::vector<std::pair<PatchId, std::string>> namedPatches(const Clip &clip,
                                                              const query::Reuse &reuse);

private:
    ingest::VideoReport ingestInto(store::Case &into, const std::filesystem::path &file,
                                   store::MapsKept maps, store::Codec codec, double fps);

    const RunOptions m_options;
    const nn::ModelPack &m_pack;
    const nn::Backend &m_backend;
    nn::IngestNetwork m_network;
    store::Case m_case, m_allMaps, m_exact;
    query::QueryEngine m_engine;
    query::Verifier m_verifier;
    const std::vector<int> m_cuts;
    std::vector<nn::Splice> m_splices;
    std::vector<Clip> m_clips;
};

} // namespace refocus::benchmark
