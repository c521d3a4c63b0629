#include "nn/thread_wait.h"

#include <cstdlib>
#include <unistd.h>

namespace refocus::nn {

void sleepWhileWaiting(char **argv)
{
    if (std::getenv("GOMP_SPINCOUNT") || std::getenv("OMP_WAIT_POLICY"))
        return;
    setenv("GOMP_SPINCOUNT", "0", 1);
    execv("/proc/self/exe", argv);
}

} // namespace refocus::nn
