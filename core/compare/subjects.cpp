#include "compare/subjects.h"

#include "base/error.h"
#include "compare/decided.h"
#include "compare/stretches.h"
#include "query/question.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace refocus::compare {

namespace {

constexpr std::array<std::string_view, 4> kScopes{"question", "class", "sightings", "sample"};

class Choosing
{
public:
    Choosing(const store::Case &from, const nn::ModelPack &pack, const SubjectOptions &options)
        : m_options(options), m_asked(askedIn(from, options, m_subjects.notes)),
          m_question(from, pack, m_asked)
    {}

    Subjects run()
    {
        m_subjects.classes = m_question.classes();
        for (const query::QuestionVideo &video : m_question.videos()) {
            m_subjects.videos.push_back({video.id, video.path});
            const store::Counts counts = video.snapshot.counts();
            m_subjects.maps += video.snapshot.meta().maps == store::MapsKept::All
                                   ? counts.patchesInferred
                                   : counts.clusters;
            m_subjects.inferred += counts.patchesInferred;
        }
        const auto candidates = m_question.candidates();
        m_subjects.candidates = candidates.size();
        if (m_options.scope == Scope::Sample)
            drawPatches();
        else if (m_options.scope == Scope::Sightings)
            takeSightings();
        else
            takeCandidates(candidates);
        if (m_subjects.list.empty())
            throw Error("there is nothing to compare: " + nothing());
        return std::move(m_subjects);
    }

private:
    // Everything of a class is asked of every video that can be read; `notes` names the others.
    static query::QueryOptions askedIn(const store::Case &from, const SubjectOptions &options,
                                       std::vector<std::string> &notes)
    {
        if (options.scope != Scope::Class)
            return options.question;
        query::QueryOptions asked;
        asked.classes = options.question.classes;
        asked.k = options.question.k;
        const auto access = from.writable() ? store::Access::ReadWrite : store::Access::ReadOnly;
        for (const std::string &id : from.videoIds()) {
            try {
                const store::VideoSnapshot opened(from.videoFolder(id), access);
                asked.videos.push_back(id);
            } catch (const Error &error) {
                notes.push_back("left out: " + std::string(error.what()));
            }
        }
        return asked;
    }

    std::string nothing() const
    {
        switch (m_options.scope) {
        case Scope::Sightings:
            return "no sighting was given";
        case Scope::Sample:
            return "the videos have no patches";
        default:
            return "no patch of the videos may be of a class asked for";
        }
    }

    void takeCandidates(const std::vector<query::CandidateCluster> &candidates)
    {
        m_subjects.found = candidates.size();
        const std::size_t count = std::min(m_options.most, candidates.size());
        for (std::size_t i = 0; i < count; ++i) {
            const auto &cluster = candidates[i * candidates.size() / count];
            add(cluster.video, cluster.candidate.representative, cluster.candidate.rank);
        }
    }

    void takeSightings()
    {
        std::set<std::pair<std::size_t, ClusterId>> seen;
        for (const PatchRef &ref : m_options.sightings) {
            const auto video = std::ranges::find(m_subjects.videos, ref.video, &SubjectVideo::id);
            if (video == m_subjects.videos.end())
                continue; // Not of the question.
            const auto v = static_cast<std::size_t>(video - m_subjects.videos.begin());
            const store::VideoSnapshot &snapshot = m_question.videos()[v].snapshot;
            const auto patch = snapshot.patch(ref.patch);
            if (!patch || !seen.insert({v, patch->cluster}).second)
                continue;
            ++m_subjects.found;
            const auto cluster = snapshot.cluster(patch->cluster);
            if (m_subjects.list.size() < m_options.most && cluster)
                add(v, cluster->representative, rankIn(patch->topK));
        }
    }

    void drawPatches()
    {
        std::vector<std::vector<PatchId>> inferred;
        std::vector<std::size_t> counts;
        for (const query::QuestionVideo &video : m_question.videos()) {
            inferred.emplace_back();
            video.snapshot.forEachPatch([&](const store::PatchRecord &patch) {
                if (patch.inferred)
                    inferred.back().push_back(patch.id);
                return true;
            });
            counts.push_back(inferred.back().size());
            m_subjects.found += inferred.back().size();
        }
        for (const Stretch &drawn : sampleStretches(counts, m_options.most, 1, m_options.seed))
            add(drawn.video, inferred[drawn.video][drawn.first], -1);
    }

    int rankIn(const std::vector<ClassScore> &topK) const
    {
        for (std::size_t i = 0; i < topK.size(); ++i)
            if (std::ranges::find(m_subjects.classes, topK[i].classId) != m_subjects.classes.end())
                return static_cast<int>(i);
        return -1;
    }

    void add(std::size_t v, PatchId id, int rank)
    {
        const store::VideoSnapshot &snapshot = m_question.videos()[v].snapshot;
        auto patch = snapshot.patch(id);
        if (!patch)
            throw Error(snapshot.folder(),
                        "patch " + std::to_string(id) + " is missing; verify the case");
        Subject subject;
        subject.video = v;
        subject.patch = id;
        subject.track = patch->track;
        subject.cluster = patch->cluster;
        subject.frame = patch->frame;
        subject.time = patch->time;
        subject.box = patch->box;
        subject.object = m_objects.try_emplace({v, patch->track}, m_objects.size()).first->second;
        subject.topK = std::move(patch->topK);
        subject.rank = rank >= 0 ? rank : rankIn(subject.topK);
        m_subjects.list.push_back(std::move(subject));
        m_subjects.objects = m_objects.size();
    }

    const SubjectOptions &m_options;
    Subjects m_subjects;
    const query::QueryOptions m_asked;
    const query::Question m_question;
    std::map<std::pair<std::size_t, TrackId>, std::size_t> m_objects;
};

} // namespace

std::string_view nameOf(Scope scope) { return kScopes.at(static_cast<std::size_t>(scope)); }

Scope scopeNamed(std::string_view name)
{
    const auto found = std::ranges::find(kScopes, name);
    if (found == kScopes.end())
        throw Error("'" + std::string(name) +
                    "' is nothing to compare on; question, class, sightings and sample are");
    return static_cast<Scope>(found - kScopes.begin());
}

Subjects chooseSubjects(const store::Case &from, const nn::ModelPack &pack,
                        const SubjectOptions &options)
{
    Subjects subjects = Choosing(from, pack, options).run();
    readDecisions(from, pack, subjects);
    return subjects;
}

void readDecisions(const store::Case &from, const nn::ModelPack &pack, Subjects &subjects)
{
    std::map<std::pair<std::size_t, TrackId>, std::vector<Decided>> decisions;
    for (std::size_t v = 0; v < subjects.videos.size(); ++v) {
        const std::string &id = subjects.videos[v].id;
        const auto reviews = from.reviews(id);
        if (reviews.empty())
            continue;
        const store::VideoSnapshot snapshot(from.videoFolder(id), store::Access::ReadOnly);
        for (const auto &[ref, review] : reviews) {
            const auto classId = pack.classNamed(review.label);
            const auto patch = snapshot.patch(ref.patch);
            if (classId && patch && review.decision != store::Decision::None)
                decisions[{v, patch->track}].push_back(
                    {*classId, review.decision != store::Decision::Reject, review.time});
        }
    }
    subjects.decided = 0;
    for (Subject &subject : subjects.list) {
        const auto of = decisions.find({subject.video, subject.track});
        subject.isWanted =
            of == decisions.end() ? std::nullopt : isOneOf(of->second, subjects.classes);
        subjects.decided += subject.isWanted.has_value();
    }
}

} // namespace refocus::compare
