// Any picture of a video by its ordinal or time, bit-identical to what VideoReader returns for it.
// Not thread-safe; one per thread.
//
// 1. The wanted picture is the next one or only a few ahead: decode on.
// 2. Else seek to the last keyframe at or before it and decode until that very keyframe (same PTS
//    and byte position as in the table) comes out. From there on every picture must be the next
//    entry of the table.
// 3. Where that fails (damage, missing PTS, a container that seeks badly) try the keyframes
//    before, at last decode from the beginning and count. Streams without timestamps always do
//    that. What comes out must not have another PTS or byte position than the table says.
#pragma once

#include "base/frame.h"
#include "media/frame_table.h"
#include "media/video_info.h"
#include "media/video_reader.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>

namespace refocus::media {

class FrameSeeker
{
public:
    // The table must be of this file (FrameTable::scan, or VideoReader::entry of each picture).
    // Throws Error as VideoReader does.
    FrameSeeker(const std::filesystem::path &path, FrameTable table,
                const ReaderOptions &options = {});
    ~FrameSeeker();
    FrameSeeker(FrameSeeker &&) noexcept;
    FrameSeeker &operator=(FrameSeeker &&) noexcept;

    // Throws Error if there is no such picture, or if the file cannot be opened again or is no
    // longer the one of the table; once it is back, the next call finds the picture.
    Frame frameAt(FrameIndex index);
    Frame frameAt(Timestamp time); // The picture on screen at that time, see FrameTable::indexAt.

    // Many pictures in one pass. `each` returns "go on?". Requires: indices increasing.
    void framesAt(std::span<const FrameIndex> indices,
                  const std::function<bool(const Frame &)> &each);

    const FrameTable &table() const;
    const VideoInfo &info() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace refocus::media
