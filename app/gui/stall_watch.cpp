#include "stall_watch.h"

#include <QDebug>
#include <QMetaEnum>

#include <ctime>
#include <utility>

namespace refocus::gui {

namespace {

// Of this thread: what it computed, without the time in which others had its core.
double computedMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

} // namespace

std::optional<StallWatch::Watched> StallWatch::begin(const Watched &event)
{
    pause();
    const auto before = std::exchange(m_watched, event);
    resume();
    return before;
}

void StallWatch::end(const std::optional<Watched> &before)
{
    pause();
    m_watched = before;
    resume();
}

void StallWatch::pause()
{
    if (!m_watched || !m_clock.isValid())
        return;
    const double ms = static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
    m_clock.invalidate();
    if (ms <= kLongest)
        return;
    m_stalls.push_back(ms);
    if (m_reporting)
        qWarning("stall of %.0f ms, %.0f ms computing: %s, event %s", ms, computedMs() - m_computed,
                 m_watched->receiver,
                 QMetaEnum::fromType<QEvent::Type>().valueToKey(m_watched->type));
}

void StallWatch::resume()
{
    if (!m_watched || m_clock.isValid())
        return;
    m_clock.start();
    if (m_reporting)
        m_computed = computedMs();
}

std::vector<double> StallWatch::takeStalls() { return std::exchange(m_stalls, {}); }

} // namespace refocus::gui
