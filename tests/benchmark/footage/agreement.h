// Reuse of maps against the same network from pixels: the time a patch, and whether they agree.
#pragma once

#include "measures.h"
#include "query/verifier.h"

namespace refocus::benchmark {

struct ReuseTime
{
    std::string reuse; // "none", "4"
    MeanSd ms;         // A patch: read, decode and infer.
    double ratio = 0;  // Of the means, to none.
};

struct Agreement
{
    std::size_t patches = 0;
    std::size_t same = 0;        // The likeliest class is the same.
    float largestDifference = 0; // Of any probability.
};

// Verifies the representatives of all clusters anew, `runs` times for each splice in turn, after
// one round that does not count. The first result is that of no reuse.
std::vector<ReuseTime> timeReuse(query::Verifier &verifier, const store::VideoSnapshot &video,
                                 std::span<const nn::Splice> splices, int runs);

// Over the patches whose maps are kept: the network behind the splice on stored maps against the
// same network on the stored pixels. Throws Error where a representative has none.
Agreement compareWithPixels(const nn::ModelPack &pack, const nn::Backend &backend,
                            const store::VideoSnapshot &video, const nn::Splice &splice);

} // namespace refocus::benchmark
