#include "reuse.h"

#include "machine.h"
#include "statistics.h"

#include <cassert>
#include <chrono>
#include <limits>

namespace refocus::benchmark {

namespace {

double milliseconds(Clock clock)
{
    if (clock == Clock::Processor)
        return processorSeconds() * 1e3;
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::milli>(now).count();
}

} // namespace

std::optional<double> shareOfGain(double ingest, double query, double tail)
{
    if (query <= ingest)
        return {};
    return (tail - ingest) / (query - ingest);
}

double reduction(std::span<const double> whole, std::span<const double> reused)
{
    assert(whole.size() == reused.size());
    std::vector<double> shares;
    for (std::size_t i = 0; i < whole.size(); ++i)
        shares.push_back(1 - reused[i] / whole[i]);
    return median(shares);
}

double payingUpTo(double wholeRead, double wholeInfer, double reusedRead, double reusedInfer)
{
    const double cost = reusedRead - wholeRead;
    if (cost <= 0)
        return std::numeric_limits<double>::infinity();
    return (wholeInfer - reusedInfer) / cost;
}

std::optional<Depth> bestWithin(double baseline, double points, std::span<const Depth> depths)
{
    std::optional<Depth> best;
    for (const Depth &depth : depths)
        if (depth.accuracy >= baseline - points - 1e-9 &&
            (!best || depth.reduction > best->reduction))
            best = depth;
    return best;
}

std::vector<std::vector<double>>
timeInTurn(std::size_t ways, std::size_t pieces, int runs, Clock clock,
           const std::function<void(std::size_t, std::size_t)> &work)
{
    std::vector<std::vector<double>> times(ways);
    for (int run = -1; run < runs; ++run) {
        std::vector<double> sums(ways);
        for (std::size_t piece = 0; piece < pieces; ++piece) {
            for (std::size_t turn = 0; turn < ways; ++turn) {
                const std::size_t way = (turn + piece) % ways;
                const double begin = milliseconds(clock);
                work(way, piece);
                sums[way] += milliseconds(clock) - begin;
            }
        }
        for (std::size_t way = 0; way < ways && run >= 0; ++way)
            times[way].push_back(sums[way]);
    }
    return times;
}

} // namespace refocus::benchmark
