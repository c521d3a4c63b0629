#include "media/overlay.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace refocus::media {

namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kPictureHeightAtScale1 = 720;

struct Pen
{
    double scale;
    int line;
    int margin;
};

Pen penFor(const cv::Mat &image)
{
    const double scale = std::max(0.35, image.rows / kPictureHeightAtScale1);
    return {scale, std::max(1, cvRound(2 * scale)), std::max(2, cvRound(4 * scale))};
}

cv::Size labelSize(const std::string &text, const Pen &pen)
{
    int baseline = 0;
    const cv::Size size = cv::getTextSize(text, kFont, pen.scale, pen.line, &baseline);
    return {size.width + 2 * pen.margin, size.height + baseline + 2 * pen.margin};
}

// Light letters on a dark ground can be read on every picture.
void drawLabel(cv::Mat &image, const std::string &text, cv::Point topLeft, const cv::Scalar &colour,
               const Pen &pen)
{
    int baseline = 0;
    const cv::Size size = cv::getTextSize(text, kFont, pen.scale, pen.line, &baseline);
    cv::rectangle(image, cv::Rect(topLeft, labelSize(text, pen)), {20, 20, 20}, cv::FILLED);
    cv::putText(image, text, topLeft + cv::Point(pen.margin, pen.margin + size.height), kFont,
                pen.scale, colour, pen.line, cv::LINE_AA);
}

} // namespace

void drawOverlay(cv::Mat &image, std::span<const Overlay> overlays, const std::string &timeText)
{
    const Pen pen = penFor(image);
    for (const Overlay &overlay : overlays)
        cv::rectangle(image, overlay.box, overlay.colour, pen.line);
    for (const Overlay &overlay : overlays) {
        if (overlay.text.empty())
            continue;
        const cv::Size label = labelSize(overlay.text, pen);
        const int above = overlay.box.y - label.height;
        const int x = std::clamp(overlay.box.x, 0, std::max(0, image.cols - label.width));
        drawLabel(image, overlay.text, {x, above >= 0 ? above : std::max(0, overlay.box.y)},
                  overlay.colour, pen);
    }
    if (!timeText.empty())
        drawLabel(image, timeText, {0, std::max(0, image.rows - labelSize(timeText, pen).height)},
                  {255, 255, 255}, pen);
}

} // namespace refocus::media
