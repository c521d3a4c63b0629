// Labelled pictures in memory. Values only.
#pragma once

#include "base/progress.h"

#include <opencv2/core/mat.hpp>

#include <filesystem>
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

struct Sources
{
    std::vector<std::filesystem::path> places; // Folders or tar files, joined.
    std::filesystem::path corrections = {};    // See train/corrections.h; none where empty.
    bool trainOnVal = false; // Val is part of train, once nothing is left to choose.
};

// Reads {train,val,test}/<class>/<picture>. A picture that does not decode is left out. Pictures
// larger than storedSize are shrunk to it. Throws Error where a place cannot be read, holds no
// training pictures, or lacks one that was corrected.
Dataset loadDataset(const Sources &sources, int storedSize, const Progress &progress = {});

// SHA-256 of what is learnt from: the names of the classes, and the training pictures with their
// labels, in their order.
std::string trainingSha256(const Dataset &dataset);

} // namespace refocus::train
