// A film drawn for the tests of core/detect: a textured background and squares that move on it.
#pragma once

#include "detect/detector.h"

#include <opencv2/imgproc.hpp>

#include <functional>
#include <vector>

namespace refocus::detect::film {

inline const cv::Size kSize(320, 180);

// Blocks of random grey-brown, always the same for a seed.
inline cv::Mat background(int seed, cv::Size size = kSize)
{
    cv::Mat blocks((size.height + 9) / 10, (size.width + 9) / 10, CV_8UC3), picture;
    cv::RNG random(static_cast<std::uint64_t>(seed));
    random.fill(blocks, cv::RNG::UNIFORM, cv::Scalar(70, 80, 90), cv::Scalar(130, 140, 150));
    cv::resize(blocks, picture, size, 0, 0, cv::INTER_LINEAR);
    return picture;
}

// A square with a cross in it, so that it has something inside that moves with it.
inline void drawObject(cv::Mat &picture, cv::Rect box, cv::Scalar colour)
{
    cv::rectangle(picture, box, colour, cv::FILLED);
    const int third = std::max(2, box.width / 6);
    cv::rectangle(picture, cv::Rect(box.x + box.width / 2 - third / 2, box.y, third, box.height),
                  colour * 0.4, cv::FILLED);
    cv::rectangle(picture, cv::Rect(box.x, box.y + box.height / 2 - third / 2, box.width, third),
                  colour * 0.4, cv::FILLED);
}

// Sensor noise of about one level: eight patterns in turn, the same in each run.
inline void addNoise(cv::Mat &picture, int index)
{
    static std::vector<cv::Mat> patterns;
    if (patterns.empty()) {
        cv::RNG random(11);
        for (int i = 0; i < 8; ++i) {
            cv::Mat noise(kSize, CV_16SC3);
            random.fill(noise, cv::RNG::NORMAL, cv::Scalar::all(0), cv::Scalar::all(1.5));
            patterns.push_back(noise);
        }
    }
    cv::add(picture, patterns[index % 8], picture, cv::noArray(), CV_8U);
}

using Draw = std::function<cv::Mat(double seconds)>;

// The results for a film of so many seconds, one for each picture.
inline std::vector<FrameResult> watch(double seconds, double rate, const Draw &draw,
                                      const DetectOptions &options = {})
{
    Detector detector(options);
    std::vector<FrameResult> results;
    const int count = cvRound(seconds * rate);
    for (int i = 0; i < count; ++i) {
        Frame frame;
        frame.index = i;
        frame.time = fromSeconds(i / rate);
        frame.image = draw(i / rate);
        addNoise(frame.image, i);
        if (auto result = detector.add(frame))
            results.push_back(std::move(*result));
    }
    for (auto &result : detector.flush())
        results.push_back(std::move(result));
    return results;
}

inline double overlap(cv::Rect a, cv::Rect b)
{
    const double common = (a & b).area();
    return common / (a.area() + b.area() - common);
}

} // namespace refocus::detect::film
