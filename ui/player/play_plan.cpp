#include "ui/player/play_plan.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace refocus::ui {

namespace {

constexpr double kFast = 4; // From here on keyframes will do where it is late.

} // namespace

PlayPlan::PlayPlan(std::shared_ptr<const media::FrameTable> table, const PlayOptions &options,
                   PlayClock::time_point start)
    : m_table(std::move(table)), m_options(options), m_due(start)
{
    assert(!m_table->empty() && options.rate != 0);
    const FrameIndex end = m_table->size() - 1;
    m_options.last = options.last < 0 ? end : std::min(options.last, end);
    m_options.first = std::clamp<FrameIndex>(options.first, 0, m_options.last);
    m_index = std::clamp(options.from, m_options.first, m_options.last);
}

std::optional<PlayPlan::Step> PlayPlan::next(PlayClock::time_point earliest,
                                             PlayClock::duration gap)
{
    const bool forward = m_options.rate > 0;
    const FrameIndex end = forward ? m_options.last : m_options.first;
    if (m_index == end) {
        if (!m_options.loop)
            return std::nullopt;
        const Timestamp length = m_table->duration() / m_table->size();
        m_due += std::chrono::nanoseconds(
            std::llround(static_cast<double>(length.count()) * 1000 / std::abs(m_options.rate)));
        m_index = forward ? m_options.first : m_options.last;
        m_due = std::max(m_due, earliest); // Going back may take a moment.
        return Step{m_index, m_due};
    }

    FrameIndex index = after(gap);
    const PlayClock::duration late = earliest - dueOf(index);
    if (late > kPatience) {
        m_due += late;
    } else if (late > PlayClock::duration::zero()) {
        FrameIndex now = after(earliest - m_due);
        if (dueOf(now) < earliest && now != end)
            now += forward ? 1 : -1;
        if (m_options.rate >= kFast)
            now = keyframeSoon(now);
        m_dropped += static_cast<int>((now - index) / (index - m_index));
        index = now;
    }
    m_due = dueOf(index);
    m_index = index;
    return Step{index, m_due};
}

FrameIndex PlayPlan::after(PlayClock::duration span) const
{
    const double seconds = std::chrono::duration<double>(span).count() * m_options.rate;
    const Timestamp time = m_table->entry(m_index).time + fromSeconds(seconds);
    const FrameIndex index = *m_table->indexAt(time);
    return m_options.rate > 0 ? std::clamp(index, m_index + 1, m_options.last)
                              : std::clamp(index, m_options.first, m_index - 1);
}

PlayClock::time_point PlayPlan::dueOf(FrameIndex index) const
{
    const Timestamp between = m_table->entry(index).time - m_table->entry(m_index).time;
    return m_due + std::chrono::nanoseconds(
                       std::llround(static_cast<double>(between.count()) * 1000 / m_options.rate));
}

FrameIndex PlayPlan::keyframeSoon(FrameIndex index) const
{
    const Timestamp until = m_table->entry(index).time + fromSeconds(0.5 * m_options.rate);
    for (FrameIndex i = index; i <= m_options.last && m_table->entry(i).time <= until; ++i)
        if (m_table->entry(i).keyframe)
            return i;
    return index;
}

} // namespace refocus::ui
