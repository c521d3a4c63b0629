#include "ui/gallery/fade_in.h"

#include "ui/theme/theme.h"

#include <QTimerEvent>

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr int kStep = 16; // Milliseconds.

} // namespace

void FadeIn::start(std::span<const int> ids)
{
    if (ids.empty() || !animate())
        return;
    if (!m_clock.isValid())
        m_clock.start();
    for (const int id : ids)
        m_begun.insert(id, m_clock.elapsed());
    if (!m_timer.isActive())
        m_timer.start(kStep, this);
}

double FadeIn::opacity(int id) const
{
    const auto begun = m_begun.find(id);
    if (begun == m_begun.end())
        return 1;
    return std::clamp(static_cast<double>(m_clock.elapsed() - *begun) / kMilliseconds, 0.0, 1.0);
}

void FadeIn::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId()) {
        QObject::timerEvent(event);
        return;
    }
    const QList<int> ids = m_begun.keys();
    const qint64 now = m_clock.elapsed();
    m_begun.removeIf([now](const auto &item) { return now - item.value() >= kMilliseconds; });
    if (m_begun.isEmpty())
        m_timer.stop();
    Q_EMIT stepped(ids);
}

} // namespace refocus::ui
