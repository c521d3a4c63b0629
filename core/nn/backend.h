// Where and in which precision networks run. Chosen once and handed to each network.
#pragma once

#include <string>

namespace refocus::nn {

struct InferenceOptions
{
    std::string device = "auto";    // auto, cpu, cuda, cuda:1
    std::string precision = "auto"; // auto, fp32, bf16, fp16
    int threads = 0;                // Of the processor; 0: as many as it has.
};

struct Backend
{
    std::string device;    // "cpu", "cuda:0"
    std::string precision; // "fp32", "bf16", "fp16"
    int threads = 1;
    std::string reason; // A sentence: why this device and precision.
};

// Looks for a CUDA device and, on the processor, measures a few layers in fp32 and bf16 (under a
// tenth of a second; once a process). Sets LibTorch's thread count for the process. Throws Error
// where what was asked for is not to be had.
Backend chooseBackend(const InferenceOptions &options);

// Of LibTorch: "1.13.1", "2.5.1".
std::string libraryVersion();

// Waits until the device has done everything asked of it so far; a clock stopped before that would
// not show what a GPU still works on.
void synchronize(const Backend &backend);

} // namespace refocus::nn
