// Everything of the street that does not move, painted once. Any thread.
#pragma once

#include "demo/street.h"

#include <opencv2/core/mat.hpp>

namespace refocus::demo {

// The empty street in sunlight, scale times the camera's size, 8-bit BGR.
cv::Mat paintBackdrop(const Street &street, std::uint64_t seed, int scale);

} // namespace refocus::demo
