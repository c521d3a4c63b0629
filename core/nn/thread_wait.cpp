#include "nn/thread_wait.h"

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace refocus::nn {

void sleepWhileWaiting(char **argv)
{
    if (std::getenv("GOMP_SPINCOUNT") || std::getenv("OMP_WAIT_POLICY"))
        return;
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error)
        return;
    setenv("GOMP_SPINCOUNT", "1000", 1);
    execv(program.c_str(), argv);
}

} // namespace refocus::nn
