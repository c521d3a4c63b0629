#include "ui/state/playhead.h"

#include <algorithm>

namespace refocus::ui {

std::optional<TimeRange> Playhead::marked() const
{
    if (!m_in || !m_out)
        return {};
    return TimeRange{*m_in, *m_out};
}

void Playhead::moveTo(const std::string &video, Timestamp time)
{
    time = std::max(time, Timestamp{0});
    if (video == m_video && time == m_time)
        return;
    const bool other = video != m_video;
    m_video = video;
    m_time = time;
    if (other && (m_in || m_out)) {
        m_in.reset();
        m_out.reset();
        Q_EMIT marksChanged();
    }
    Q_EMIT moved();
}

void Playhead::setPlaying(bool playing)
{
    if (playing == m_playing)
        return;
    m_playing = playing;
    Q_EMIT playingChanged();
}

void Playhead::setIn(std::optional<Timestamp> time)
{
    m_in = time;
    if (m_in && m_out && *m_out <= *m_in)
        m_out.reset();
    Q_EMIT marksChanged();
}

void Playhead::setOut(std::optional<Timestamp> time)
{
    m_out = time;
    if (m_in && m_out && *m_out <= *m_in)
        m_in.reset();
    Q_EMIT marksChanged();
}

void Playhead::clear()
{
    setPlaying(false);
    m_in.reset();
    m_out.reset();
    Q_EMIT marksChanged();
    m_video.clear();
    m_time = Timestamp{0};
    Q_EMIT moved();
}

} // namespace refocus::ui
