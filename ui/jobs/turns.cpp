#include "ui/jobs/turns.h"

#include <utility>

namespace refocus::ui {

void Turns::start(std::deque<Step> steps)
{
    m_steps = std::move(steps);
    if (m_timer)
        killTimer(std::exchange(m_timer, 0));
    if (!m_steps.empty())
        m_timer = startTimer(0); // Not a posted event: those come before the next painting.
}

void Turns::timerEvent(QTimerEvent *)
{
    const Step step = std::move(m_steps.front());
    m_steps.pop_front();
    if (m_steps.empty())
        killTimer(std::exchange(m_timer, 0));
    step();
}

} // namespace refocus::ui
