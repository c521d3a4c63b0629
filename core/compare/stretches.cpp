#include "compare/stretches.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace refocus::compare {

std::vector<Stretch> sampleStretches(std::span<const std::size_t> patchesOfVideo,
                                     std::size_t wanted, std::size_t length, std::uint64_t seed)
{
    // 1. Every video in stretches of nearly equal length.
    std::vector<Stretch> all;
    for (std::size_t v = 0; v < patchesOfVideo.size(); ++v) {
        const std::size_t patches = patchesOfVideo[v], pieces = (patches + length - 1) / length;
        for (std::size_t i = 0; i < pieces; ++i)
            all.push_back({v, patches * i / pieces, patches * (i + 1) / pieces});
    }
    const std::size_t patches =
        std::accumulate(patchesOfVideo.begin(), patchesOfVideo.end(), std::size_t{0});
    if (patches <= wanted)
        return all;

    // 2. The line of stretches in as many equal parts as are wanted, and one out of each.
    const std::size_t count =
        std::clamp<std::size_t>((wanted * all.size() + patches / 2) / patches, 1, all.size());
    std::mt19937_64 random(seed);
    std::vector<Stretch> chosen;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t begin = all.size() * i / count, end = all.size() * (i + 1) / count;
        chosen.push_back(all[begin + random() % (end - begin)]);
    }
    return chosen;
}

} // namespace refocus::compare
