// The pictures around the one that is shown, as decoded, within some memory. Not thread-safe.
#pragma once

#include "base/frame.h"

#include <vector>

namespace refocus::ui {

class FrameCache
{
public:
    void clear() { m_frames.clear(); }
    const Frame *find(FrameIndex index) const; // Null where it is not kept; until the next put().
    void put(const Frame &frame);              // The one farthest from it goes where it is full.
    std::size_t capacity() const { return m_capacity; } // Known from the first picture on.

private:
    std::vector<Frame> m_frames;
    std::size_t m_capacity = 4;
};

} // namespace refocus::ui
