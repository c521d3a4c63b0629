#include "ui/player/picture.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace refocus::ui {

namespace {

constexpr double kPlainPixelsFrom = 4;

int interpolation(double scale)
{
    return scale < 1                  ? cv::INTER_AREA
           : scale < kPlainPixelsFrom ? cv::INTER_LINEAR
                                      : cv::INTER_NEAREST;
}

QImage toImage(const cv::Mat &bgr)
{
    QImage image(bgr.cols, bgr.rows, QImage::Format_RGB32);
    cv::Mat pixels(bgr.rows, bgr.cols, CV_8UC4, image.bits(),
                   static_cast<std::size_t>(image.bytesPerLine()));
    cv::cvtColor(bgr, pixels, cv::COLOR_BGR2BGRA);
    return image;
}

} // namespace

std::array<unsigned char, 256> lookupTable(const Adjustment &adjustment)
{
    const double slope = std::pow(4.0, adjustment.contrast / 100.0);
    std::array<unsigned char, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        double v = std::pow(static_cast<double>(i) / 255, 1 / adjustment.gamma);
        v = (v - 0.5) * slope + 0.5 + adjustment.brightness / 100.0;
        table[i] = static_cast<unsigned char>(std::lround(std::clamp(v, 0.0, 1.0) * 255));
    }
    return table;
}

Picture drawPicture(const Frame &frame, const Viewport &viewport, const Adjustment &adjustment)
{
    Picture picture;
    picture.frame = frame;
    picture.size = {frame.image.cols, frame.image.rows};
    picture.viewport = viewport;
    picture.adjustment = adjustment;
    picture.part = visiblePart(viewport, picture.size);
    if (picture.part.isEmpty())
        return picture;
    picture.target = targetOf(picture.part, viewport, picture.size);
    const QRect &part = picture.part;
    cv::Mat seen = frame.image(cv::Rect(part.x(), part.y(), part.width(), part.height()));
    if (part.size() != picture.target.size()) {
        cv::Mat scaled;
        cv::resize(seen, scaled, {picture.target.width(), picture.target.height()}, 0, 0,
                   interpolation(scaleOf(viewport, picture.size)));
        seen = scaled;
    }
    if (!adjustment.isNeutral()) {
        const auto table = lookupTable(adjustment);
        cv::Mat adjusted;
        cv::LUT(seen, cv::Mat(1, 256, CV_8U, const_cast<unsigned char *>(table.data())), adjusted);
        seen = adjusted;
    }
    picture.image = toImage(seen);
    return picture;
}

QImage wholeImage(const Frame &frame) { return toImage(frame.image); }

} // namespace refocus::ui
