// Random changes that a surveillance picture of the same object might show. Pure: the same seed
// gives the same picture.
#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>

namespace refocus::train {

// A square 8-bit BGR picture to size x size: crop, flip, light and colour, blur, low resolution,
// noise, erased parts.
cv::Mat augmented(const cv::Mat &image, int size, std::uint64_t seed);

// The same without any change but the size, as the product cuts patches.
cv::Mat resized(const cv::Mat &image, int size);

} // namespace refocus::train
