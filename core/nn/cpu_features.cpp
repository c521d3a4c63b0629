#include "nn/cpu_features.h"

#include "base/error.h"
#include "nn/folded.h"

namespace refocus::nn {

bool cpuHasBfloat16()
{
#if defined(__x86_64__) && defined(__GNUC__)
    return __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

bool cpuComputesBfloat16()
{
    static const bool does = [] {
        try {
            torch::NoGradGuard noGradient;
            const FoldedConv layer{torch::zeros({16, 16, 3, 3}), torch::zeros(16), 1, 1};
            layer.in(torch::kCPU,
                     torch::kBFloat16)(torch::zeros({1, 16, 4, 4}).to(torch::kBFloat16));
            return true;
        } catch (const c10::Error &) {
            return false;
        }
    }();
    return does;
}

void requireCpuBfloat16()
{
    if (!cpuComputesBfloat16())
        throw Error("precision bf16 is not to be had on this processor, which lacks AVX-512; "
                    "choose auto or fp32");
}

} // namespace refocus::nn
