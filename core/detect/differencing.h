// Focus's pixel differencing (Hsieh et al., 2018): which patches of a track need a CNN run, and
// which hardly differ from the last that had one. Not thread-safe.
#pragma once

#include "base/ids.h"

#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>

#include <map>

namespace refocus::detect {

class Differencing
{
public:
    Differencing(double threshold, double atLeastEverySeconds)
        : m_threshold(threshold), m_atLeastEvery(atLeastEverySeconds)
    {}

    // A patch reduced to what is compared: small and blurred, 8-bit BGR.
    static cv::Mat thumbnail(const cv::Mat &picture, cv::Rect box);

    // The frame whose patch stands for this one: this frame itself if it has to be inferred.
    FrameIndex standIn(TrackId track, FrameIndex frame, double seconds, cv::Rect box,
                       const cv::Mat &thumbnail);
    bool knows(TrackId track) const { return m_last.contains(track); }
    bool forget(TrackId track) { return m_last.erase(track) > 0; } // False if it was not known.

private:
    struct Inferred
    {
        FrameIndex frame = 0;
        double seconds = 0;
        cv::Size size;
        cv::Mat thumbnail;
    };
    double m_threshold, m_atLeastEvery;
    std::map<TrackId, Inferred> m_last;
};

} // namespace refocus::detect
