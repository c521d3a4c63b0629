// Which of several ways is beaten by no other. Pure; any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace refocus::compare {

// costs: one row a way, less is better in each column. result[i] says that no other row is at most
// as costly in every column and cheaper in one. Of equal rows only the first is marked.
template <std::size_t Columns>
std::vector<bool> paretoSet(std::span<const std::array<double, Columns>> costs)
{
    std::vector<bool> result(costs.size(), true);
    for (std::size_t i = 0; i < costs.size(); ++i)
        for (std::size_t j = 0; j < costs.size() && result[i]; ++j) {
            bool atMost = true;
            for (std::size_t c = 0; c < Columns; ++c)
                atMost = atMost && costs[j][c] <= costs[i][c];
            if (atMost && (costs[j] != costs[i] || j < i))
                result[i] = false;
        }
    return result;
}

} // namespace refocus::compare
