// From a mask of what moved to the objects in it, one blob each. Any thread.
#pragma once

#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>

#include <array>
#include <span>
#include <vector>

namespace refocus::detect {

using ColourHistogram = std::array<float, 64>; // Four levels a channel; sums to 1.

struct Blob
{
    cv::Rect box;      // In working pixels.
    cv::Mat mask;      // 8-bit, of the box's size; 255 on the object.
    double motion = 0; // Share of its pixels that changed against the picture a moment ago.
    ColourHistogram colours{};
    bool shared = false; // Cut out of a component that holds more than this object,
    cv::Rect whole;      // whose box this is.
    int expected = -1;   // Index of the box for which it was cut or joined; -1 for none.
};

// Where a track is expected to be seen next.
struct Expectation
{
    cv::Rect2d box;
    bool own = true; // It has been seen as a component of its own, so it may claim part of another.
};

// The blobs of a mask (8-bit, 0 or 255; cleaned up in place), in a fixed order:
// 1. Components of the mask are found after closing gaps and dropping specks.
// 2. A component in which several tracks are expected is divided among them, each pixel going to
// the
//    nearest expectation. So neighbours that touch stay apart.
// 3. Components that lie within the same single expectation, close to one another or with what may
// be
//    shadow between them, are one object in pieces: joined.
// 4. What is smaller than `minArea` (box, working px²) is dropped.
std::vector<Blob> findBlobs(cv::Mat &mask, const cv::Mat &shadow, const cv::Mat &motion,
                            const cv::Mat &picture, std::span<const Expectation> expected,
                            double minArea);

// 1 for the same colours, 0 for none in common.
double likeness(const ColourHistogram &a, const ColourHistogram &b);

} // namespace refocus::detect
