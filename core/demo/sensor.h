// What a camera's lens, exposure and sensor make of a picture. Free functions; any thread.
#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>

namespace refocus::demo {

// How much of the sunlight gets through at that time: 1, less while the cloud is before the sun.
double sunlight(double time, double seconds);

// Scales blue, green and red to the light and adds noise of that standard deviation in grey levels,
// from a hash of seed, frame and pixel. In place; 8-bit BGR.
void expose(cv::Mat &picture, double sunlight, double noise, std::uint64_t seed, int frame);

} // namespace refocus::demo
