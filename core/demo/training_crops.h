// Labelled patches of rendered scenes, to teach a network the demo's look. Any thread.
#pragma once

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace refocus::demo {

struct Crop
{
    cv::Mat image;         // size x size, 8-bit BGR.
    std::string className; // A class of the scene, or "background".
};

// Cuts the box out of the picture and resizes it to size x size, as the product cuts patches.
using CutFunction = std::function<cv::Mat(const cv::Mat &picture, cv::Rect box, int size)>;

// About perClass crops of each class from the scenes firstSeed, firstSeed + 1, … (seedCount of
// them), boxes shifted as a background subtractor's are: up to 8 % at each edge, sometimes with the
// shadow. Background crops show street, houses, noise and shadows without an object.
std::vector<Crop> trainingCrops(std::uint64_t firstSeed, int seedCount, int perClass,
                                const CutFunction &cut, int size = 96);

} // namespace refocus::demo
