// A person's decisions of a case, as something that a network can learn from: for each stored
// picture the classes that it may be. Values only; any thread.
#pragma once

#include "nn/model_pack.h"
#include "store/case.h"
#include "store/video_snapshot.h"

#include <map>
#include <string>
#include <vector>

namespace refocus::train {

// A picture that the query network is shown: its map or its pixels are in the store.
struct StoredPatch
{
    std::size_t video = 0; // Index in CaseDecisions::videos.
    PatchId patch = 0;
    friend auto operator<=>(const StoredPatch &, const StoredPatch &) = default;
};

struct CaseVideo
{
    std::string id;
    store::VideoSnapshot snapshot;
    std::vector<int> cuts; // Block counts whose maps are there.
};

// One decision. What the network was shown for it is the reviewed patch itself where it is stored,
// else the representative of its cluster, on which the verdict was made.
struct CaseDecision
{
    PatchRef reviewed;
    StoredPatch shown;
    bool itself = false; // shown is the reviewed patch.
    store::Decision decision = store::Decision::None;
    // Accept, reject: the class that the sighting claimed; none where nothing tells. Label: the
    // class given.
    std::optional<ClassId> classId;
    bool recorded = false;        // The class is in the review itself.
    std::int64_t time = 0;        // Of the review.
    std::vector<std::string> kin; // Names of cluster and tracks: what may show the same object.
};

struct LabelCounts
{
    std::size_t decisions = 0; // Of a person, without mere notes.
    std::size_t accepted = 0, rejected = 0, labelled = 0;
    std::map<std::string, std::size_t> unknownClasses; // Labels that the pack does not know.
    std::size_t otherPack = 0;                         // In videos of another ingest network.
    std::size_t withoutPicture = 0; // Neither the patch nor its representative is stored.
    std::size_t unclear = 0;        // Accepted or rejected, but nothing tells as what.
    std::size_t contradictory = 0;  // Cannot all be true of one picture.
    std::size_t used = 0;           // Everything else.
};

struct CaseDecisions
{
    std::vector<CaseVideo> videos; // Those that the pack reads.
    std::vector<CaseDecision> decisions;
    LabelCounts counts;
};

// Reads every decision of the case. The class of an accepted or rejected sighting is, in this
// order: the one in the review, the one that an earlier training took it for (rememberClasses), the
// one that the pack's kept verdicts agree on. Throws Error.
CaseDecisions readDecisions(const store::Case &from, const nn::ModelPack &pack);

// Keeps in the case what each decision without a class of its own was taken for. A later training
// starts from another network, whose opinion is not what the person looked at.
void rememberClasses(store::Case &in, const CaseDecisions &decisions, const nn::ModelPack &pack);

// One picture to learn from.
struct CaseSample
{
    StoredPatch shown;
    std::vector<bool> allowed; // One a class: what the decisions leave possible.
    float weight = 1;          // Less where only another member of its cluster was decided about.
    std::size_t decisions = 1;
    std::size_t group = 0; // Samples of one group may show one object.
    // The one class allowed, or the number of classes plus the first one that is not.
    std::size_t stratum(std::size_t classes) const;
};

// Joins the decisions about one picture; decisions about the picture itself outrank those that only
// concern its cluster. Sorted by picture. Counts what cannot be used.
std::vector<CaseSample> samplesOf(const CaseDecisions &decisions, std::size_t classes,
                                  LabelCounts &counts);

} // namespace refocus::train
