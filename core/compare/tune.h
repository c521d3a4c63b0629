// Chooses K (classes of a cluster that a query looks at), T (the cluster distance) and the splice
// for a case, as Focus chooses its parameters (Hsieh et al., OSDI 2018, section 4.4): the query
// network is run on a sample, every setting is tried on it, and of those that reach the wanted
// precision and recall the cheapest to ingest, the fastest to query and the balanced one are named.
// Runs on the caller's thread; changes nothing in the case.
#pragma once

#include "compare/depth_timing.h"
#include "compare/ingest_timing.h"
#include "compare/opinions.h"
#include "compare/recommend.h"
#include "compare/sample.h"

namespace refocus::compare {

struct TuneOptions
{
    double target = 0.95;             // Of precision and of recall.
    std::vector<std::string> classes; // Empty: all of the pack but "background".
    SampleOptions sample;
    std::vector<float> thresholds{0.2F, 0.3F, 0.4F, 0.5F, 0.6F, 0.7F, 0.8F, 0.9F, 1.0F};
    int rounds = 5;                 // Of timing.
    std::size_t timedPatches = 128; // The depths are timed on.
};

struct TunedDepth
{
    Depth depth;
    bool retrained = true;
    std::array<int, 3> shape{};
    double bytes = 0;     // Of its map, a patch; 0 for none.
    double keepMs = 0;    // A patch whose map is kept: encoding it at ingest.
    double takeOutMs = 0; // Every patch: taking the map out of the network at ingest.
    DepthTime time;
    Share agreement; // With none, over the sample.
};

struct TuneResult
{
    Sample sample;         // Its embeddings are gone.
    std::size_t asked = 0; // Patches shown to the networks: the judged ones and representatives.
    std::size_t timed = 0; // Of these, those that the depths were timed on.
    std::vector<ClassId> classes;    // Asked for.
    std::vector<std::size_t> wanted; // Judged patches of each, by the query network.
    std::vector<bool> counted;       // Whether a class has its part in the means.
    std::size_t inferred = 0;        // Patches of the case that the ingest network ran on.
    double hours = 0;                // Of video in the case.
    double clustersInCase = 0;       // For 1000 of these patches, as ingested.
    double density = 1; // What the sample's numbers of clusters are multiplied by for the case.
    MeanSd ingestMs;    // A patch, no maps.
    std::vector<TunedDepth> depths;
    std::vector<OperatingPoint> points;
    std::optional<std::size_t> current;    // The point that the case and a plain query stand on.
    std::optional<float> currentThreshold; // None where the videos differ.
    std::vector<int> cutsKept;             // Cuts whose maps every video has.
    Recommendation recommended;
};

// A class with fewer patches than this in the sample has no part in the means, unless it was named.
inline constexpr std::size_t kFewPatches = 10;

// Throws Error where there is nothing to sample, or no patch of the sample is of a class asked for;
// Cancelled.
TuneResult tune(const store::Case &from, const nn::ModelPack &pack, const nn::Backend &backend,
                const TuneOptions &options = {}, const Progress &progress = {});

} // namespace refocus::compare
