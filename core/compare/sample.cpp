#include "compare/sample.h"

#include "base/error.h"
#include "compare/patch_pixels.h"
#include "compare/stretches.h"
#include "detect/view_quality.h"
#include "store/known_video.h"
#include "store/video_snapshot.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace refocus::compare {

namespace {

struct Opened
{
    store::VideoSnapshot snapshot;
    std::optional<std::filesystem::path> file;
    std::vector<PatchId> patches; // That can be sampled.
};

std::string counted(std::size_t n, const std::string &what)
{
    return std::to_string(n) + ' ' + what + (n == 1 ? "" : "s");
}

class Sampling
{
public:
    Sampling(const store::Case &from, const nn::ModelPack &pack, const SampleOptions &options,
             const Progress &progress)
        : m_case(from), m_pack(pack), m_options(options), m_progress(progress)
    {}

    Sample run()
    {
        for (const std::string &id : store::chosenVideos(m_case, m_options.videos))
            open(id);
        takeStretches();
        if (m_sample.patches.empty())
            takeRepresentatives();
        if (m_sample.patches.empty())
            throw Error(m_case.folder(), "nothing to tune on: no patch has been indexed yet");
        return std::move(m_sample);
    }

private:
    void open(const std::string &id)
    {
        store::VideoSnapshot snapshot(m_case.videoFolder(id), store::Access::ReadOnly);
        const store::VideoMeta &meta = snapshot.meta();
        if (!m_pack.readsIndexOf(meta.modelHash, meta.ingestHash))
            throw Error("video " + id + " was indexed with the model pack " + meta.modelName +
                        " (" + meta.modelHash.substr(0, 8) + "), not with " +
                        m_pack.manifest().name + " (" + m_pack.hash().substr(0, 8) +
                        "); name that pack with --model, or choose videos with --video");
        const auto counts = snapshot.counts();
        SampledVideo video;
        video.id = id;
        video.path = meta.sourcePath;
        video.codec = meta.codec;
        video.cutsKept = snapshot.cutsWithMaps();
        video.inferred = counts.patchesInferred;
        video.clusters = counts.clusters;
        const auto options = nlohmann::json::parse(meta.options);
        video.cluster.threshold = options.value("clusterThreshold", video.cluster.threshold);
        video.cluster.hintFactor = options.value("clusterHintFactor", video.cluster.hintFactor);
        video.cluster.sure = options.value("clusterSure", 2.0F); // Older cases did not part them.
        video.cluster.maxActive = options.value("clusterMaxActive", video.cluster.maxActive);
        const int topK = options.value("topK", store::kMaxTopK);
        m_sample.topK = m_sample.videos.empty() ? topK : std::min(m_sample.topK, topK);
        const auto frames = snapshot.frames();
        video.seconds = frames.empty() ? 0 : toSeconds(frames.back().time);
        auto file = sourceFile(m_case, meta);
        m_sample.videos.push_back(std::move(video));
        m_opened.push_back({std::move(snapshot), std::move(file), {}});
    }

    void takeStretches()
    {
        std::vector<std::size_t> counts;
        for (std::size_t v = 0; v < m_opened.size(); ++v) {
            Opened &opened = m_opened[v];
            if (canBeShown(v))
                opened.snapshot.forEachPatch([&](const store::PatchRecord &patch) {
                    if (patch.inferred)
                        opened.patches.push_back(patch.id);
                    return true;
                });
            counts.push_back(opened.patches.size());
        }
        const auto stretches =
            sampleStretches(counts, m_options.context, m_options.stretch, m_options.seed);
        m_sample.stretches = stretches.size();
        for (const Stretch &stretch : stretches) {
            const std::span ids(m_opened[stretch.video].patches);
            take(stretch.video, ids.subspan(stretch.first, stretch.size()));
        }
        if (!m_sample.patches.empty() && !m_sample.notes.empty())
            m_sample.notes.push_back("accuracy is that of the other videos");
        const std::size_t count = m_sample.patches.size();
        for (const Stretch &one :
             sampleStretches(std::span(&count, 1), m_options.patches, 1, m_options.seed))
            judge(one.first);
    }

    void judge(std::size_t place)
    {
        m_sample.judged.push_back(place);
        ++m_sample.videos[m_sample.patches[place].video].judged;
    }

    // Whether every patch of the video can be shown to a network.
    bool canBeShown(std::size_t v)
    {
        const Opened &opened = m_opened[v];
        if (opened.snapshot.meta().maps == store::MapsKept::All)
            return true;
        if (!opened.file) {
            m_sample.notes.push_back("the file of video " + m_sample.videos[v].id +
                                     " is not at hand (" + m_sample.videos[v].path + ')');
            return false;
        }
        const auto clusters = opened.snapshot.clusters();
        if (clusters.empty())
            return true;
        try { // Whether the file is the one that was ingested, and can be read.
            cutFromVideo(opened.snapshot, *opened.file,
                         opened.snapshot.patches(std::vector{clusters.back().representative}),
                         m_progress);
            return true;
        } catch (const Cancelled &) {
            throw;
        } catch (const Error &error) {
            m_sample.notes.emplace_back(error.what());
            return false;
        }
    }

    void takeRepresentatives()
    {
        std::vector<std::size_t> counts;
        std::vector<std::vector<store::ClusterRecord>> clusters;
        for (const Opened &opened : m_opened) {
            clusters.push_back(opened.snapshot.clusters());
            std::ranges::sort(clusters.back(), {}, &store::ClusterRecord::representative);
            counts.push_back(clusters.back().size());
        }
        const auto stretches = sampleStretches(counts, m_options.patches, 1, m_options.seed);
        m_sample.stretches = stretches.size();
        for (std::size_t v = 0; v < m_opened.size(); ++v) {
            std::vector<PatchId> ids;
            for (const Stretch &stretch : stretches)
                for (std::size_t i = stretch.first; stretch.video == v && i < stretch.last; ++i) {
                    ids.push_back(clusters[v][i].representative);
                    m_sample.storedGroups.push_back(storedGroup(v, clusters[v][i].id));
                }
            take(v, ids);
        }
        for (std::size_t i = 0; i < m_sample.storedGroups.size(); ++i) {
            m_sample.storedGroups[i].representative = m_sample.storedGroups[i].members[0] = i;
            judge(i);
        }
        if (!m_sample.patches.empty())
            m_sample.notes.push_back(
                "only the " + counted(m_sample.patches.size(), "representative") +
                " whose pixels are in the store could be looked at: the figures say whether a "
                "cluster is asked about the right classes and whether each splice agrees, each "
                "cluster counted as one patch; they say nothing about the cluster distance, which "
                "stays as it is, nor about members that differ from their representative");
    }

    static std::vector<store::PatchRecord> inferredMembers(const store::VideoSnapshot &video,
                                                           ClusterId cluster)
    {
        auto members = video.patches(video.members(cluster));
        std::erase_if(members, [](const auto &patch) { return !patch.inferred; });
        return members;
    }

    Group storedGroup(std::size_t video, ClusterId cluster) const
    {
        Group group;
        group.members.resize(1);
        for (const auto &patch : inferredMembers(m_opened[video].snapshot, cluster))
            addPostings(group, patch.topK);
        return group;
    }

    // Requires: in the order of the index.
    void take(std::size_t v, std::span<const PatchId> ids)
    {
        const store::VideoSnapshot &snapshot = m_opened[v].snapshot;
        const auto patches = snapshot.patches(ids);
        if (patches.size() != ids.size())
            throw Error(snapshot.folder(), "patches are missing; verify the case");
        for (const store::PatchRecord &patch : patches) {
            auto embedding = snapshot.embedding(patch.id);
            if (!embedding)
                throw Error(snapshot.folder(), "patch " + std::to_string(patch.id) +
                                                   " has no embedding; verify the case");
            const auto [object, isNew] = m_objects.try_emplace({v, patch.track}, m_sample.objects);
            m_sample.objects += isNew;
            m_sample.patches.push_back({v, patch.id, object->second,
                                        detect::viewQuality(patch.box, patch.touchesBorder),
                                        patch.topK, std::move(*embedding)});
        }
    }

    const store::Case &m_case;
    const nn::ModelPack &m_pack;
    const SampleOptions &m_options;
    const Progress &m_progress;
    std::vector<Opened> m_opened;
    std::map<std::pair<std::size_t, TrackId>, std::size_t> m_objects; // By video and track.
    Sample m_sample;
};

} // namespace

Sample takeSample(const store::Case &from, const nn::ModelPack &pack, const SampleOptions &options,
                  const Progress &progress)
{
    return Sampling(from, pack, options, progress).run();
}

std::vector<cv::Mat> pixelsOf(const store::Case &from, Sample &sample,
                              std::span<const std::size_t> places, const Progress &progress)
{
    std::vector<cv::Mat> pixels;
    std::size_t next = 0;
    for (std::size_t v = 0; v < sample.videos.size(); ++v) {
        std::vector<PatchId> ids;
        for (; next < places.size() && sample.patches[places[next]].video == v; ++next)
            ids.push_back(sample.patches[places[next]].patch);
        if (ids.empty())
            continue;
        SampledVideo &video = sample.videos[v];
        const store::VideoSnapshot snapshot(from.videoFolder(video.id), store::Access::ReadOnly);
        auto stored = snapshot.pixels(ids);
        std::vector<PatchId> missing;
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (!stored[i])
                missing.push_back(ids[i]);
        std::vector<cv::Mat> cut;
        if (!missing.empty()) {
            const auto file = sourceFile(from, snapshot.meta());
            if (!file)
                throw Error(snapshot.folder(), "patch " + std::to_string(missing[0]) +
                                                   " has no pixels, and the video is not at hand");
            cut = cutFromVideo(snapshot, *file, snapshot.patches(missing), progress);
        }
        std::size_t nextCut = 0;
        for (auto &mine : stored)
            pixels.push_back(mine ? std::move(*mine) : std::move(cut.at(nextCut++)));
        video.cutFromVideo += missing.size();
        video.fromStore += ids.size() - missing.size();
    }
    return pixels;
}

} // namespace refocus::compare
