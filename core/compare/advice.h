// What a comparison says about how to keep and ask this case on this machine. Pure, but for
// follow(); any thread.
#pragma once

#include "compare/figures.h"

namespace refocus::compare {

// A depth is advised only where it finds what none finds, and nothing else, to this share.
inline constexpr double kAdvisedShare = 0.99;
// With fewer patches found by none, nothing is advised: one more or less would change it.
inline constexpr std::size_t kFewestFound = 20;

struct Advice
{
    // For `auto` to follow. False: too little to advise on, or unclear, and `depth` is none then;
    // or something was left out that `auto` may take, and `depth` is the best of the others.
    bool enough = false;
    std::size_t depth = 0; // A place in Comparison::depths.
    int k = 4;             // The least K that finds as much with that depth among these patches.
    store::Codec codec = store::Codec::Int8; // Fastest to read and decode from this disk.
    bool mapsKept = true;                    // Else what follows is what switching costs.
    double bytes = 0;                        // Of the case's maps at that cut.
    double deriveSeconds = 0;                // Deriving them from the stored pixels.
    double ingestSeconds = 0;                // Ingesting again: the networks' part of it.
    std::vector<std::string> sentences;      // The same for a person.
};

// Requires: the comparison is finished.
Advice adviceOf(const Comparison &comparison, const Figures &figures);

// Lets `auto` follow the advice in this case from now on; nothing where there is not enough for
// that. Throws Error.
void follow(const Advice &advice, const Comparison &comparison, const Figures &figures,
            store::Case &in, const nn::ModelPack &pack);

} // namespace refocus::compare
