// What a query with one setting would have found in the sample, and at what cost. Pure; any thread.
#pragma once

#include "compare/regroup.h"
#include "compare/wilson.h"

#include <span>
#include <vector>

namespace refocus::compare {

// Of a query for one class. A patch counts as found where its cluster is a candidate and the
// cluster's representative is of the class; it is right where the whole query network, run on the
// patch itself, says so too.
struct ClassAccuracy
{
    ClassId classId = 0;
    std::size_t candidates = 0; // Clusters that the query network has to look at.
    Share precision, recall;
};

struct Accuracy
{
    std::vector<ClassAccuracy> classes; // Those asked for, in that order.
    Share precision, recall;            // Over all of them together: each found patch counts once.
};

// judged: places of the patches that count. truth and answers: a class for each of these, and for
// the representatives of their clusters; answers of the depth in question. objects: their number
// among the patches. k: a cluster is a candidate if the class is among its first k.
Accuracy accuracyOf(std::span<const SampledPatch> patches, std::size_t objects,
                    std::span<const std::size_t> judged, std::span<const Group> groups,
                    std::span<const ClassId> truth, std::span<const ClassId> answers,
                    std::span<const ClassId> classes, int k);

// One row of the sweep. Focus (OSDI 2018, section 4.4) chooses among such points.
struct OperatingPoint
{
    int k = 4;
    float threshold = 0;   // T: the cluster distance.
    std::size_t depth = 0; // A place in TuneResult::depths.
    Accuracy accuracy;
    double meanPrecision = 0, meanRecall = 0; // Over the counted classes.
    double worstRecall = 0;                   // Of the counted classes.
    double clusters = 0;                      // For 1000 patches that were clustered.
    // Of the whole case, at the case's own density of clusters.
    double candidates = 0;   // A query for one class, the mean over the counted classes.
    double queryMs = 0;      // The same: reading, decoding and verifying them.
    double ingestMs = 0;     // A patch: network, and taking out and encoding the map.
    double bytesPerHour = 0; // Of maps.
    bool retrained = true;
    bool meetsTarget = false; // Retrained, and precision and recall reach the target.
    bool pareto = false;
};

} // namespace refocus::compare
