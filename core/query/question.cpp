#include "query/question.h"

#include "base/error.h"
#include "query/auto_splice.h"
#include "store/known_video.h"

#include <algorithm>

namespace refocus::query {

namespace {

bool inside(const std::vector<cv::Point> &polygon, cv::Point2d point)
{
    bool in = false;
    for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
        const cv::Point2d a = polygon[i], b = polygon[j];
        if ((a.y > point.y) != (b.y > point.y) &&
            point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x)
            in = !in;
    }
    return in;
}

std::string classList(const nn::ModelPack &pack)
{
    std::string list;
    for (const std::string &name : pack.manifest().classes)
        list += (list.empty() ? "" : ", ") + name;
    return list;
}

std::vector<ClassId> classesOf(const QueryOptions &options, const nn::ModelPack &pack)
{
    std::vector<ClassId> classes;
    for (const std::string &name : options.classes) {
        const auto id = pack.classNamed(name);
        if (!id)
            throw Error("the model pack " + pack.manifest().name + " does not know the class '" +
                        name + "'; it knows " + classList(pack));
        if (std::ranges::find(classes, *id) == classes.end())
            classes.push_back(*id);
    }
    if (classes.empty())
        throw Error("a query needs a class; the model pack knows " + classList(pack));
    if (options.region.size() == 1 || options.region.size() == 2)
        throw Error("a region needs at least three corners");
    return classes;
}

} // namespace

Question::Question(const store::Case &from, const nn::ModelPack &pack, const QueryOptions &options)
    : m_case(from), m_pack(pack), m_options(options), m_classes(classesOf(options, pack))
{
    const auto access = from.writable() ? store::Access::ReadWrite : store::Access::ReadOnly;
    for (const std::string &id : store::chosenVideos(from, options.videos)) {
        store::VideoSnapshot snapshot(from.videoFolder(id), access);
        const store::VideoMeta &meta = snapshot.meta();
        if (!pack.readsIndexOf(meta.modelHash, meta.ingestHash))
            throw Error("video " + id + " was indexed with the model pack " + meta.modelName +
                        " (" + meta.modelHash.substr(0, 8) + "), not with " + pack.manifest().name +
                        " (" + pack.hash().substr(0, 8) +
                        "); name that pack with --model, or ingest the video into another case");
        const auto spans = options.spans.find(id);
        m_videos.push_back({id, meta.sourcePath, std::move(snapshot),
                            spans == options.spans.end() ? nullptr : &spans->second});
    }
}

std::optional<nn::Splice> Question::splice() const
{
    if (m_options.reuse.kind == Reuse::Kind::None)
        return {};
    if (m_options.reuse.kind == Reuse::Kind::Splice) {
        m_pack.tailFor(m_options.reuse.splice); // Throws where it does not fit.
        return m_options.reuse.splice;
    }
    const auto mapsAreKept = [this](int cut) {
        return std::ranges::all_of(m_videos, [&](const QuestionVideo &video) {
            const auto cuts = video.snapshot.cutsWithMaps();
            return std::ranges::find(cuts, cut) != cuts.end();
        });
    };
    return autoSplice(m_pack.manifest(), mapsAreKept, advisedReuse(m_case, m_pack));
}

std::vector<CandidateCluster> Question::candidates() const
{
    std::vector<CandidateCluster> all;
    for (std::size_t v = 0; v < m_videos.size(); ++v) {
        std::map<ClusterId, CandidateCluster> found;
        for (std::size_t c = 0; c < m_classes.size(); ++c) {
            for (const auto &candidate :
                 m_videos[v].snapshot.candidates(m_classes[c], m_options.k)) {
                CandidateCluster &cluster =
                    found.try_emplace(candidate.cluster, CandidateCluster{v, candidate, {}})
                        .first->second;
                const int rank = std::min(cluster.candidate.rank, candidate.rank);
                if (candidate.p > cluster.candidate.p)
                    cluster.candidate = candidate;
                cluster.candidate.rank = rank;
                cluster.classes.push_back(c);
            }
        }
        for (auto &[id, cluster] : found)
            if (coversAll(m_videos[v]) || coversMemberOf(m_videos[v], id))
                all.push_back(std::move(cluster));
    }
    std::ranges::stable_sort(all, std::ranges::greater{},
                             [](const CandidateCluster &cluster) { return cluster.candidate.p; });
    return all;
}

std::vector<TimeRange> Question::stretches(const QuestionVideo &video) const
{
    const Timestamp end = std::min(m_options.time.end, video.snapshot.indexedUntil());
    const std::vector<TimeRange> whole(1); // All times.
    std::vector<TimeRange> stretches;
    for (const TimeRange &span : video.spans ? *video.spans : whole) {
        const TimeRange stretch{std::max(span.begin, m_options.time.begin),
                                std::min(span.end, end)};
        if (stretch.begin < stretch.end)
            stretches.push_back(stretch);
    }
    std::ranges::sort(stretches, {}, &TimeRange::begin);
    return stretches;
}

bool Question::covers(const QuestionVideo &video, const store::PatchRecord &patch) const
{
    if (!m_options.time.contains(patch.time))
        return false;
    const auto holds = [&](const TimeRange &span) { return span.contains(patch.time); };
    if (video.spans && std::ranges::none_of(*video.spans, holds))
        return false;
    if (std::max(patch.box.width, patch.box.height) < m_options.minSide)
        return false;
    const cv::Point2d centre(patch.box.x + patch.box.width / 2.0,
                             patch.box.y + patch.box.height / 2.0);
    return m_options.region.empty() || inside(m_options.region, centre);
}

bool Question::coversAll(const QuestionVideo &video) const
{
    return m_options.region.empty() && m_options.time == TimeRange{} && !video.spans &&
           m_options.minSide <= 0;
}

bool Question::coversMemberOf(const QuestionVideo &video, ClusterId cluster) const
{
    const auto records = video.snapshot.patches(video.snapshot.members(cluster));
    return std::ranges::any_of(records, [&](const auto &patch) { return covers(video, patch); });
}

} // namespace refocus::query
