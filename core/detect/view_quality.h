// How good a view of its object a patch is. Pure; any thread.
#pragma once

#include <opencv2/core/types.hpp>

namespace refocus::detect {

// The box's area, less where the picture's edge cuts it off. Decides which patch represents a
// cluster and which is shown of a track.
inline float viewQuality(cv::Rect box, bool touchesBorder)
{
    return static_cast<float>(box.area()) * (touchesBorder ? 0.25F : 1.0F);
}

} // namespace refocus::detect
