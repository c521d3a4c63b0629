// A table for each line of what the engine must show. Numbers are those of the requirement.
#pragma once

#include "footage_run.h"
#include "table.h"

namespace refocus::benchmark {

std::vector<Table> allTables(FootageRun &run, int timingRuns);

} // namespace refocus::benchmark
