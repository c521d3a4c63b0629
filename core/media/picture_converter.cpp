#include "media/picture_converter.h"

#include "base/error.h"
#include "media/video_reader.h"

#include <opencv2/core.hpp>

#include <array>
#include <cmath>

namespace refocus::media {

namespace {

constexpr int kRowAlignment = 32;
constexpr int kHdHeight = 720; // From here on an unnamed colour matrix is taken to be BT.709.

int displayedWidth(const AVFrame &frame, AVRational aspect)
{
    if (aspect.num <= 0 || aspect.den <= 0 || aspect.num == aspect.den)
        return frame.width;
    const double width = std::round(frame.width * av_q2d(aspect));
    const bool plausible = av_q2d(aspect) > 0.1 && av_q2d(aspect) < 10 && width >= 1 &&
                           width * frame.height <= static_cast<double>(kMaxPixels);
    return plausible ? static_cast<int>(width) : frame.width;
}

// The old full-range formats are the usual ones with a range of their own.
AVPixelFormat plainFormat(int format)
{
    switch (format) {
    case AV_PIX_FMT_YUVJ420P:
        return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
        return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
        return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
        return AV_PIX_FMT_YUV440P;
    default:
        return static_cast<AVPixelFormat>(format);
    }
}

void setColours(SwsContext *scaler, const AVFrame &frame)
{
    const bool fullRange =
        frame.color_range == AVCOL_RANGE_JPEG || plainFormat(frame.format) != frame.format;
    int matrix = frame.colorspace;
    if (matrix == AVCOL_SPC_UNSPECIFIED || matrix == AVCOL_SPC_RESERVED)
        matrix = frame.height >= kHdHeight ? SWS_CS_ITU709 : SWS_CS_ITU601;
    sws_setColorspaceDetails(scaler, sws_getCoefficients(matrix), fullRange,
                             sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
}

} // namespace

PictureConverter::PictureConverter(const AVFrame &first, AVRational sampleAspect, int rotation)
    : m_size(displayedWidth(first, sampleAspect), first.height), m_rotation(rotation)
{}

cv::Size PictureConverter::displayedSize() const
{
    return m_rotation % 180 ? cv::Size(m_size.height, m_size.width) : m_size;
}

cv::Mat PictureConverter::convert(const AVFrame &frame)
{
    cv::Mat image = scale(frame);
    if (m_rotation == 0)
        return image;
    cv::Mat upright;
    cv::rotate(image, upright,
               m_rotation == 90    ? cv::ROTATE_90_CLOCKWISE
               : m_rotation == 180 ? cv::ROTATE_180
                                   : cv::ROTATE_90_COUNTERCLOCKWISE);
    return upright;
}

cv::Mat PictureConverter::scale(const AVFrame &frame)
{
    // The first field alone is a picture of half the height whose rows are twice as far apart.
    const bool field = isInterlaced(frame) && frame.height % 4 == 0;
    const int rows = field ? frame.height / 2 : frame.height;
    const AVPixelFormat format = plainFormat(frame.format);
    const std::array<int, 6> scaled{frame.width,  frame.height,     rows,
                                    frame.format, frame.colorspace, frame.color_range};
    if (!m_scaler || scaled != m_scaled) { // Making it costs as much as a small picture.
        m_scaler.reset(sws_getContext(frame.width, rows, format, m_size.width, m_size.height,
                                      AV_PIX_FMT_BGR24, SWS_BILINEAR, nullptr, nullptr, nullptr));
        if (!m_scaler) {
            const char *name = av_get_pix_fmt_name(format);
            throw Error(std::string("pictures of the pixel format ") + (name ? name : "unknown") +
                        " cannot be shown");
        }
        setColours(m_scaler.get(), frame);
        m_scaled = scaled;
    }

    std::array<const std::uint8_t *, 4> planes{};
    std::array<int, 4> strides{};
    for (std::size_t i = 0; i < planes.size(); ++i) {
        const bool palette = i == 1 && format == AV_PIX_FMT_PAL8;
        planes[i] = frame.data[i];
        strides[i] = frame.linesize[i] * (field && !palette ? 2 : 1);
    }
    cv::Mat image;
    const bool aligned = m_size.width % kRowAlignment == 0;
    if (aligned)
        image.create(m_size, CV_8UC3);
    else
        m_padded.create(m_size.height + 1, (m_size.width / kRowAlignment + 1) * kRowAlignment,
                        CV_8UC3);
    cv::Mat &target = aligned ? image : m_padded;
    std::uint8_t *const targets[4] = {target.data};
    const int targetStrides[4] = {static_cast<int>(target.step)};
    sws_scale(m_scaler.get(), planes.data(), strides.data(), 0, rows, targets, targetStrides);
    if (!aligned)
        image = m_padded(cv::Rect(cv::Point(0, 0), m_size)).clone();
    return image;
}

} // namespace refocus::media
