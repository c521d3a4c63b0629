#include "nn/backend.h"

#include "base/error.h"
#include "nn/allocation.h"
#include "nn/cpu_features.h"
#include "nn/folded.h"

#include <torch/torch.h>
#include <torch/version.h>

#include <cstdio>
#include <ctime>
#include <thread>

namespace refocus::nn {

namespace {

// Of this thread on the processor: what else the machine does is not counted.
double threadSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Seconds of a 3x3 and a 1x1 convolution on a batch, the best of a few runs. Requires: LibTorch has
// one thread.
double measured(torch::ScalarType type)
{
    torch::NoGradGuard noGradient;
    const auto layer = [&](int in, int out, int kernel) {
        return FoldedConv{torch::randn({out, in, kernel, kernel}), torch::zeros(out), 1, kernel / 2}
            .in(torch::kCPU, type);
    };
    const FoldedConv wide = layer(64, 64, 3), narrow = layer(64, 256, 1);
    const auto x = torch::randn({32, 64, 8, 8}).to(type).contiguous(at::MemoryFormat::ChannelsLast);
    double best = 1e9;
    for (int run = 0; run < 6; ++run) {
        const double begin = threadSeconds();
        for (int i = 0; i < 3; ++i)
            narrow(wide(x));
        best = std::min(best, threadSeconds() - begin);
    }
    return best;
}

// One thread is enough for a ratio, and it gives the same answer on a busy machine: an index and
// its verdicts belong to a precision, so a run that goes on with them must choose as the first one
// did.
double measuredRatio()
{
    const int threads = at::get_num_threads();
    at::set_num_threads(1);
    const double ratio = measured(torch::kFloat) / measured(torch::kBFloat16);
    at::set_num_threads(threads);
    return ratio;
}

std::string cpuPrecision(std::string &reason)
{
    if (!cpuHasBfloat16() || !cpuComputesBfloat16()) {
        reason = "the processor has no bf16 instructions";
        return "fp32";
    }
    static const double ratio = measuredRatio();
    char text[80];
    std::snprintf(text, sizeof text, "bf16 measured %.2f times as fast as fp32", ratio);
    reason = text;
    return ratio > 1.05 ? "bf16" : "fp32";
}

} // namespace

Backend chooseBackend(const InferenceOptions &options)
{
    Backend backend;
    backend.threads = options.threads > 0
                          ? options.threads
                          : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    at::set_num_threads(backend.threads);
    keepActivationMemory();

    const bool wantsCuda = options.device.starts_with("cuda");
    if (options.device != "auto" && options.device != "cpu" && !wantsCuda)
        throw Error("'" + options.device + "' is not a device; choose auto, cpu, cuda or cuda:N");
    if (wantsCuda || (options.device == "auto" && torch::cuda::is_available())) {
        if (!torch::cuda::is_available())
            throw Error("device " + options.device +
                        ": this machine or this build of LibTorch has "
                        "no CUDA device");
        std::size_t number = 0;
        if (options.device.size() > 5)
            number = std::strtoul(options.device.c_str() + 5, nullptr, 10);
        // A signed byte in LibTorch 2.
        const auto devices = static_cast<std::size_t>(torch::cuda::device_count());
        if (number >= devices)
            throw Error("device " + options.device + ": there are only " + std::to_string(devices));
        backend.device = "cuda:" + std::to_string(number);
        backend.precision = options.precision == "auto" ? "bf16" : options.precision;
        backend.reason = wantsCuda ? "asked for" : "a CUDA device is there";
        return backend;
    }
    backend.device = "cpu";
    if (options.precision == "auto") {
        backend.precision = cpuPrecision(backend.reason);
        return backend;
    }
    if (options.precision != "fp32" && options.precision != "bf16")
        throw Error("precision " + options.precision +
                    " is not to be had on the processor; choose "
                    "auto, fp32 or bf16");
    if (options.precision == "bf16")
        requireCpuBfloat16();
    backend.precision = options.precision;
    backend.reason = "asked for";
    return backend;
}

std::string libraryVersion() { return TORCH_VERSION; }

void synchronize(const Backend &backend)
{
    const torch::Device device(backend.device);
    if (device.is_cuda())
        torch::cuda::synchronize(device.index());
}

} // namespace refocus::nn
