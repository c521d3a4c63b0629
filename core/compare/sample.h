// Patches of a case with all that is needed to try other settings on them. Values, and the function
// that reads them; any thread.
#pragma once

#include "base/class_score.h"
#include "base/progress.h"
#include "cluster/clusterer.h"
#include "compare/regroup.h"
#include "nn/model_pack.h"
#include "store/case.h"

#include <opencv2/core/mat.hpp>

#include <span>
#include <string>
#include <vector>

namespace refocus::compare {

struct SampleOptions
{
    std::vector<std::string> videos; // Ids; empty means all.
    std::size_t patches = 1000;      // So many are judged, of those that the ingest network ran on.
    std::size_t context = 20000;     // So many are clustered, in stretches of
    std::size_t stretch = 2000;      // so many that follow one another.
    std::uint64_t seed = 1;
};

// A video of the case, whether patches of it were sampled or not.
struct SampledVideo
{
    std::string id, path;
    cluster::ClusterOptions cluster; // As it was ingested.
    store::Codec codec = store::Codec::Int8;
    std::vector<int> cutsKept; // Cuts whose maps are in the store.
    std::size_t inferred = 0, clusters = 0;
    double seconds = 0;
    std::size_t judged = 0;
    std::size_t fromStore = 0, cutFromVideo = 0; // Where pixels came from, see pixelsOf().
};

// Clusters depend on all that came before, so whole stretches of the index are clustered, which
// needs no picture; of their patches some, spread evenly, are judged by the query network.
struct Sample
{
    std::vector<SampledVideo> videos;
    std::vector<SampledPatch> patches; // To be clustered: by video, then in the order of the index.
    std::vector<std::size_t> judged;   // Places in `patches`, rising.
    std::size_t objects = 0;           // Tracks among the patches.
    std::size_t stretches = 0;
    int topK = 0; // Classes kept of every patch, at least.
    // Not empty where only representatives could be had: their clusters as they are in the store,
    // one a patch. Then nothing can be said about other thresholds or about the other members.
    std::vector<Group> storedGroups;
    std::vector<std::string> notes; // Sentences: what could not be sampled, and what that means.
};

// Throws Error where there is nothing to sample, a video was indexed with another pack, or an id is
// wrong; Cancelled. A video whose pixels cannot be had is left out, and a note says so.
Sample takeSample(const store::Case &from, const nn::ModelPack &pack, const SampleOptions &options,
                  const Progress &progress = {});

// The network's input for patches of the sample, from the store, else cut from the video again,
// which gives the same. result[i] is of places[i]; places rise. Counts them in the sample's videos.
// Throws Error, Cancelled.
std::vector<cv::Mat> pixelsOf(const store::Case &from, Sample &sample,
                              std::span<const std::size_t> places, const Progress &progress = {});

} // namespace refocus::compare
