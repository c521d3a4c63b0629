// What a person decided about patches, applied to the sightings of their tracks. Values and pure
// functions; any thread.
#pragma once

#include "query/query.h"
#include "store/case.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace refocus::query {

// One decision about a patch of the track at hand.
struct TrackDecision
{
    store::Review review; // With a decision.
    PatchId patch = 0;
    // What it was about: the class in the review, else the one that the network gives the patch;
    // empty where neither is known.
    std::string judged;
};

// Sets the sighting's decision, and its class where a person gave another; its scores stay those of
// the class that was found:
// 1. A class that was given to one patch is that of the whole track: it shows one object.
// 2. To accept or reject a patch says that the network is right or wrong about it, so it holds for
//    the track's sighting of that class, and for all of them where the class is not known.
// 3. The newest decision counts.
void decide(Sighting &sighting, std::span<const TrackDecision> decisions);

// It was not rejected, nor given a class that is not among these.
bool stands(const Sighting &sighting, std::span<const std::string> classes);

// The sighting of a track under the class that a person gave it last, with score 1; none where
// nobody did, where that class was rejected later or the question covers no patch of it. patches:
// those it covers, in the order of frames. The caller fills in video and path.
std::optional<Sighting> labelledSighting(std::span<const TrackDecision> decisions,
                                         std::span<const store::PatchRecord> patches);

// Sightings of one track that have the same class since a person gave it become one that spans them
// all; what else it says is that of the first.
void joinSameTrack(std::vector<Sighting> &sightings);

} // namespace refocus::query
