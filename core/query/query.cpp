#include "query/query.h"

#include "base/error.h"
#include "query/decisions.h"
#include "query/question.h"
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

class Run
{
public:
    Run(Verifier &verifier, const nn::ModelPack &pack, const store::Case &from,
        const QueryOptions &options, const Sink &sink, const Progress &progress)
        : m_verifier(verifier), m_pack(pack), m_case(from), m_options(options), m_sink(sink),
          m_progress(progress), m_question(from, pack, options), m_splice(m_question.splice())
    {}

    QueryResult run()
    {
        for (const QuestionVideo &video : videos()) {
            m_result.stats.searched[video.id] = m_question.stretches(video);
            m_result.stats.patches += video.snapshot.counts().patches;
        }
        m_result.stats.reuse = m_splice ? m_splice->name() : "none";
        const auto candidates = m_question.candidates();
        m_result.stats.candidates = candidates.size();
        verify(candidates);
        if (m_options.decisions)
            loadDecisions();
        collect();
        m_result.stats.msTotal = msSince(m_begin);
        return std::move(m_result);
    }

private:
    const std::vector<QuestionVideo> &videos() const { return m_question.videos(); }

    // In windows of the likeliest first. Within a window by video, so that the network gets whole
    // batches also where the candidates are spread over many videos.
    void verify(const std::vector<CandidateCluster> &clusters)
    {
        std::size_t verified = 0, end = 0;
        for (std::size_t begin = 0; begin < clusters.size(); begin = end) {
            // A short one first, so that something can be seen at once.
            const std::size_t window = begin == 0 ? std::min(kFirstBatch, m_options.batch)
                                                  : m_options.batch * videos().size();
            end = std::min(begin + window, clusters.size());
            std::map<std::size_t, std::vector<const CandidateCluster *>> byVideo;
            for (std::size_t i = begin; i < end; ++i)
                byVideo[clusters[i].video].push_back(&clusters[i]);
            for (const auto &[video, all] : byVideo)
                for (std::size_t i = 0; i < all.size(); i += m_options.batch) {
                    const auto group =
                        std::span(all).subspan(i, std::min(m_options.batch, all.size() - i));
                    report(verified, clusters.size());
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
                    left, verified, all};
        if (!goOn(m_progress, m_report))
            throw Cancelled();
    }

    using Key = std::tuple<std::size_t, std::size_t, TrackId>; // video, class, track

    void verifyIn(std::size_t video, std::span<const CandidateCluster *const> group,
                  std::set<Key> &touched)
    {
        const store::VideoSnapshot &snapshot = videos()[video].snapshot;
        std::vector<Open> open;
        for (std::size_t i = 0; i < group.size(); ++i)
            open.push_back({i, group[i]->candidate.representative});
        std::vector<std::optional<store::Verdict>> verdicts(group.size());
        fillIn(verdicts, snapshot, open);
        while (!open.empty()) {
            for (Open &left : open)
                left.patch = presentRepresentative(snapshot, *group[left.place], left.patch);
            fillIn(verdicts, snapshot, open);
        }
        for (std::size_t i = 0; i < group.size(); ++i)
            addHits(video, *group[i], *verdicts[i], touched);
    }

    struct Open // The verdict at this place is still to come, from this patch.
    {
        std::size_t place = 0;
        PatchId patch = 0;
    };

    static std::vector<PatchId> patchesOf(const std::vector<Open> &open)
    {
        std::vector<PatchId> patches;
        for (const Open &one : open)
            patches.push_back(one.patch);
        return patches;
    }

    // The kept verdicts, then the network's; `open` are those that have neither afterwards.
    void fillIn(std::vector<std::optional<store::Verdict>> &verdicts,
                const store::VideoSnapshot &snapshot, std::vector<Open> &open)
    {
        const auto take = [&](std::vector<std::optional<store::Verdict>> said) {
            std::vector<Open> left;
            for (std::size_t i = 0; i < open.size(); ++i)
                if (said[i])
                    verdicts[open[i].place] = std::move(said[i]);
                else
                    left.push_back(open[i]);
            open = std::move(left);
        };
        const std::size_t all = open.size();
        if (!m_options.fresh)
            take(m_verifier.kept(snapshot, patchesOf(open), m_splice));
        m_result.stats.cached += all - open.size();
        if (!open.empty())
            take(m_verifier.ask(snapshot, patchesOf(open), m_splice, m_result.stats,
                                [this](const auto &) { return goOn(m_progress, m_report); }));
    }

    // An ingest that still runs finds better representatives and drops what the store had of the
    // earlier ones: then the cluster, read again, has another, which may be had a bounded number of
    // times (ClusterOptions::maxRepresentatives).
    static PatchId presentRepresentative(const store::VideoSnapshot &snapshot,
                                         const CandidateCluster &cluster, PatchId before)
    {
        const auto now = snapshot.cluster(cluster.candidate.cluster);
        if (!now || now->representative == before)
            throw Error(snapshot.folder(), "patch " + std::to_string(before) +
                                               " has neither a feature map nor pixels; ingest the "
                                               "video again");
        return now->representative;
    }

    void addHits(std::size_t video, const CandidateCluster &cluster, const store::Verdict &verdict,
                 std::set<Key> &touched)
    {
        if (verdict.scores.empty() || verdict.scores.front().p < m_options.minScore)
            return;
        const ClassScore top = verdict.scores.front();
        for (const std::size_t c : cluster.classes) {
            if (m_question.classes()[c] != top.classId)
                continue;
            const store::VideoSnapshot &snapshot = videos()[video].snapshot;
            for (auto &patch : snapshot.patches(snapshot.members(cluster.candidate.cluster))) {
                if (!m_question.covers(videos()[video], patch))
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
            const QuestionVideo &video = videos()[std::get<0>(key)];
            auto patches = video.snapshot.patches(video.snapshot.patchesOfTrack(std::get<2>(key)));
            std::erase_if(patches,
                          [&](const auto &patch) { return !m_question.covers(video, patch); });
            hits.stay = stayOf(patches); // Not empty: the hit at hand is among them.
            for (const store::PatchRecord &patch : patches)
                hits.weight += weightOf(patch.box, m_pack.manifest().inputSize);
        }
        return hits;
    }

    std::optional<Sighting> sightingAt(const Key &key, const TrackHits &hits) const
    {
        auto sighting = sightingOf(hits, m_pack.manifest().inputSize);
        if (sighting) {
            const QuestionVideo &video = videos()[std::get<0>(key)];
            sighting->video = video.id;
            sighting->path = video.path;
            sighting->className = m_pack.manifest().classes[m_question.classes()[std::get<1>(key)]];
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

    void loadDecisions()
    {
        for (std::size_t v = 0; v < videos().size(); ++v) {
            const store::VideoSnapshot &snapshot = videos()[v].snapshot;
            for (auto &[ref, review] : m_case.reviews(videos()[v].id)) {
                const auto patch = snapshot.patch(ref.patch);
                if (!patch || review.decision == store::Decision::None)
                    continue;
                std::string judged =
                    review.label.empty() ? className(snapshot, patch->cluster) : review.label;
                m_decisions[{v, patch->track}].push_back(
                    {std::move(review), ref.patch, std::move(judged)});
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
            const QuestionVideo &video = videos()[place.first];
            auto patches = video.snapshot.patches(video.snapshot.patchesOfTrack(place.second));
            std::erase_if(patches,
                          [&](const auto &patch) { return !m_question.covers(video, patch); });
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
    const store::Case &m_case;
    const QueryOptions &m_options;
    const Sink &m_sink;
    const Progress &m_progress;
    const Clock::time_point m_begin = Clock::now();
    const Question m_question;
    const std::optional<nn::Splice> m_splice;
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
    QueryResult result = Run(d->verifier, d->pack, from, options, sink, progress).run();
    result.stats.device = d->backend.device;
    result.stats.precision = d->backend.precision;
    result.stats.model = d->pack.manifest().name + ' ' + d->pack.hash().substr(0, 8);
    result.stats.modelHash = d->pack.hash();
    return result;
}

} // namespace refocus::query
