// One decoded picture and its place in the video.
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <opencv2/core/mat.hpp>

namespace refocus {

struct Frame
{
    FrameIndex index = 0;
    Timestamp time{0};    // From the first displayed picture of the video.
    std::int64_t pts = 0; // As the container has it, in the stream's time base.
    bool keyframe = false;
    cv::Mat image; // 8-bit BGR, upright, square pixels as displayed.
};

} // namespace refocus
