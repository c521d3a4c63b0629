// What a measurement ran on and what it cost. Linux.
#pragma once

#include <string>

namespace refocus::benchmark {

std::string processorName();
double loadAverage(); // Of the last minute: what else the machine was doing.

// Processor time of this process so far, all threads.
double processorSeconds();

// Starts the measurement of the peak anew, so that it belongs to what follows.
void resetPeakMemory();
double peakMemoryMiB(); // Resident.

} // namespace refocus::benchmark
