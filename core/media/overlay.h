// Burns boxes, labels and the time into a picture. Free function, callable on any thread.
#pragma once

#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>

#include <span>
#include <string>

namespace refocus::media {

struct Overlay
{
    cv::Rect box{};     // In pixels; may reach beyond the picture.
    std::string text{}; // Above the box, inside it where there is no room; may be empty.
    cv::Scalar colour{0, 200, 255}; // BGR.
};

// timeText, if not empty, goes into the lower left corner. Letters scale with the picture.
void drawOverlay(cv::Mat &image, std::span<const Overlay> overlays, const std::string &timeText);

} // namespace refocus::media
