// Focus's incremental clustering (Hsieh et al., OSDI 2018, section 4.2): one pass, one decision an
// embedding, a bounded number of clusters that still take members. Not thread-safe.
#pragma once

#include "base/class_score.h"
#include "base/ids.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace refocus::cluster {

struct ClusterOptions
{
    // The largest distance of a member from its cluster's centroid: Euclidean between unit vectors,
    // so 0 is the same direction, 1.41 at right angles. distance^2 = 2 - 2 cos.
    float threshold = 0.6F;
    // The same for the hinted cluster, as a multiple of the threshold: an object that turns stays
    // in its cluster longer than a stranger is let in.
    float hintFactor = 1.4F;
    int maxActive = 100; // When one more is needed, the least recently used closes for good.
    // A member of this many times the quality takes the representative's place; the power of this
    // the second, third ... time. So an object that comes into view bit by bit does not use up its
    // changes before all of it is there, and few maps are written and erased again.
    float clearlyBetter = 1.3F;
    int maxRepresentatives = 8; // The founder included.
    // Patches that the ingest network is this sure about, of different classes, part: a cluster has
    // one verdict, and an object that another hid at first must not share that one's. Above 1:
    // never.
    float sure = 0.6F;
};

// The likeliest class where it reaches options.sure. topK: likeliest first.
std::optional<ClassId> sureClass(std::span<const ClassScore> topK, const ClusterOptions &options);

struct Assignment
{
    ClusterId cluster = 0;
    bool created = false;               // The embedding founded the cluster.
    bool becomesRepresentative = false; // True for the founder too.
    float distance = 0;                 // From the centroid before it was added; 0 for the founder.
};

// The same sequence of calls gives the same assignments; so does a Clusterer restored from state().
class Clusterer
{
public:
    explicit Clusterer(const ClusterOptions &options = {});
    // Continues from what state() returned. Throws Error where the bytes are not that.
    Clusterer(const ClusterOptions &options, std::string_view state);

    // Puts one embedding, of any length > 0 that then stays, and of any scale: it is normalised
    // here. quality is the caller's figure, larger is better. hint, the cluster of the patch before
    // on the same track, is taken without looking further if it is active and near enough. kind,
    // see sureClass(): clusters of another kind are not looked at; a cluster is of its first
    // member's that has one, and a member of that kind represents it rather than one without.
    Assignment add(std::span<const float> embedding, float quality,
                   std::optional<ClusterId> hint = std::nullopt,
                   std::optional<ClassId> kind = std::nullopt);

    std::size_t activeCount() const { return m_active.size(); }
    ClusterId clusterCount() const { return m_next; } // Ids given so far: 0 to clusterCount() - 1.

    // Everything that later assignments depend on, as bytes for the resume point: about
    // 4 bytes x embedding length x active clusters.
    std::string state() const;

private:
    static constexpr std::int32_t kNoKind = -1;

    struct Active
    {
        ClusterId id = 0;
        std::uint64_t lastUse = 0;
        float quality = 0; // Of the representative.
        int representatives = 1;
        float inverseNorm = 0; // 1 / |sum of the members|.
        std::int32_t kind = kNoKind;
        bool sure = false; // The representative is of that kind, not of none.

        bool mayTake(std::int32_t other) const
        {
            return kind == kNoKind || other == kNoKind || kind == other;
        }
    };

    float cosine(std::size_t slot) const;
    std::size_t freeSlot();

    ClusterOptions m_options;
    ClusterId m_next = 0;
    std::uint64_t m_uses = 0;
    std::size_t m_length = 0;
    std::vector<Active> m_active;
    std::vector<float> m_sums; // One row of m_length an active cluster: the sum of its members.
    std::vector<float> m_unit; // The embedding at hand, normalised.
};

} // namespace refocus::cluster
