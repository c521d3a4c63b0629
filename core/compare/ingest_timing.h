// What keeping a map costs at ingest. One thread.
#pragma once

#include "compare/mean_sd.h"
#include "nn/inference.h"

#include <span>
#include <vector>

namespace refocus::compare {

struct IngestTime
{
    MeanSd network;              // Milliseconds a patch, no map taken out.
    std::vector<MeanSd> takeOut; // Of each cut: what is added where its map is taken out.
};

// Runs the ingest network without and with each cut in turns, `rounds` times after one that does
// not count.
IngestTime timeIngest(nn::IngestNetwork &network, std::span<const cv::Mat> pixels,
                      std::span<const int> cuts, int rounds);

} // namespace refocus::compare
