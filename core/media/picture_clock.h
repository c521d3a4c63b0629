// Gives each picture its strictly increasing time from PTS that may repeat, be missing or jump
// back. The rule is in video_reader.h. Private to core/media.
#pragma once

#include "base/time.h"

#include <cstdint>
#include <optional>

namespace refocus::media {

class PictureClock
{
public:
    // timeBase = numerator / denominator seconds; pictureDuration is used where there is no PTS.
    PictureClock(int numerator, int denominator, Timestamp pictureDuration);

    Timestamp next(std::int64_t pts); // kNoPts: none.

private:
    std::optional<Timestamp> m_origin; // Of the clock in use: PTS 0 is at -origin.
    std::optional<Timestamp> m_last;
    int m_numerator, m_denominator;
    Timestamp m_pictureDuration;
};

} // namespace refocus::media
