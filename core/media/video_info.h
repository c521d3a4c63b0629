// What is known of a video once it has been opened. Values only.
#pragma once

#include "base/time.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace refocus::media {

struct VideoInfo
{
    std::filesystem::path path;
    std::string format; // FFmpeg's name of the container, as in "mov,mp4,m4a,3gp,3g2,mj2".
    std::string codec;  // FFmpeg's name of the codec, as in "h264".
    int width = 0;      // Of the picture as displayed: upright, square pixels.
    int height = 0;
    int rotation = 0;     // Degrees clockwise that were applied: 0, 90, 180 or 270.
    double frameRate = 0; // Pictures a second on average, as declared; 0 if unknown.
    double timeBase = 0;  // Seconds in one unit of Frame::pts.
    std::optional<std::int64_t> declaredFrames; // As the container says; may be wrong.
    Timestamp duration{0}; // As the container says or as estimated from it; 0 if unknown.
};

// What went wrong while decoding; none of it ends the video.
struct DecodeCounts
{
    std::int64_t packets = 0;         // Read from the container.
    std::int64_t failedPackets = 0;   // Refused by the decoder or marked corrupt by the container.
    std::int64_t pictures = 0;        // Returned.
    std::int64_t failedPictures = 0;  // The decoder gave none although a packet should hold one.
    std::int64_t damagedPictures = 0; // Returned, but the decoder had to conceal errors.
    bool endedEarly = false;          // The container stopped with a read error.
};

} // namespace refocus::media
