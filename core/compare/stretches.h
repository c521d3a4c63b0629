// Which parts of a case are sampled. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace refocus::compare {

// Patches first to last - 1 of a video, counted in the order in which they were indexed. They are
// taken together because clusters are made of patches that follow one another.
struct Stretch
{
    std::size_t video = 0, first = 0, last = 0;
    std::size_t size() const { return last - first; }
    friend bool operator==(const Stretch &, const Stretch &) = default;
};

// About `wanted` patches in stretches of about `length`, spread evenly over the videos by their
// number of patches; inside its part each is chosen at random. Everything where there are no more
// than `wanted`. Sorted; the same seed gives the same stretches on every machine.
std::vector<Stretch> sampleStretches(std::span<const std::size_t> patchesOfVideo,
                                     std::size_t wanted, std::size_t length, std::uint64_t seed);

} // namespace refocus::compare
