#include "query/query.h"

#include "base/error.h"
#include "query/auto_splice.h"
#include "query/decisions.h"
#include "query/sightings.h"
#include "query/verifier.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace refocus::query {

namespace {

using Clock = std::chrono::steady_clock;

double msSince(Clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

constexpr std::size_t kFirstBatch = 8;

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

struct Video
{
    std::string id, path;
    store::VideoSnapshot snapshot;
    const std::vector<TimeRange> *spans = nullptr; // Where the question names stretches of it.
};

// A cluster to be verified, with the classes for which it is a candidate.
struct Task
{
    std::size_t video = 0;
    store::Candidate candidate; // Of the class that it is likeliest for.
    std::vector<std::size_t> classes;
};

class Run
{
public:
    Run(Verifier &verifier, const nn::ModelPack &pack, const QueryOptions &options,
        const Sink &sink, const Progress &progress)
        : m_verifier(verifier), m_pack(pack), m_options(options), m_sink(sink), m_progress(progress)
    {
        for (const std::string &name : options.classes) {
            const auto id = pack.classNamed(name);
            if (!id)
                throw Error("the model pack " + pack.manifest().name +
                            " does not know the class '" + name + "'; it knows " + classList());
            if (std::ranges::find(m_classes, *id) == m_classes.end())
                m_classes.push_back(*id);
        }
        if (m_classes.empty())
            throw Error("a query needs a class; the model pack knows " + classList());
        if (options.region.size() == 1 || options.region.size() == 2)
            throw Error("a region needs at least three corners");
    }

    QueryResult in(const store::Case &from)
    {
        openVideos(from);
        m_splice = chosenSplice();
        m_result.stats.reuse = m_splice ? m_splice->name() : "none";
        std::vector<Task> tasks = candidates();
        m_result.stats.candidates = tasks.size();
        // Likeliest first over all videos, so that the first answers are good ones.
        std::ranges::stable_sort(tasks, std::ranges::greater{},
                                 [](const Task &task) { return task.candidate.p; });
        verify(tasks);
        if (m_options.decisions)
            loadDecisions(from);
        collect();
        m_result.stats.msTotal = msSince(m_begin);
        return std::move(m_result);
    }

private:
    std::string classList() const
    {
        std::string list;
        for (const std::string &name : m_pack.manifest().classes)
            list += (list.empty() ? "" : ", ") + name;
        return list;
    }

    void openVideos(const store::Case &from)
    {
        const auto present = from.videoIds();
        for (const std::string &id : m_options.videos)
            if (std::ranges::find(present, id) == present.end())
                throw Error(from.folder(), "has no video '" + id + "'");
        const auto access = from.writable() ? store::Access::ReadWrite : store::Access::ReadOnly;
        for (const std::string &id : m_options.videos.empty() ? present : m_options.videos) {
            store::VideoSnapshot snapshot(from.videoFolder(id), access);
            const store::VideoMeta &meta = snapshot.meta();
            if (!m_pack.readsIndexOf(meta.modelHash, meta.ingestHash))
                throw Error(
                    "video " + id + " was indexed with the model pack " + meta.modelName + " (" +
                    meta.modelHash.substr(0, 8) + "), not with " + m_pack.manifest().name + " (" +
                    m_pack.hash().substr(0, 8) +
                    "); name that pack with --model, or ingest the video into another case");
            m_result.stats.patches += snapshot.counts().patches;
            const auto spans = m_options.spans.find(id);
            m_videos.push_back({id, meta.sourcePath, std::move(snapshot),
                                spans == m_options.spans.end() ? nullptr : &spans->second});
        }
    }

    // With `auto`, one whose maps every video has.
    std::optional<nn::Splice> chosenSplice() const
    {
        if (m_options.reuse.kind == Reuse::Kind::None)
            return {};
        if (m_options.reuse.kind == Reuse::Kind::Splice) {
            m_pack.tailFor(m_options.reuse.splice); // Throws where it does not fit.
            return m_options.reuse.splice;
        }
        return autoSplice(m_pack.manifest(), [this](int cut) {
            return std::ranges::all_of(m_videos, [&](const Video &video) {
                const auto cuts = video.snapshot.cutsWithMaps();
                return std::ranges::find(cuts, cut) != cuts.end();
            });
        });
    }

    bool covers(const Video &video, const store::PatchRecord &patch) const
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

    bool coversAll(const Video &video) const
    {
        return m_options.region.empty() && m_options.time == TimeRange{} && !video.spans &&
               m_options.minSide <= 0;
    }

    std::vector<Task> candidates() const
    {
        std::vector<Task> tasks;
        for (std::size_t v = 0; v < m_videos.size(); ++v) {
            std::map<ClusterId, Task> found;
            for (std::size_t c = 0; c < m_classes.size(); ++c) {
                for (const auto &candidate :
                     m_videos[v].snapshot.candidates(m_classes[c], m_options.k)) {
                    Task &task =
                        found.try_emplace(candidate.cluster, Task{v, candidate, {}}).first->second;
                    if (candidate.p > task.candidate.p)
                        task.candidate = candidate;
                    task.classes.push_back(c);
                }
            }
            for (auto &[id, task] : found)
                if (coversAll(m_videos[v]) || coversMemberOf(m_videos[v], id))
                    tasks.push_back(std::move(task));
        }
        return tasks;
    }

    bool coversMemberOf(const Video &video, ClusterId cluster) const
    {
        const auto records = video.snapshot.patches(video.snapshot.members(cluster));
        return std::ranges::any_of(records,
                                   [&](const auto &patch) { return covers(video, patch); });
    }

    // In windows of the likeliest first. Within a window by video, so that the network gets whole
    // batches also where the candidates are spread over many videos.
    void verify(const std::vector<Task> &tasks)
    {
        std::size_t verified = 0, end = 0;
        for (std::size_t begin = 0; begin < tasks.size(); begin = end) {
            // A short one first, so that something can be seen at once.
            const std::size_t window = begin == 0 ? std::min(kFirstBatch, m_options.batch)
                                                  : m_options.batch * m_videos.size();
            end = std::min(begin + window, tasks.size());
            std::map<std::size_t, std::vector<const Task *>> byVideo;
            for (std::size_t i = begin; i < end; ++i)
                byVideo[tasks[i].video].push_back(&tasks[i]);
            for (const auto &[video, all] : byVideo)
                for (std::size_t i = 0; i < all.size(); i += m_options.batch) {
                    const auto group =
                        std::span(all).subspan(i, std::min(m_options.batch, all.size() - i));
                    report(verified, tasks.size());
                    std::set<Key> touched;
                    verifyIn(video, group, touched);
                    announce(touched);
                    verified += group.size();
                }
        }
    }

    void report(std::size_t verified, std::size_t all)
    {
        const double share = static_cast<double>(verified) / static_cast<double>(all);
        const double left = share > 0 ? msSince(m_begin) / 1000 / share * (1 - share) : -1;
        m_report = {share,
                    std::to_string(verified) + " of " + std::to_string(all) + " patches verified",
                    left};
        if (!goOn(m_progress, m_report))
            throw Cancelled();
    }

    using Key = std::tuple<std::size_t, std::size_t, TrackId>; // video, class, track

    void verifyIn(std::size_t video, std::span<const Task *const> group, std::set<Key> &touched)
    {
        const store::VideoSnapshot &snapshot = m_videos[video].snapshot;
        std::vector<PatchId> patches;
        for (const Task *task : group)
            patches.push_back(task->candidate.representative);
        std::vector<std::optional<store::Verdict>> verdicts(patches.size());
        if (!m_options.fresh)
            verdicts = m_verifier.kept(snapshot, patches, m_splice);
        std::vector<PatchId> open;
        std::vector<std::size_t> openIndex;
        for (std::size_t i = 0; i < patches.size(); ++i)
            if (!verdicts[i]) {
                open.push_back(patches[i]);
                openIndex.push_back(i);
            }
        m_result.stats.cached += patches.size() - open.size();
        if (!open.empty()) {
            auto asked =
                m_verifier.ask(snapshot, open, m_splice, m_result.stats,
                               [this](const auto &) { return goOn(m_progress, m_report); });
            for (std::size_t i = 0; i < open.size(); ++i)
                verdicts[openIndex[i]] = std::move(asked[i]);
        }
        for (std::size_t i = 0; i < group.size(); ++i)
            addHits(video, *group[i], *verdicts[i], touched);
    }

    void addHits(std::size_t video, const Task &task, const store::Verdict &verdict,
                 std::set<Key> &touched)
    {
        if (verdict.scores.empty() || verdict.scores.front().p < m_options.minScore)
            return;
        const ClassScore top = verdict.scores.front();
        for (const std::size_t c : task.classes) {
            if (m_classes[c] != top.classId)
                continue;
            const store::VideoSnapshot &snapshot = m_videos[video].snapshot;
            for (auto &patch : snapshot.patches(snapshot.members(task.candidate.cluster))) {
                if (!covers(m_videos[video], patch))
                    continue;
                const Key key{video, c, patch.track};
                TrackHits &track = trackHits(key);
                track.hits.push_back({std::move(patch), top.p});
                touched.insert(key);
            }
        }
    }

    TrackHits &trackHits(const Key &key)
    {
        const auto [position, isNew] = m_tracks.try_emplace(key);
        TrackHits &hits = position->second;
        if (isNew) {
            const Video &video = m_videos[std::get<0>(key)];
            auto patches = video.snapshot.patches(video.snapshot.patchesOfTrack(std::get<2>(key)));
            std::erase_if(patches, [&](const auto &patch) { return !covers(video, patch); });
            hits.stay = stayOf(patches); // Not empty: the hit at hand is among them.
        }
        return hits;
    }

    std::optional<Sighting> sightingAt(const Key &key, const TrackHits &hits) const
    {
        auto sighting = sightingOf(hits);
        if (sighting) {
            const Video &video = m_videos[std::get<0>(key)];
            sighting->video = video.id;
            sighting->path = video.path;
            sighting->className = m_pack.manifest().classes[m_classes[std::get<1>(key)]];
        }
        return sighting;
    }

    void announce(const std::set<Key> &touched)
    {
        std::vector<Sighting> fresh;
        for (const Key &key : touched) {
            if (m_announced.contains(key))
                continue;
            if (auto sighting = sightingAt(key, m_tracks.at(key))) {
                m_announced.insert(key);
                fresh.push_back(std::move(*sighting));
            }
        }
        if (fresh.empty())
            return;
        if (m_result.stats.msFirst == 0)
            m_result.stats.msFirst = msSince(m_begin);
        if (m_sink)
            m_sink(fresh);
    }

    void loadDecisions(const store::Case &from)
    {
        for (std::size_t v = 0; v < m_videos.size(); ++v) {
            const store::VideoSnapshot &snapshot = m_videos[v].snapshot;
            for (auto &[ref, review] : from.reviews(m_videos[v].id)) {
                const auto patch = snapshot.patch(ref.patch);
                if (patch && review.decision != store::Decision::None)
                    m_decisions[{v, patch->track}].push_back(
                        {std::move(review), ref.patch, className(snapshot, patch->cluster)});
            }
        }
    }

    // What the network says of a cluster; empty where it has not been asked.
    std::string className(const store::VideoSnapshot &snapshot, ClusterId id) const
    {
        const auto cluster = snapshot.cluster(id);
        if (!cluster)
            return {};
        const auto verdict =
            m_verifier.kept(snapshot, std::span(&cluster->representative, 1), m_splice).at(0);
        return verdict && !verdict->scores.empty()
                   ? m_pack.manifest().classes.at(verdict->scores.front().classId)
                   : std::string();
    }

    // Tracks that a person gave a class asked for, whatever the network says.
    void addLabelled(std::vector<Sighting> &sightings) const
    {
        for (const auto &[place, decisions] : m_decisions) {
            const Video &video = m_videos[place.first];
            auto patches = video.snapshot.patches(video.snapshot.patchesOfTrack(place.second));
            std::erase_if(patches, [&](const auto &patch) { return !covers(video, patch); });
            auto sighting = labelledSighting(decisions, patches);
            if (!sighting || std::ranges::find(m_options.classes, sighting->className) ==
                                 m_options.classes.end())
                continue;
            sighting->video = video.id;
            sighting->path = video.path;
            sightings.push_back(std::move(*sighting));
        }
    }

    void collect()
    {
        auto &sightings = m_result.sightings;
        for (const auto &[key, hits] : m_tracks) {
            auto sighting = sightingAt(key, hits);
            if (!sighting)
                continue;
            const auto decided = m_decisions.find({std::get<0>(key), std::get<2>(key)});
            if (decided != m_decisions.end())
                decide(*sighting, decided->second);
            if (m_options.rejected || stands(*sighting, m_options.classes))
                sightings.push_back(std::move(*sighting));
        }
        addLabelled(sightings);
        joinSameTrack(sightings);
        if (m_options.limit > 0 && sightings.size() > m_options.limit) {
            std::ranges::stable_sort(sightings, std::ranges::greater{}, &Sighting::score);
            sightings.resize(m_options.limit);
        }
        std::ranges::stable_sort(sightings, {}, [](const Sighting &s) {
            return std::tie(s.video, s.start, s.track, s.className);
        });
    }

    Verifier &m_verifier;
    const nn::ModelPack &m_pack;
    const QueryOptions &m_options;
    const Sink &m_sink;
    const Progress &m_progress;
    const Clock::time_point m_begin = Clock::now();
    std::vector<ClassId> m_classes;
    std::vector<Video> m_videos;
    std::optional<nn::Splice> m_splice;
    std::map<Key, TrackHits> m_tracks;
    std::set<Key> m_announced;
    std::map<std::pair<std::size_t, TrackId>, std::vector<TrackDecision>> m_decisions;
    ProgressReport m_report; // The last one, repeated while a batch runs.
    QueryResult m_result;
};

} // namespace

Reuse Reuse::parse(std::string_view text)
{
    if (text == "none")
        return {Kind::None, {}};
    if (text == "auto")
        return {Kind::Auto, {}};
    return {Kind::Splice, nn::Splice::parse(text)};
}

struct QueryEngine::Private
{
    nn::ModelPack pack;
    nn::Backend backend;
    Verifier verifier{pack, backend};
};

QueryEngine::QueryEngine(nn::ModelPack pack, nn::Backend backend)
    : d(new Private{std::move(pack), std::move(backend)})
{}

QueryEngine::~QueryEngine() = default;

const nn::ModelPack &QueryEngine::pack() const { return d->pack; }

QueryResult QueryEngine::run(const store::Case &from, const QueryOptions &options, const Sink &sink,
                             const Progress &progress)
{
    QueryResult result = Run(d->verifier, d->pack, options, sink, progress).in(from);
    result.stats.device = d->backend.device;
    result.stats.precision = d->backend.precision;
    result.stats.model = d->pack.manifest().name + ' ' + d->pack.hash().substr(0, 8);
    result.stats.modelHash = d->pack.hash();
    return result;
}

} // namespace refocus::query
