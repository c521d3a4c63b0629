#include "compare/regroup.h"

#include <optional>

namespace refocus::compare {

void addPostings(Group &group, std::span<const ClassScore> topK)
{
    for (std::size_t rank = 0; rank < topK.size(); ++rank) {
        const store::Posting mine{static_cast<int>(rank), topK[rank].p};
        auto &posting = group.postings.try_emplace(topK[rank].classId, mine).first->second;
        posting = store::merged(posting, mine);
    }
}

std::vector<Group> regroup(std::span<const SampledPatch> patches,
                           std::span<const cluster::ClusterOptions> options)
{
    std::vector<Group> groups;
    std::optional<cluster::Clusterer> clusterer;
    std::size_t firstOfVideo = 0;
    std::map<std::size_t, ClusterId> lastCluster; // By object.
    for (std::size_t i = 0; i < patches.size(); ++i) {
        const SampledPatch &patch = patches[i];
        if (i == 0 || patch.video != patches[i - 1].video) {
            clusterer.emplace(options[patch.video]);
            firstOfVideo = groups.size();
            lastCluster.clear();
        }
        std::optional<ClusterId> hint;
        if (const auto last = lastCluster.find(patch.object); last != lastCluster.end())
            hint = last->second;
        const auto assigned = clusterer->add(patch.embedding, patch.quality, hint,
                                             cluster::sureClass(patch.topK, options[patch.video]));
        lastCluster[patch.object] = assigned.cluster;
        if (assigned.created)
            groups.emplace_back();
        Group &group = groups[firstOfVideo + assigned.cluster];
        group.members.push_back(i);
        if (assigned.becomesRepresentative)
            group.representative = i;
        addPostings(group, patch.topK);
    }
    return groups;
}

} // namespace refocus::compare
