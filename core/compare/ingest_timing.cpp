#include "compare/ingest_timing.h"

#include <algorithm>
#include <chrono>

namespace refocus::compare {

IngestTime timeIngest(nn::IngestNetwork &network, std::span<const cv::Mat> pixels,
                      std::span<const int> cuts, int rounds)
{
    using Clock = std::chrono::steady_clock;
    const auto count = static_cast<double>(std::max<std::size_t>(pixels.size(), 1));
    const auto msOf = [&](std::span<const int> taken) {
        const auto begin = Clock::now();
        network.run(pixels, taken);
        return std::chrono::duration<double, std::milli>(Clock::now() - begin).count() / count;
    };
    std::vector<double> plain;
    std::vector<std::vector<double>> added(cuts.size());
    for (int round = -1; round < rounds; ++round) {
        const double without = msOf({});
        if (round >= 0)
            plain.push_back(without);
        for (std::size_t i = 0; i < cuts.size(); ++i) {
            const double with = msOf(cuts.subspan(i, 1));
            if (round >= 0)
                added[i].push_back(with - without);
        }
    }
    IngestTime time{meanSd(plain), {}};
    for (const auto &values : added) {
        MeanSd extra = meanSd(values);
        extra.mean = std::max(extra.mean, 0.0); // Less than nothing is noise.
        time.takeOut.push_back(extra);
    }
    return time;
}

} // namespace refocus::compare
