// One batch through the networks of a depth, in the steps that a query takes: read, decode, infer.
// One thread, besides those that the backend has for decoding and for the network.
#pragma once

#include "compare/depth.h"
#include "store/map_codec.h"

#include <functional>
#include <span>
#include <vector>

namespace refocus::compare {

struct Milliseconds
{
    double read = 0, decode = 0, infer = 0;
    double total() const { return read + decode + infer; }
    Milliseconds &operator+=(const Milliseconds &other)
    {
        read += other.read;
        decode += other.decode;
        infer += other.infer;
        return *this;
    }
};

struct Answered
{
    std::vector<nn::Probabilities> answers;
    Milliseconds spent;
};

// Pixels are unpacked as they are read: with no reuse, decode is 0.
Answered answerPixels(const DepthNetwork &depth, const std::function<std::vector<cv::Mat>()> &read,
                      const Progress &progress = {});
Answered answerMaps(const DepthNetwork &depth, int threads,
                    const std::function<std::vector<store::EncodedMap>()> &read,
                    const Progress &progress = {});

} // namespace refocus::compare
