#include "detect/assignment.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <limits>

namespace refocus::detect {

// The shortest-augmenting-path form with potentials. Rows and columns count from 1 in here; column
// 0 stands for "the row that is being added". Padding to a square with kNeverPair lets rows go
// unpaired.
std::vector<int> cheapestPairs(const std::vector<double> &costs, int rows, int columns)
{
    assert(costs.size() == static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
    const int n = std::max(rows, columns);
    const auto cost = [&](int row, int column) {
        return row <= rows && column <= columns
                   ? std::min(kNeverPair,
                              costs[static_cast<std::size_t>((row - 1) * columns + column - 1)])
                   : kNeverPair;
    };
    const auto size = static_cast<std::size_t>(n) + 1;
    std::vector<double> rowPotential(size, 0), columnPotential(size, 0);
    std::vector<int> rowOf(size, 0), previous(size, 0);

    for (int row = 1; row <= n; ++row) {
        rowOf[0] = row;
        int column = 0;
        std::vector<double> slack(size, std::numeric_limits<double>::infinity());
        std::vector<char> used(size, 0);
        while (rowOf[column] != 0) {
            used[column] = 1;
            int next = 0;
            double delta = std::numeric_limits<double>::infinity();
            for (int c = 1; c <= n; ++c) {
                if (used[c])
                    continue;
                const int r = rowOf[column];
                const double reduced = cost(r, c) - rowPotential[r] - columnPotential[c];
                if (reduced < slack[c]) {
                    slack[c] = reduced;
                    previous[c] = column;
                }
                if (slack[c] < delta) {
                    delta = slack[c];
                    next = c;
                }
            }
            for (int c = 0; c <= n; ++c) {
                if (used[c]) {
                    rowPotential[rowOf[c]] += delta;
                    columnPotential[c] -= delta;
                } else {
                    slack[c] -= delta;
                }
            }
            column = next;
        }
        for (; column != 0; column = previous[column])
            rowOf[column] = rowOf[previous[column]];
    }

    std::vector<int> pairs(static_cast<std::size_t>(rows), -1);
    for (int c = 1; c <= columns; ++c) {
        if (rowOf[c] <= rows && cost(rowOf[c], c) < kNeverPair)
            pairs[static_cast<std::size_t>(rowOf[c] - 1)] = c - 1;
    }
    return pairs;
}

} // namespace refocus::detect
