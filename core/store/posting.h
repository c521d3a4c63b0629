// The index by class: what a cluster's inferred members say about a class. Pure; any thread.
#pragma once

#include <algorithm>

namespace refocus::store {

struct Posting
{
    int rank = 0; // Of the class among a patch's classes, 0 is the likeliest.
    float p = 0;
    friend bool operator==(const Posting &, const Posting &) = default;
};

// Of a cluster: the best rank and the highest probability among its inferred members.
inline Posting merged(const Posting &a, const Posting &b)
{
    return {std::min(a.rank, b.rank), std::max(a.p, b.p)};
}

// The cluster may hold the class, to a query that looks at the first k classes.
inline bool admits(const Posting &posting, int k) { return posting.rank < k; }

} // namespace refocus::store
