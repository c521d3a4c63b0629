#include "detect/patch_cut.h"

#include "base/error.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace refocus::detect {

namespace {

// Half of a difference, rounded down for negative ones too.
int halfDown(int value) { return value >= 0 ? value / 2 : -((1 - value) / 2); }

} // namespace

cv::Rect patchSquare(cv::Rect box)
{
    const int longer = std::max(box.width, box.height);
    const int side = std::max(1, (12 * longer + 5) / 10);
    return {box.x + halfDown(box.width - side), box.y + halfDown(box.height - side), side, side};
}

cv::Mat cutPatch(const cv::Mat &picture, cv::Rect box, int size)
{
    const cv::Rect whole(0, 0, picture.cols, picture.rows);
    if (size < 1)
        throw Error("a patch cannot be cut at a size below 1 pixel");
    if ((box & whole).empty())
        throw Error("a patch cannot be cut from a box outside the picture");

    const cv::Rect square = patchSquare(box);
    const cv::Rect inside = square & whole;
    cv::Mat cut = picture(inside);
    if (inside != square) {
        cv::Mat bordered;
        cv::copyMakeBorder(cut, bordered, inside.y - square.y, square.br().y - inside.br().y,
                           inside.x - square.x, square.br().x - inside.br().x,
                           cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
        cut = bordered;
    }
    if (square.width == size)
        return cut.clone();
    cv::Mat patch;
    cv::resize(cut, patch, {size, size}, 0, 0,
               square.width > size ? cv::INTER_AREA : cv::INTER_LINEAR);
    return patch;
}

} // namespace refocus::detect
