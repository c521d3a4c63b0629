#include "media/picture_clock.h"

#include "media/ffmpeg.h"

namespace refocus::media {

using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kLongest = 4'000'000'000'000'000; // 126 years in microseconds.
constexpr Timestamp kJump = 1s;

} // namespace

PictureClock::PictureClock(int numerator, int denominator, Timestamp pictureDuration)
    : m_numerator(numerator), m_denominator(denominator), m_pictureDuration(pictureDuration)
{}

std::optional<Timestamp> PictureClock::stampOf(std::int64_t pts) const
{
    if (pts == kNoPts)
        return std::nullopt;
    const std::int64_t value = av_rescale_q(pts, {m_numerator, m_denominator}, {1, 1'000'000});
    return value > -kLongest && value < kLongest ? std::optional(Timestamp(value)) : std::nullopt;
}

bool PictureClock::jumps(std::int64_t pts) const
{
    const std::optional<Timestamp> stamp = stampOf(pts);
    return stamp && m_origin && std::chrono::abs(*stamp - *m_origin - *m_last) >= kJump;
}

bool PictureClock::isAloneOff(std::int64_t pts, std::int64_t following) const
{
    const std::optional<Timestamp> next = stampOf(following);
    if (!jumps(pts) || !next)
        return false;
    const Timestamp jump = std::chrono::abs(*stampOf(pts) - *m_origin - *m_last);
    const Timestamp without = *next - *m_origin - *m_last;
    return without > 0s && without < jump / 2;
}

Timestamp PictureClock::next(std::int64_t pts, std::int64_t following)
{
    const std::optional<Timestamp> stamp = stampOf(pts);
    if (stamp && !m_origin) // The first PTS, perhaps after pictures that had none.
        m_origin = m_last ? *stamp - *m_last - m_pictureDuration : *stamp;
    Timestamp time{0};
    if (m_last) {
        time = *m_last + m_pictureDuration;
        if (stamp && !isAloneOff(pts, following)) {
            const Timestamp told = *stamp - *m_origin;
            if (told > *m_last)
                time = told;
            else if (*m_last - told < kJump)
                time = *m_last + 1us;
            else
                m_origin = *stamp - time;
        }
    }
    m_last = time;
    return time;
}

} // namespace refocus::media
