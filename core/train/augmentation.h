// Random changes that a surveillance picture of the same object might show. Pure: the same seed
// gives the same picture.
#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <string>

namespace refocus::train {

// What may differ from the pictures that are learnt from.
enum class Augmentation {
    Full, // Any camera and weather: crop, flip, light and colour, blur, low resolution, noise,
          // erased parts.
    Light // The same cameras at about the same time: a small crop, flip.
};
Augmentation augmentationOf(const std::string &name); // "full", "light"; else throws Error.

// A square 8-bit BGR picture to size x size.
cv::Mat augmented(const cv::Mat &image, int size, std::uint64_t seed,
                  Augmentation kind = Augmentation::Full);

// The same without any change but the size, as the product cuts patches.
cv::Mat resized(const cv::Mat &image, int size);

} // namespace refocus::train
