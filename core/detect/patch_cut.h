// How a patch is cut from a picture: one way for training, ingest and query. Any thread.
#pragma once

#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>

namespace refocus::detect {

// The square that a patch shows, in pixels of the picture: the box grown by 10 % a side (so 1.2
// times as long), squared on its longer side around its centre. It may leave the picture.
cv::Rect patchSquare(cv::Rect box);

// The patch of a box: patchSquare(box) of the picture, the border replicated where it leaves the
// picture, resized to size x size (area averaging when shrinking, linear otherwise). Keeps the
// picture's type and never shares its memory. Throws Error for an empty picture, a size below 1 or
// a box that has no pixel in the picture.
cv::Mat cutPatch(const cv::Mat &picture, cv::Rect box, int size);

} // namespace refocus::detect
