#include "compare/operating_point.h"

#include <algorithm>

namespace refocus::compare {

namespace {

// A share whose denominator is counted by object.
class Counter
{
public:
    explicit Counter(std::size_t objects) : m_ofObject(objects) {}
    void add(std::size_t object, bool hit)
    {
        ++m_ofObject[object];
        ++m_share.of;
        m_share.hits += hit;
    }
    Share share() const
    {
        Share share = m_share;
        share.independent = effectiveCount(m_ofObject);
        return share;
    }

private:
    Share m_share;
    std::vector<std::size_t> m_ofObject;
};

} // namespace

Accuracy accuracyOf(std::span<const SampledPatch> patches, std::size_t objects,
                    std::span<const std::size_t> judged, std::span<const Group> groups,
                    std::span<const ClassId> truth, std::span<const ClassId> answers,
                    std::span<const ClassId> classes, int k)
{
    // 1. What each patch is reported as: the answer about its cluster's representative, if that
    //    class is one that the cluster is a candidate for.
    std::vector<std::optional<ClassId>> reported(patches.size());
    std::map<ClassId, std::size_t> candidates;
    for (const Group &group : groups) {
        for (const auto &[classId, posting] : group.postings)
            candidates[classId] += store::admits(posting, k);
        const ClassId answer = answers[group.representative];
        const auto posting = group.postings.find(answer);
        if (posting != group.postings.end() && store::admits(posting->second, k))
            for (const std::size_t member : group.members)
                reported[member] = answer;
    }
    // 2. Against the truth, class by class and together.
    Accuracy accuracy;
    Counter allFound(objects), allWanted(objects);
    for (const ClassId classId : classes) {
        Counter found(objects), wanted(objects);
        for (const std::size_t i : judged) {
            const bool isFound = reported[i] == classId, isWanted = truth[i] == classId;
            const std::size_t object = patches[i].object;
            if (isFound) {
                found.add(object, isWanted);
                allFound.add(object, isWanted);
            }
            if (isWanted) {
                wanted.add(object, isFound);
                allWanted.add(object, isFound);
            }
        }
        accuracy.classes.push_back({classId, candidates[classId], found.share(), wanted.share()});
    }
    accuracy.precision = allFound.share();
    accuracy.recall = allWanted.share();
    return accuracy;
}

} // namespace refocus::compare
