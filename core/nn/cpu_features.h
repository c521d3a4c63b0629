// What this processor can do that decides about precision.
#pragma once

namespace refocus::nn {

// True where the processor multiplies bfloat16 in hardware (AVX512-BF16 or AMX).
bool cpuHasBfloat16();

// Whether LibTorch's fast convolutions, those of inference, compute in bf16 on this processor at
// all; in 1.13 they need AVX-512 for it.
bool cpuComputesBfloat16();
// Throws Error, a sentence for who asked for bf16, where it does not.
void requireCpuBfloat16();

} // namespace refocus::nn
