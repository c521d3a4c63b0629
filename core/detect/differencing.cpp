#include "detect/differencing.h"

#include "detect/patch_cut.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace refocus::detect {

namespace {

constexpr int kSide = 12;
constexpr double kSizeChange = 1.2; // Of the longer side: more than this shows new detail.

// Mean difference of the values, 0 to 1, the overall brightness left out.
double difference(const cv::Mat &a, const cv::Mat &b)
{
    cv::Mat diff;
    cv::subtract(a, b, diff, cv::noArray(), CV_16S);
    const cv::Scalar mean = cv::mean(diff);
    const double level = std::clamp((mean[0] + mean[1] + mean[2]) / 3, -24.0, 24.0);
    cv::Mat off;
    cv::absdiff(diff, cv::Scalar::all(std::round(level)), off);
    const cv::Scalar sum = cv::mean(off);
    return (sum[0] + sum[1] + sum[2]) / (3 * 255);
}

} // namespace

cv::Mat Differencing::thumbnail(const cv::Mat &picture, cv::Rect box)
{
    return cutPatch(picture, box, kSide);
}

FrameIndex Differencing::standIn(TrackId track, FrameIndex frame, double seconds, cv::Rect box,
                                 const cv::Mat &thumbnail)
{
    const auto last = m_last.find(track);
    if (last != m_last.end()) {
        const Inferred &known = last->second;
        const double now = std::max(box.width, box.height);
        const double then = std::max(known.size.width, known.size.height);
        if (seconds - known.seconds < m_atLeastEvery && now <= then * kSizeChange &&
            then <= now * kSizeChange && difference(thumbnail, known.thumbnail) < m_threshold)
            return known.frame;
    }
    m_last[track] = {frame, seconds, box.size(), thumbnail};
    return frame;
}

} // namespace refocus::detect
