// How long work reports and how it is stopped. The function is called on the thread that works.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace refocus {

struct ProgressReport
{
    double fraction = 0;     // 0 to 1; of the whole call.
    std::string what;        // "gate3.mp4", "epoch 3 of 40"
    double secondsLeft = -1; // Negative while unknown.
    // The numbers in `what` where it counts ("31 of 2140 patches verified"), for those who write
    // them in another language; all is 0 where nothing is counted.
    std::uint64_t done = 0, all = 0;
};

// Returns "go on?". A Progress that is empty always goes on.
using Progress = std::function<bool(const ProgressReport &)>;

bool goOn(const Progress &progress, const ProgressReport &report);

} // namespace refocus
