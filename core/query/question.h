// A question made concrete in a case: its classes and videos, the splice, and the clusters that may
// answer it. Not thread-safe.
#pragma once

#include "query/query.h"
#include "store/video_snapshot.h"

namespace refocus::query {

struct QuestionVideo
{
    std::string id, path;
    store::VideoSnapshot snapshot;
    const std::vector<TimeRange> *spans = nullptr; // Where the question names stretches of it.
};

// A cluster to be verified, with the classes for which it is a candidate.
struct CandidateCluster
{
    std::size_t video = 0;            // A place in Question::videos().
    store::Candidate candidate;       // The highest p and the best rank of any class.
    std::vector<std::size_t> classes; // Places in Question::classes().
};

class Question
{
public:
    // Opens the videos. Case, pack and options must outlive it. Throws Error: an unknown class or
    // video, a video of another model pack.
    Question(const store::Case &from, const nn::ModelPack &pack, const QueryOptions &options);

    const std::vector<ClassId> &classes() const { return m_classes; }
    const std::vector<QuestionVideo> &videos() const { return m_videos; }

    // With `auto`, one whose maps every video has, see auto_splice.h. Throws Error where the splice
    // does not fit.
    std::optional<nn::Splice> splice() const;

    // Likeliest first over all videos, so that the first answers are good ones.
    std::vector<CandidateCluster> candidates() const;

    // What of a video its times cover, of what the index holds by now, in order.
    std::vector<TimeRange> stretches(const QuestionVideo &video) const;

    // Whether the question asks about that patch of that video.
    bool covers(const QuestionVideo &video, const store::PatchRecord &patch) const;

private:
    bool coversAll(const QuestionVideo &video) const;
    bool coversMemberOf(const QuestionVideo &video, ClusterId cluster) const;

    const store::Case &m_case;
    const nn::ModelPack &m_pack;
    const QueryOptions &m_options;
    std::vector<ClassId> m_classes;
    std::vector<QuestionVideo> m_videos;
};

} // namespace refocus::query
