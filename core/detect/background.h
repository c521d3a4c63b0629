// What the camera sees when nothing is there, at working size. Not thread-safe.
#pragma once

#include <opencv2/core/mat.hpp>
#include <opencv2/core/types.hpp>
#include <opencv2/video/background_segm.hpp>

#include <array>
#include <deque>

namespace refocus::detect {

// A curve from the picture's levels to the background's, by its values amid each band of levels.
inline constexpr int kBands = 16;
using LevelCurve = std::array<double, kBands>;

struct Foreground
{
    cv::Mat mask;           // 8-bit, 255 where something is that is not background; no shadows.
    cv::Mat shadow;         // 8-bit, 255 where it may be a shadow, or an object of the same colour.
    cv::Mat motion;         // 8-bit, 255 where the picture differs from the one a moment ago.
    bool restarted = false; // The scene is another one; the mask is empty.
    bool blind = false;     // Most of the picture changed, but it may pass; the mask is empty.
};

// MOG2 (Zivkovic 2004) with three additions:
// 1. The exposure of every picture is brought to the background's before they are compared.
// 2. Detecting and learning are two steps, and learning leaves out what the caller wants kept out:
//    under an object that stands still the background stays what it was before the object came.
// 3. It starts anew at a scene cut, or when most of the picture stays changed.
class Background
{
public:
    explicit Background(double seconds);

    // Picture: 8-bit BGR, always of one size between two restart(). Seconds: never falling.
    Foreground detect(const cv::Mat &picture, double seconds);
    // Takes the picture last detected into the background, except where `frozen` (8-bit) is not 0.
    void learn(const cv::Mat &frozen);
    void restart();

    // How much stronger the picture's edges along the outline of a blob are than the background's.
    // Above 1 the blob is an object; below 1 it is the hole that one left behind. 1 if neither.
    double edgeRatio(cv::Rect box, const cv::Mat &blob) const;

    // The picture last detected, in the background's exposure.
    const cv::Mat &levelled() const { return m_levelled; }

private:
    struct Past
    {
        double seconds = 0;
        cv::Mat grey;
    };
    void updateLevels(const cv::Mat &picture);
    bool isCut(const cv::Mat &picture, double changedShare);

    double m_tau;
    cv::Ptr<cv::BackgroundSubtractorMOG2> m_model;
    std::array<LevelCurve, 3> m_curve;
    cv::Mat m_picture, m_levelled, m_grey;
    cv::Mat m_image, m_imageGrey; // The background itself, in colour and grey.
    cv::Mat m_frozen;             // As given to learn() for the previous picture.
    cv::Mat m_thumbnail;          // Of the previous picture.
    std::deque<Past> m_past;
    double m_seconds = 0, m_learnedAt = 0, m_imageAt = 0, m_startedAt = 0, m_blindSince = -1;
    int m_learned = 0;
};

} // namespace refocus::detect
