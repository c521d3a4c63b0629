// What a person at the terminal sees while work goes on, and Ctrl-C.
#pragma once

#include "base/progress.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <string>

namespace refocus::cli {

// From here on Ctrl-C and SIGTERM end the process with 130 and a sentence: at once, or, while there
// is a progress bar, by way of the work that asks it whether to go on. A second one ends it at
// once.
void catchInterrupts();
bool interrupted();

// "1:02:03" or "0:42".
std::string durationText(double seconds);

// Draws progress on standard error: a bar on a terminal, JSON lines with --json, else a line every
// ten seconds. Ends on Ctrl-C.
class ProgressBar
{
public:
    explicit ProgressBar(bool json);
    ProgressBar(const ProgressBar &) = delete;
    ProgressBar &operator=(const ProgressBar &) = delete;
    ~ProgressBar();
    // `detail` goes behind the bar ("6.2x real time"), `facts` into the JSON line.
    bool show(const ProgressReport &report, const std::string &detail, const nlohmann::json &facts);
    Progress function(); // Requires: the bar outlives it.

private:
    bool m_json, m_terminal, m_drawn = false;
    std::chrono::steady_clock::time_point m_last{};
};

// Prints the document to standard output.
void printJson(const nlohmann::json &document);

// The exit code of a command that has printed all: `code`, but 1 and a sentence instead of 0 where
// some of what it printed is lost, as on a full disk.
int afterOutput(int code);

} // namespace refocus::cli
