#include "media/picture_clock.h"

#include "media/ffmpeg.h"
#include "media/frame_table.h"

namespace refocus::media {

using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kLongest = 4'000'000'000'000'000; // 126 years in microseconds.

} // namespace

PictureClock::PictureClock(int numerator, int denominator, Timestamp pictureDuration)
    : m_numerator(numerator), m_denominator(denominator), m_pictureDuration(pictureDuration)
{}

Timestamp PictureClock::next(std::int64_t pts)
{
    std::optional<Timestamp> stamp;
    if (pts != kNoPts) {
        const std::int64_t value = av_rescale_q(pts, {m_numerator, m_denominator}, {1, 1'000'000});
        if (value > -kLongest && value < kLongest)
            stamp = Timestamp(value);
    }
    if (stamp && !m_origin) // The first PTS, perhaps after pictures that had none.
        m_origin = m_last ? *stamp - *m_last - m_pictureDuration : *stamp;
    Timestamp time{0};
    if (m_last) {
        time = *m_last + m_pictureDuration;
        if (stamp) {
            const Timestamp told = *stamp - *m_origin;
            if (told > *m_last)
                time = told;
            else if (*m_last - told < 1s)
                time = *m_last + 1us;
            else
                m_origin = *stamp - time;
        }
    }
    m_last = time;
    return time;
}

} // namespace refocus::media
