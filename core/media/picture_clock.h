// Gives each picture its strictly increasing time from PTS that may repeat, be missing or jump.
// The rule is in video_reader.h. Private to core/media.
//
// A jump is believed unless the following picture's PTS shows that one picture alone is off:
// without it the clock would go on forwards, by less than half of the jump. At the end nothing
// follows, so that the last picture's is believed.
#pragma once

#include "base/time.h"
#include "media/frame_table.h"

#include <cstdint>
#include <optional>

namespace refocus::media {

class PictureClock
{
public:
    // timeBase = numerator / denominator seconds; pictureDuration is used where there is no PTS.
    PictureClock(int numerator, int denominator, Timestamp pictureDuration);

    // Is the PTS of the next picture a second or more off, so that the following one is needed too?
    bool jumps(std::int64_t pts) const;
    Timestamp next(std::int64_t pts, std::int64_t following = kNoPts); // kNoPts: none, or unknown.

private:
    std::optional<Timestamp> stampOf(std::int64_t pts) const;
    bool isAloneOff(std::int64_t pts, std::int64_t following) const;

    std::optional<Timestamp> m_origin; // Of the clock in use: PTS 0 is at -origin.
    std::optional<Timestamp> m_last;
    int m_numerator, m_denominator;
    Timestamp m_pictureDuration;
};

} // namespace refocus::media
