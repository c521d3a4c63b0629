// FFmpeg's picture to the image that is shown: BGR, deinterlaced, square pixels, upright. A pure
// function of the picture, so that a picture looks the same however it was reached. Private to
// core/media.
#pragma once

#include "media/ffmpeg.h"

#include <opencv2/core/mat.hpp>

#include <array>

namespace refocus::media {

class PictureConverter
{
public:
    PictureConverter() = default;
    // The displayed size of every picture follows from the first one.
    PictureConverter(const AVFrame &first, AVRational sampleAspect, int rotation);

    cv::Size displayedSize() const; // Upright.
    cv::Mat convert(const AVFrame &frame);

private:
    cv::Mat scale(const AVFrame &frame);

    cv::Size m_size; // Before the rotation.
    int m_rotation = 0;
    ScalerPtr m_scaler;
    std::array<int, 6> m_scaled{}; // What the scaler was made for: sizes, format and colours.
    cv::Mat m_padded;              // For widths at which swscale would write beyond a row.
};

} // namespace refocus::media
