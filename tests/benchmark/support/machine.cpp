#include "machine.h"

#include <ctime>
#include <fstream>
#include <sys/resource.h>

namespace refocus::benchmark {

namespace {

// The text behind "name:" in a file of such lines.
std::string valueOf(const char *file, const std::string &name)
{
    std::ifstream in(file);
    std::string line;
    while (std::getline(in, line)) {
        const auto colon = line.find(':');
        if (!line.starts_with(name) || colon == std::string::npos)
            continue;
        const auto begin = line.find_first_not_of(" \t", colon + 1);
        return begin == std::string::npos ? "" : line.substr(begin);
    }
    return "";
}

} // namespace

std::string processorName() { return valueOf("/proc/cpuinfo", "model name"); }

double loadAverage()
{
    double load = 0;
    std::ifstream("/proc/loadavg") >> load;
    return load;
}

double processorSeconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void resetPeakMemory() { std::ofstream("/proc/self/clear_refs") << '5'; }

double peakMemoryMiB()
{
    const std::string peak = valueOf("/proc/self/status", "VmHWM"); // "123456 kB"
    if (!peak.empty())
        return std::stod(peak) / 1024;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

} // namespace refocus::benchmark
