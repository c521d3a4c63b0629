// Writes pictures to a video file. The container follows the extension: .mp4, .mov, .mkv, .avi,
// .ts, .h264, .hevc, .mjpeg. Not thread-safe; one per thread.
//
// The file has a temporary name until finish(); without finish() it is removed.
#pragma once

#include "base/time.h"

#include <opencv2/core/mat.hpp>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace refocus::media {

struct EncoderOptions
{
    std::string codec{};                 // FFmpeg's encoder; empty: libx264, else mpeg4.
    std::string pixelFormat = "yuv420p"; // FFmpeg's name; changed if the codec cannot do it.
    int frameRate = 25;                  // frameRate / frameRateScale pictures a second.
    int frameRateScale = 1;
    int crf = 18;         // libx264, libx265; others get the matching quantiser.
    int gop = 50;         // Pictures from keyframe to keyframe at most.
    int bFrames = 2;      // 0 where the codec has none.
    bool openGop = false; // libx264, libx265.
    bool interlaced = false;
    int rotation = 0; // Metadata, degrees clockwise: 0, 90, 180, 270; .mp4 and .mov only.
    int sampleAspectX = 1, sampleAspectY = 1;
    int threads = 0;                                   // 0 is as many as there are cores.
    std::string preset = "veryfast";                   // libx264, libx265.
    std::map<std::string, std::string> codecOptions{}; // Passed to FFmpeg as they are.
    std::map<std::string, std::string> formatOptions{};
};

class VideoEncoder
{
public:
    // A size that is odd is padded by repeating the last column or row where the pixel format
    // needs even ones. Throws Error.
    VideoEncoder(const std::filesystem::path &path, cv::Size size,
                 const EncoderOptions &options = {});
    ~VideoEncoder();
    VideoEncoder(VideoEncoder &&) noexcept;
    VideoEncoder &operator=(VideoEncoder &&) noexcept;

    // 8-bit BGR of the size given. Throws Error, also for a full disk.
    void write(const cv::Mat &image); // One frame duration after the one before.
    // At a time of its own, after the one before. Containers that know only constant rates (.avi,
    // raw streams) round it to their frame rate.
    void write(const cv::Mat &image, Timestamp time);

    void finish(); // Completes the file and gives it its name. Throws Error.

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace refocus::media
