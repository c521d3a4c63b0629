#include "ui/player/frame_cache.h"

#include <algorithm>

namespace refocus::ui {

namespace {

constexpr std::size_t kBytes = 128 << 20;
constexpr std::size_t kFewest = 4, kMost = 16;

} // namespace

const Frame *FrameCache::find(FrameIndex index) const
{
    const auto found = std::ranges::find(m_frames, index, &Frame::index);
    return found == m_frames.end() ? nullptr : &*found;
}

void FrameCache::put(const Frame &frame)
{
    m_capacity =
        std::clamp(kBytes / (frame.image.total() * frame.image.elemSize() + 1), kFewest, kMost);
    if (find(frame.index))
        return;
    while (m_frames.size() >= m_capacity)
        m_frames.erase(std::ranges::max_element(
            m_frames, {}, [&](const Frame &kept) { return std::abs(kept.index - frame.index); }));
    m_frames.push_back(frame);
}

} // namespace refocus::ui
