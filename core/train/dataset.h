// Labelled pictures in memory. Values only.
#pragma once

#include "base/progress.h"

#include <opencv2/core/mat.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace refocus::train {

struct Samples
{
    std::vector<cv::Mat> images; // 8-bit BGR, square.
    std::vector<int> labels;     // Indices into Dataset::classes.
    std::size_t size() const { return images.size(); }
};

struct Dataset
{
    std::vector<std::string> classes; // Sorted by name.
    Samples train, val, test;
};

// Reads folders or tar files that hold {train,val,test}/<class>/<picture>; several are joined. A
// picture that does not decode is left out. Pictures larger than storedSize are shrunk to it.
// Throws Error where a source cannot be read or holds no training pictures.
Dataset loadDataset(std::span<const std::filesystem::path> sources, int storedSize,
                    const Progress &progress = {});

} // namespace refocus::train
