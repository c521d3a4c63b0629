#include "nn/cpu_features.h"

namespace refocus::nn {

bool cpuHasBfloat16()
{
#if defined(__x86_64__) && defined(__GNUC__)
    return __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

} // namespace refocus::nn
