// Small deterministic clips for tests. Every picture carries its ordinal as a pattern of black and
// white blocks along its upper edge that survives compression, scaling and rotation.
#pragma once

#include "media/video_encoder.h"

#include <opencv2/core/mat.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace refocus::test {

// A rectangle that moves through the picture at constant speed, for tests of detection.
struct MovingRect
{
    cv::Rect2d box;       // In picture 0, in pixels.
    cv::Point2d perFrame; // Pixels.
    cv::Scalar colour{40, 40, 220};
    int first = 0, last = 1 << 30; // Pictures in which it is drawn.
};

struct ClipOptions
{
    int frames = 40;
    cv::Size size{192, 128}; // As displayed.
    media::EncoderOptions encoder; // libx264 unless set, keyframe every 12 pictures.
    std::vector<Timestamp> times;  // One a picture; empty: constant rate.
    std::vector<MovingRect> rects;
    bool ordinalPattern = true; // False: plain background and rects only.
    int noise = 0;              // Standard deviation, from a fixed seed.
    ClipOptions();
};

// The picture as it is before encoding.
cv::Mat clipPicture(const ClipOptions &options, int ordinal);
void writeClip(const std::filesystem::path &path, const ClipOptions &options = {});

// The ordinal that a picture carries; none if the pattern is unreadable.
std::optional<int> readOrdinal(const cv::Mat &image);

bool hasEncoder(const std::string &name); // An encoder of FFmpeg, as "libx265".

// Damage and things that are no video.
void truncateFile(const std::filesystem::path &path, double keepShare);
// Flips `count` random bits of the bytes after `from` (a share of the file), by a seed.
void flipBytes(const std::filesystem::path &path, std::uint32_t seed, int count, double from = 0.1);
void writeText(const std::filesystem::path &path, const std::string &text);
void writeAudioOnly(const std::filesystem::path &path); // A WAV file's content.

// A folder that is removed with the object.
class TempFolder
{
public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder &) = delete;
    TempFolder &operator=(const TempFolder &) = delete;
    std::filesystem::path operator/(const std::string &name) const { return m_path / name; }
    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace refocus::test
