// Decodes one video picture by picture, with FFmpeg's own threads. Not thread-safe; one per thread.
//
// A picture is one the file wants shown: those an edit list discards are neither returned nor
// counted. Its time counts from the first displayed picture and is strictly increasing:
//   - PTS minus the first PTS (the DTS where there is no PTS), as long as that is later than the
//     picture before;
//   - one frame duration after the picture before, if it has neither or the clock jumped back by
//     a second or more, after which the following times are counted from the new clock, or if its
//     PTS alone is a second or more off and the next picture goes on with the old clock;
//   - otherwise (a repeated or slightly late PTS) one microsecond after the picture before.
// Frame::pts stays what the container says (kNoPts if nothing).
//
// The image is 8-bit BGR, upright (rotation metadata applied), with square pixels, at the displayed
// size of the first picture even if the stream changes its resolution. Of an interlaced picture
// the first field is shown, stretched to full height, so that a picture depends on no other one.
#pragma once

#include "base/frame.h"
#include "media/frame_table.h"
#include "media/video_info.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace refocus::media {

struct ReaderOptions
{
    int threads = 0; // Of the decoder; 0 is as many as there are cores.
};

class VideoReader
{
public:
    // Throws Error, one sentence, if the file cannot be read, is no video or holds no picture that
    // can be decoded, and for pictures of more than kMaxPixels.
    explicit VideoReader(const std::filesystem::path &path, const ReaderOptions &options = {});
    ~VideoReader();
    VideoReader(VideoReader &&) noexcept;
    VideoReader &operator=(VideoReader &&) noexcept;

    std::optional<Frame> read(); // The next picture, or none at the end. Broken ones are skipped.
    bool skip();                 // As read(), without converting the picture; false at the end.

    const VideoInfo &info() const;
    const DecodeCounts &counts() const;
    // The picture last read or skipped, as a frame table has it. Requires: there was one.
    const FrameEntry &entry() const;
    double fraction() const; // Share of the file read so far, 0 to 1.

private:
    struct State;
    std::unique_ptr<State> m_state;
};

constexpr std::int64_t kMaxPixels = 8192LL * 8192; // 8K is half of it.

} // namespace refocus::media
