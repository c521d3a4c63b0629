// Packets of one video stream in, decoded pictures in display order out, as FFmpeg has them.
// Private to core/media. Not thread-safe.
#pragma once

#include "media/frame_table.h"
#include "media/video_info.h"
#include "media/video_input.h"

#include <filesystem>
#include <vector>

namespace refocus::media {

class PictureSource
{
public:
    PictureSource(const std::filesystem::path &path, int threads); // Throws Error.

    // The next picture, valid until the next call of anything here; null at the end.
    const AVFrame *next();

    // Of the picture last returned.
    const AVFrame &picture() const { return *m_frame; }
    std::int64_t pts() const; // DTS where there is no PTS; kNoPts where there is neither.
    bool keyframe() const;    // Decoding can begin here.
    bool damaged() const;     // Errors were concealed, with what was decoded before.
    std::int64_t bytePosition() const;
    std::int64_t packetNumber() const; // Since opening or the last seek, from 0; -1 if unknown.

    // Continues at or before a keyframe; pictures from before it may come first. False if the
    // container cannot seek there; then restart().
    bool seek(const FrameEntry &keyframe);
    void restart(); // Throws Error, and then stands where it did.

    const VideoInput &input() const { return m_input; }
    const DecodeCounts &counts() const { return m_counts; }
    double fraction() const;

private:
    void open();
    void feed();

    std::filesystem::path m_path;
    int m_threads = 0;
    VideoInput m_input;
    CodecPtr m_codec;
    FramePtr m_frame;
    PacketPtr m_packet;
    std::vector<std::int64_t> m_positions; // Of the packets since opening or the last seek.
    bool m_draining = false;
    DecodeCounts m_counts;
};

} // namespace refocus::media
