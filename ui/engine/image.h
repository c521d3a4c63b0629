// From OpenCV's pictures to Qt's. Any thread.
#pragma once

#include <QImage>
#include <opencv2/core/mat.hpp>

namespace refocus::ui {

// 8-bit BGR as it lies in memory: valid as long as the picture is. Take copy(), or what scaling or
// converting makes of it.
inline QImage viewOf(const cv::Mat &bgr)
{
    return QImage(bgr.data, bgr.cols, bgr.rows, static_cast<qsizetype>(bgr.step),
                  QImage::Format_BGR888);
}

} // namespace refocus::ui
