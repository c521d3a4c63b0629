// What this processor can do that decides about precision.
#pragma once

namespace refocus::nn {

// True where the processor multiplies bfloat16 in hardware (AVX512-BF16 or AMX).
bool cpuHasBfloat16();

} // namespace refocus::nn
