// Clusters of a sample as they would be with another threshold. Pure; any thread.
#pragma once

#include "base/class_score.h"
#include "cluster/clusterer.h"
#include "store/posting.h"

#include <map>
#include <span>
#include <vector>

namespace refocus::compare {

// A patch that the ingest network ran on.
struct SampledPatch
{
    std::size_t video = 0; // A place in Sample::videos.
    PatchId patch = 0;
    std::size_t object = 0; // Its track, numbered from 0 over the sample.
    float quality = 0;      // Of the view, see detect::viewQuality.
    std::vector<ClassScore> topK;
    std::vector<float> embedding;
};

// A cluster; patches are places in the sample.
struct Group
{
    std::size_t representative = 0;
    std::vector<std::size_t> members; // Rising.
    std::map<ClassId, store::Posting> postings;
};

// Adds what a member's classes say about the cluster, as the index has it.
void addPostings(Group &group, std::span<const ClassScore> topK);

// As ingest does it: one pass a video, the hint is the cluster of the object's patch before.
// options: of each video, by SampledPatch::video. Requires: patches by video, then in the order of
// the index.
std::vector<Group> regroup(std::span<const SampledPatch> patches,
                           std::span<const cluster::ClusterOptions> options);

} // namespace refocus::compare
