// An opened container and its video stream; every way in which a file is no video is told here.
// Private to core/media.
#pragma once

#include "media/ffmpeg.h"
#include "media/frame_table.h"

#include <chrono>
#include <filesystem>

namespace refocus::media {

struct VideoInput
{
    // Outlives the container, which asks whether it is over before every read.
    std::unique_ptr<std::chrono::steady_clock::time_point> deadline;
    InputPtr format;
    AVStream *stream = nullptr; // The video stream that is shown; the others are not read.
    bool hasTimestamps = true;  // False for raw streams.
};

enum class Streams { Shown, All };

// Throws Error.
VideoInput openVideoInput(const std::filesystem::path &path, Streams streams = Streams::Shown);

// Continues at or before a keyframe, later with a container that seeks badly. False if it cannot.
bool seekInput(const VideoInput &input, const FrameEntry &keyframe);

// The stream's pictures a second, by the best guess; 0 if there is none.
double frameRateOf(const VideoInput &input);

} // namespace refocus::media
