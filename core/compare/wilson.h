// How far a share that was counted on a sample may be off. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <span>

namespace refocus::compare {

struct Interval
{
    double low = 0, high = 1;
};

// Wilson's score interval at 95 % (E. B. Wilson, 1927) of a share of n observations. n need not be
// whole; without observations anything from 0 to 1 is possible.
Interval wilson(double share, double n);

// Kish's effective sample size: how many independent observations the patches are worth if those of
// one object all say the same. counts: patches of each object. It errs on the careful side.
double effectiveCount(std::span<const std::size_t> counts);

// A share of counted patches.
struct Share
{
    std::size_t hits = 0, of = 0;
    double independent = 0; // effectiveCount() of `of`.

    bool defined() const { return of > 0; }
    double value() const
    {
        return of > 0 ? static_cast<double>(hits) / static_cast<double>(of) : 0;
    }
    Interval interval() const { return wilson(value(), independent); }
};

} // namespace refocus::compare
