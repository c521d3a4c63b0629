// What reuse at some depth gains and keeps, from figures. Pure functions.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace refocus::benchmark {

// The share of what the query network gains over the ingest network that a tail keeps, in accuracy:
// 1 is the query network, 0 the ingest network. A tail sees no more than the frozen ingest prefix
// lets through. None where the query network is no better than the ingest network.
std::optional<double> shareOfGain(double ingest, double query, double tail);

// The median of 1 - reused / whole over the runs. Requires: as many of one as of the other.
double reduction(std::span<const double> whole, std::span<const double> reused);

// How many times as fast networks must be for reading the map to cost as much as it saves; below 1
// it costs more already. Infinite where reading the map takes no longer than reading pixels.
double payingUpTo(double wholeRead, double wholeInfer, double reusedRead, double reusedInfer);

struct Depth
{
    std::string name;
    double accuracy = 0, reduction = 0;
};
// The depth that saves most among those at most `points` (0.005: half a point) less accurate than
// the baseline.
std::optional<Depth> bestWithin(double baseline, double points, std::span<const Depth> depths);

enum class Clock { Wall, Processor }; // Processor: of all threads; on a busy machine, for one.

// Milliseconds: result[way][run]. A run goes through all pieces and for each through all ways in
// turn, another way first each time, so that a busy moment hits all alike. One run before the
// first does not count.
std::vector<std::vector<double>>
timeInTurn(std::size_t ways, std::size_t pieces, int runs, Clock clock,
           const std::function<void(std::size_t way, std::size_t piece)> &work);

} // namespace refocus::benchmark
