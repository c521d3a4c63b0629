// Who goes when, where depths take turns at the same batch: another one begins each time, and after
// a round they go the other way about. So over two rounds each comes before every other as often
// as after it, and none profits from what the one before left in a cache. Pure; any thread.
#pragma once

#include <cstddef>

namespace refocus::compare {

// The depth at that place of that batch. Requires: place < depths.
inline std::size_t whoseTurn(std::size_t batch, std::size_t place, std::size_t depths)
{
    const bool backwards = batch / depths % 2 == 1;
    return (batch + (backwards ? depths - place : place)) % depths;
}

} // namespace refocus::compare
