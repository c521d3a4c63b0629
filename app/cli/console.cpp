#include "console.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <unistd.h>

namespace refocus::cli {

namespace {

volatile std::sig_atomic_t g_interrupted = 0;
volatile std::sig_atomic_t g_bars = 0; // Alive; each is asked several times a second.

void onSignal(int signal)
{
    if (g_bars == 0) {
        constexpr char kSentence[] = "refocus-cli: cancelled\n";
        [[maybe_unused]] const auto written = write(STDERR_FILENO, kSentence, sizeof kSentence - 1);
        _exit(130);
    }
    g_interrupted = 1;
    std::signal(signal, SIG_DFL);
}

} // namespace

void catchInterrupts()
{
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // A write beyond the limit then fails with a sentence.
}

bool interrupted() { return g_interrupted != 0; }

std::string durationText(double seconds)
{
    const long all = static_cast<long>(seconds + 0.5);
    char text[32];
    if (all >= 3600)
        std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", all / 3600, all / 60 % 60, all % 60);
    else
        std::snprintf(text, sizeof text, "%ld:%02ld", all / 60, all % 60);
    return text;
}

ProgressBar::ProgressBar(bool json) : m_json(json), m_terminal(isatty(STDERR_FILENO) == 1)
{
    g_bars = g_bars + 1;
}

ProgressBar::~ProgressBar()
{
    g_bars = g_bars - 1;
    if (m_drawn && m_terminal && !m_json)
        std::fputs("\r\033[K", stderr);
}

bool ProgressBar::show(const ProgressReport &report, const std::string &detail,
                       const nlohmann::json &facts)
{
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    const auto interval = m_json ? 500ms : m_terminal ? 100ms : 10000ms;
    if (m_drawn && now - m_last < interval)
        return !interrupted();
    m_drawn = true;
    m_last = now;
    if (m_json) {
        nlohmann::json line{{"fraction", report.fraction}, {"what", report.what}};
        if (report.secondsLeft >= 0)
            line["seconds_left"] = report.secondsLeft;
        if (facts.is_object())
            line.update(facts);
        std::cerr << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                  << std::endl;
        return !interrupted();
    }
    std::string text = report.what;
    if (report.fraction > 0) {
        constexpr int kWidth = 24;
        const int full = static_cast<int>(report.fraction * kWidth + 0.5);
        std::string bar;
        for (int i = 0; i < kWidth; ++i)
            bar += i < full ? "█" : "░";
        char percent[16];
        std::snprintf(percent, sizeof percent, " %3.0f %% ", report.fraction * 100);
        text = bar + percent + text;
    }
    if (!detail.empty())
        text += ", " + detail;
    if (report.secondsLeft >= 0)
        text += ", " + durationText(report.secondsLeft) + " left";
    if (m_terminal)
        std::fprintf(stderr, "\r\033[K%s", text.c_str());
    else
        std::fprintf(stderr, "%s\n", text.c_str());
    std::fflush(stderr);
    return !interrupted();
}

Progress ProgressBar::function()
{
    return [this](const ProgressReport &report) { return show(report, {}, nullptr); };
}

void printJson(const nlohmann::json &document)
{
    std::cout << document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
              << std::endl;
}

int afterOutput(int code)
{
    std::cout.flush();
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good())
        return code;
    std::cerr << "refocus-cli: standard output could not be written\n";
    return code == 0 ? 1 : code;
}

} // namespace refocus::cli
