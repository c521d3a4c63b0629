// Which pictures are shown when while playing, at any speed and either way. A value without
// threads; the caller says what time it is.
//
// 1. The next picture is one further, or at fast speeds the one that is due a gap later.
// 2. It is due when the time between the two has passed at the speed asked for.
// 3. Where that is past already, pictures are dropped up to the one that is due now; fast forward
//    takes a keyframe soon after it, which costs no others to decode.
// 4. Further behind than kPatience, the clock waits instead: better slow than in leaps.
#pragma once

#include "media/frame_table.h"

#include <chrono>
#include <memory>
#include <optional>

namespace refocus::ui {

using PlayClock = std::chrono::steady_clock;

struct PlayOptions
{
    FrameIndex from = 0;
    double rate = 1;                 // Times real time; negative is backwards.
    FrameIndex first = 0, last = -1; // Of the stretch to play; -1 is the last there is.
    bool loop = false;
};

class PlayPlan
{
public:
    struct Step
    {
        FrameIndex index;
        PlayClock::time_point due;
    };
    // `from` is shown at `start`. Requires: a table that is not empty.
    PlayPlan(std::shared_ptr<const media::FrameTable> table, const PlayOptions &options,
             PlayClock::time_point start);

    // The next picture that can still be shown in time by someone who is ready at `earliest`, at
    // least a gap after the one before; none behind the end.
    std::optional<Step> next(PlayClock::time_point earliest, PlayClock::duration gap = kGap);
    void wait(PlayClock::duration time) { m_due += time; } // What comes is due later.

    int dropped() const { return m_dropped; }

    static constexpr PlayClock::duration kGap = std::chrono::milliseconds(16);
    static constexpr PlayClock::duration kPatience = std::chrono::milliseconds(500);

private:
    FrameIndex after(PlayClock::duration span) const; // At least one picture on.
    PlayClock::time_point dueOf(FrameIndex index) const;
    FrameIndex keyframeSoon(FrameIndex index) const;

    std::shared_ptr<const media::FrameTable> m_table;
    PlayOptions m_options;
    FrameIndex m_index;
    PlayClock::time_point m_due;
    int m_dropped = 0;
};

} // namespace refocus::ui
