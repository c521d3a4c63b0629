#include "footage_run.h"

#include "machine.h"

#include <algorithm>
#include <iostream>

namespace refocus::benchmark {

namespace fs = std::filesystem;

namespace {

fs::path clipFile(const fs::path &footage, const std::string &name)
{
    for (const char *extension : {"", ".mp4", ".avi"})
        if (fs::is_regular_file(footage / (name + extension)))
            return footage / (name + extension);
    return {};
}

} // namespace

FootageRun::FootageRun(const RunOptions &options, const fs::path &folder, const nn::ModelPack &pack,
                       const nn::Backend &backend)
    : m_options(options), m_pack(pack), m_backend(backend), m_network(pack, backend),
      m_case(store::Case::openOrCreate(folder / "int8.case")),
      m_allMaps(store::Case::openOrCreate(folder / "int8-all.case")),
      m_exact(store::Case::openOrCreate(folder / "fp32.case")), m_engine(pack, backend),
      m_verifier(pack, backend), m_cuts(ingest::defaultCuts(pack.manifest()))
{
    for (const nn::Tail &tail : pack.manifest().tails)
        if (std::ranges::binary_search(m_cuts, tail.splice.from))
            m_splices.push_back(tail.splice);
    std::ranges::sort(m_splices);
}

bool FootageRun::add(const std::string &name)
{
    const fs::path file = clipFile(m_options.footage, name);
    if (file.empty()) {
        std::cerr << name << ": skipped, not in " << m_options.footage.string() << '\n';
        return false;
    }
    std::cerr << file.filename().string() << ": ingesting\n";
    Clip clip;
    clip.file = file.filename().string();
    resetPeakMemory();
    const double before = processorSeconds();
    clip.report = ingestInto(m_case, file, store::MapsKept::Representatives, store::Codec::Int8, 0);
    clip.cpuSeconds = processorSeconds() - before;
    clip.peakMiB = peakMemoryMiB();
    clip.ingestedNow = clip.report.outcome == ingest::VideoOutcome::Done;
    ingestInto(m_allMaps, file, store::MapsKept::All, store::Codec::Int8, 0);
    ingestInto(m_exact, file, store::MapsKept::Representatives, store::Codec::Fp32, 5);
    m_clips.push_back(std::move(clip));
    return true;
}

const Clip *FootageRun::clip(const std::string &file) const
{
    const auto found = std::ranges::find(m_clips, file, &Clip::file);
    return found == m_clips.end() ? nullptr : &*found;
}

store::VideoSnapshot FootageRun::snapshot(const Clip &clip) const
{
    return store::VideoSnapshot(m_case.videoFolder(clip.report.id));
}

store::VideoSnapshot FootageRun::allMapsSnapshot(const Clip &clip) const
{
    return store::VideoSnapshot(m_allMaps.videoFolder(clip.report.id));
}

store::VideoSnapshot FootageRun::exactSnapshot(const Clip &clip) const
{
    return store::VideoSnapshot(m_exact.videoFolder(clip.report.id));
}

query::QueryResult FootageRun::ask(const Clip &clip, const std::string &className, bool fresh,
                                   const query::Reuse &reuse)
{
    query::QueryOptions options;
    options.classes = {className};
    options.videos = {clip.report.id};
    options.fresh = fresh;
    options.reuse = reuse;
    return m_engine.run(m_case, options);
}

std::vector<query::Reuse> FootageRun::depths() const
{
    std::vector<query::Reuse> depths{{query::Reuse::Kind::None, {}}};
    for (const nn::Splice &splice : m_splices)
        depths.push_back({query::Reuse::Kind::Splice, splice});
    return depths;
}

std::vector<std::pair<PatchId, std::string>> FootageRun::namedPatches(const Clip &clip,
                                                                      const query::Reuse &reuse)
{
    const store::VideoSnapshot video = snapshot(clip);
    std::optional<nn::Splice> splice;
    if (reuse.kind == query::Reuse::Kind::Splice)
        splice = reuse.splice;
    std::vector<PatchId> representatives;
    const auto clusters = video.clusters();
    for (const store::ClusterRecord &cluster : clusters)
        representatives.push_back(cluster.representative);
    query::QueryStats stats;
    const auto verdicts = m_verifier.ask(video, representatives, splice, stats);
    std::vector<std::pair<PatchId, std::string>> named;
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        const store::Verdict &verdict = verdicts[i].value(); // The ingest has ended.
        for (const PatchId patch : video.members(clusters[i].id))
            named.emplace_back(patch, m_pack.manifest().classes.at(verdict.scores.front().classId));
    }
    return named;
}

ingest::VideoReport FootageRun::ingestInto(store::Case &into, const fs::path &file,
                                           store::MapsKept maps, store::Codec codec, double fps)
{
    ingest::IngestOptions options;
    options.maps = maps;
    options.codec = codec;
    options.fps = fps;
    options.threads = m_options.threads;
    options.cluster = m_options.cluster;
    options.cuts = m_cuts;
    auto report = ingest::ingestVideo(into, file, m_pack, m_network, m_backend, options);
    if (report.outcome == ingest::VideoOutcome::Failed)
        throw Error(report.error);
    return report;
}

} // namespace refocus::benchmark
