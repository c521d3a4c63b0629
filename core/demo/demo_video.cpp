#include "demo/demo_video.h"

#include "base/error.h"
#include "media/video_encoder.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <thread>
#include <vector>

namespace refocus::demo {

void writeVideo(const Scene &scene, const std::filesystem::path &file, const Progress &progress)
{
    media::EncoderOptions encoder;
    encoder.frameRate = static_cast<int>(std::lround(scene.options().fps * 1000));
    encoder.frameRateScale = 1000;
    media::VideoEncoder video(file, scene.options().size, encoder);
    const int atOnce = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    for (int first = 0; first < scene.frameCount(); first += atOnce) {
        if (!goOn(progress, {static_cast<double>(first) / scene.frameCount(),
                             "rendering " + file.filename().string()}))
            throw Cancelled();
        std::vector<std::future<cv::Mat>> pictures;
        for (int i = first; i < std::min(first + atOnce, scene.frameCount()); ++i)
            pictures.push_back(
                std::async(std::launch::async, [&scene, i] { return scene.render(i); }));
        for (std::future<cv::Mat> &picture : pictures)
            video.write(picture.get());
    }
    video.finish();
}

} // namespace refocus::demo
