// What is known of the footage: sightings.csv and highway-boxes.csv.
#pragma once

#include "base/ids.h"

#include <opencv2/core/types.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace refocus::benchmark {

struct Span
{
    double begin = 0, end = 0; // Seconds.
};

struct TrueSightings // Of one class in one clip.
{
    std::string clip, className;
    std::vector<Span> spans;
};

struct TrueBox
{
    cv::Rect box;
    int area = 0; // The pixels of the mask inside, not of the box.
};

using BoxesByFrame = std::map<FrameIndex, std::vector<TrueBox>>;

// In the file's order. Throws Error.
std::vector<TrueSightings> readSightings(const std::filesystem::path &file);
BoxesByFrame readBoxes(const std::filesystem::path &file);

} // namespace refocus::benchmark
