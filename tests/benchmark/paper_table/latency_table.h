// The time an image of every depth, with its map or its pixels read from the store.
#pragma once

#include "reuse.h"
#include "stored_pictures.h"
#include "table.h"

namespace refocus::benchmark {

struct LatencyOptions
{
    std::vector<nn::Backend> backends; // One a precision; fp32 first, where it is among them.
    std::vector<nn::Splice> splices;
    std::vector<int> batches{1, 8};
    std::size_t pictures = 16; // A run; fewer with small batches.
    int runs = 5;
    Clock clock = Clock::Wall;
    int inputSize = 224, width = 64;
};

// One depth in one precision, without a splice: no reuse.
struct Latency
{
    int batch = 0;
    std::string precision;
    std::optional<nn::Splice> splice;
    std::vector<double> ms; // An image, of each run.
    double readMs = 0;      // Of it, reading and decoding; by the wall clock, on average.
    double reduction = 0;   // Of the median run, against no reuse.
    double timesAsFast = 0; // As fp32 at the same depth; 0 where that was not measured.
    double payingUpTo = 0;  // See reuse.h.
    double storedBytes = 0; // Of the map or pixels.
};

// A network of that width and random weights, on these pictures (resized). Writes into `work`.
std::vector<Latency> measureLatency(const LatencyOptions &options, std::span<const cv::Mat> images,
                                    const std::filesystem::path &work);

Table latencyTable(std::span<const Latency> latencies, const LatencyOptions &options);

// "12.3 ± 0.4"
std::string meanSdText(std::span<const double> values, int places);

} // namespace refocus::benchmark
