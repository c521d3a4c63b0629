#include "support/test_clips.h"

#include <opencv2/imgproc.hpp>

#include <cmath>

extern "C" {
#include <libavcodec/avcodec.h>
}

namespace refocus::test {

namespace {

// The pattern: twelve blocks side by side in the upper eighth of the picture. The first is white
// and the last black; between them are ten bits, the lowest on the left.
constexpr int kBits = 10;
constexpr int kBlocks = kBits + 2;
constexpr int kDark = 30, kLight = 220;

cv::Rect blockRect(cv::Size size, int block)
{
    const int left = size.width * block / kBlocks;
    const int right = size.width * (block + 1) / kBlocks;
    return {left, 0, right - left, std::max(1, size.height / 8)};
}

bool isLit(int ordinal, int block)
{
    return block == 0 || (block <= kBits && ordinal >> (block - 1) & 1);
}

cv::Mat background(cv::Size size)
{
    cv::Mat image(size, CV_8UC3);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            image.at<cv::Vec3b>(y,
                                x) = {cv::saturate_cast<uchar>(90 + 40 * x / size.width),
                                      cv::saturate_cast<uchar>(110 + 30 * y / size.height),
                                      cv::saturate_cast<uchar>(100 + (x / 16 + y / 16) % 2 * 12)};
    return image;
}

} // namespace

ClipOptions::ClipOptions()
{
    encoder.gop = 12;
    encoder.threads = 1;
    encoder.preset = "ultrafast";
}

cv::Mat clipPicture(const ClipOptions &options, int ordinal)
{
    cv::Mat image = background(options.size);
    for (const MovingRect &rect : options.rects) {
        if (ordinal < rect.first || ordinal > rect.last)
            continue;
        const cv::Point2d at = rect.box.tl() + rect.perFrame * static_cast<double>(ordinal);
        cv::rectangle(image,
                      cv::Rect(cvRound(at.x), cvRound(at.y), cvRound(rect.box.width),
                               cvRound(rect.box.height)),
                      rect.colour, cv::FILLED);
    }
    if (options.ordinalPattern) {
        // Something that moves, so that pictures depend on one another.
        const int x = (ordinal * 7) % options.size.width;
        cv::circle(image, {x, options.size.height * 3 / 5}, options.size.height / 8, {40, 60, 200},
                   cv::FILLED);
        for (int block = 0; block < kBlocks; ++block)
            image(blockRect(options.size, block))
                .setTo(cv::Scalar::all(isLit(ordinal, block) ? kLight : kDark));
    }
    if (options.noise > 0) {
        cv::RNG random(static_cast<std::uint64_t>(ordinal) * 7919 + 1);
        cv::Mat noise(options.size, CV_16SC3);
        random.fill(noise, cv::RNG::NORMAL, 0, options.noise);
        cv::add(image, noise, image, cv::noArray(), CV_8U);
    }
    return image;
}

void writeClip(const std::filesystem::path &path, const ClipOptions &options)
{
    const int rotation = options.encoder.rotation; // Undone when shown.
    const bool lying = rotation % 180 != 0;
    const cv::Size size = lying ? cv::Size(options.size.height, options.size.width) : options.size;
    media::VideoEncoder encoder(path, size, options.encoder);
    for (int i = 0; i < options.frames; ++i) {
        cv::Mat picture = clipPicture(options, i);
        if (rotation != 0)
            cv::rotate(picture, picture,
                       rotation == 90    ? cv::ROTATE_90_COUNTERCLOCKWISE
                       : rotation == 180 ? cv::ROTATE_180
                                         : cv::ROTATE_90_CLOCKWISE);
        if (options.times.empty())
            encoder.write(picture);
        else
            encoder.write(picture, options.times.at(static_cast<std::size_t>(i)));
    }
    encoder.finish();
}

std::optional<int> readOrdinal(const cv::Mat &image)
{
    int ordinal = 0;
    for (int block = 0; block < kBlocks; ++block) {
        cv::Rect rect = blockRect(image.size(), block);
        const int x = rect.width / 4, y = rect.height / 4; // Edges are blurred by compression.
        rect = {rect.x + x, rect.y + y, rect.width - 2 * x, rect.height - 2 * y};
        const cv::Scalar mean = cv::mean(image(rect));
        const double level = (mean[0] + mean[1] + mean[2]) / 3;
        if (std::abs(level - (kDark + kLight) / 2.0) < 30)
            return std::nullopt;
        const bool lit = level > (kDark + kLight) / 2.0;
        if (block == 0 ? !lit : block == kBlocks - 1 && lit)
            return std::nullopt;
        if (block > 0 && block <= kBits && lit)
            ordinal |= 1 << (block - 1);
    }
    return ordinal;
}

bool hasEncoder(const std::string &name) { return avcodec_find_encoder_by_name(name.c_str()); }

} // namespace refocus::test
