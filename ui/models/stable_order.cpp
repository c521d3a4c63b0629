#include "ui/models/stable_order.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace refocus::ui {

void sortStably(std::vector<int> &ids, std::span<const std::int64_t> keys)
{
    constexpr int kBits = 11;
    constexpr std::uint64_t kDigits = 1ULL << kBits;
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    std::int64_t most = std::numeric_limits<std::int64_t>::min();
    for (const int id : ids) {
        least = std::min(least, keys[static_cast<std::size_t>(id)]);
        most = std::max(most, keys[static_cast<std::size_t>(id)]);
    }
    // From the smallest on: few keys need all of their 64 bits. Unsigned, so that nothing
    // overflows.
    const auto above = [&](int id) {
        return static_cast<std::uint64_t>(keys[static_cast<std::size_t>(id)]) -
               static_cast<std::uint64_t>(least);
    };
    const std::uint64_t range =
        ids.empty() ? 0 : static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    std::vector<int> sorted(ids.size());
    for (int shift = 0; shift < 64 && (range >> shift) > 0; shift += kBits) {
        const auto digit = [&](int id) { return (above(id) >> shift) % kDigits; };
        std::array<std::size_t, kDigits> next{}; // Where the next id of a digit goes.
        for (const int id : ids)
            ++next[digit(id)];
        std::size_t begin = 0;
        for (std::size_t &place : next)
            place = std::exchange(begin, begin + place);
        for (const int id : ids)
            sorted[next[digit(id)]++] = id;
        ids.swap(sorted);
    }
}

} // namespace refocus::ui
