// From pictures to tracked objects. Not thread-safe; one Detector per video, on one thread.
//
// The same pictures and times give the same results bit for bit, whatever the machine's number of
// threads, so an ingest that was killed is resumed by detecting again from the first picture.
#pragma once

#include "base/frame.h"

#include <opencv2/core/types.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace refocus::detect {

using Polygon = std::vector<cv::Point>; // In source pixels; closed by itself.

struct DetectOptions
{
    int workingWidth = 320;       // Pixels; wider pictures are shrunk to it, narrower ones kept.
    double minArea = 0;           // Smallest box in source px²; 0 means 0.2 % of the picture.
    std::vector<Polygon> include; // Where objects are looked for; empty means everywhere.
    std::vector<Polygon> exclude; // Where they are not, though included.

    double backgroundSeconds = 30; // Its time constant; a still thing is background after a tenth.
    double confirmSeconds = 0.3;   // A track younger than this is not reported.
    double lostSeconds = 1;        // A track not seen for this long has ended.
    double stationarySeconds = 90; // The longest that an object is believed to stand still.

    double sameThreshold = 0.04; // Mean difference of two patches (0 to 1) still called the same.
    double inferAtLeastEverySeconds = 5; // Each track, however still it is.
};

// One object in one picture.
struct Detection
{
    TrackId track = 0; // Numbered from 0 as tracks prove to be some; a number may be left out.
    cv::Rect box;      // In source pixels, inside the picture, never empty.
    bool stationary = false;    // It stands still.
    bool touchesBorder = false; // A partial view: a poor representative of its object.

    // False where the patch hardly differs from the one at `sameAs`, whose class it then shares.
    // The caller is expected to infer every patch for which this is true.
    bool needsInference = true;
    FrameIndex sameAs = 0; // The frame of the track's last inferred patch; this one if inferred.
};

// What was found in one picture. Empty pictures of a video come too: one result a frame, in order.
struct FrameResult
{
    Frame frame; // As it was given to add(); shares the image's memory.
    std::vector<Detection> detections;
    std::vector<TrackId> endedTracks; // Reported earlier; will not be seen again.
    bool backgroundRestarted = false; // A scene cut or a jump of exposure; all tracks ended.
};

struct DetectStats
{
    std::int64_t frames = 0;     // Given to add().
    std::int64_t restarts = 0;   // Of the background, the first picture not counted.
    std::int64_t detections = 0; // In the results so far.
    std::int64_t inferred = 0;   // Of these, with needsInference.
    std::int64_t tracks = 0;     // Reported so far.
    double maskedShare = 0;      // Of the picture, kept out by the polygons; 0 to 1.

    // Share of detections that cost no CNN run; 0 to 1.
    double savedShare() const
    {
        return detections ? 1.0 - static_cast<double>(inferred) / static_cast<double>(detections)
                          : 0.0;
    }
};

// Background subtraction (MOG2), blobs, and a tracker as in SORT (Bewley et al., 2016): a Kalman
// filter a track and the Hungarian method on overlap and colour.
//
// A track is reported once it has proved to be one, but from its first picture on. For that the
// results lag kDelay pictures behind: the images wait here (by reference), so the caller must not
// write into an image that it has given away.
class Detector
{
public:
    static constexpr int kDelay = 4;

    explicit Detector(const DetectOptions &options = {}); // Throws Error for options out of range.
    ~Detector();
    Detector(Detector &&) noexcept;
    Detector &operator=(Detector &&) noexcept;

    // Takes the next picture (8-bit BGR, not empty) and returns the result that it releases, none
    // for the first kDelay pictures. The size may change from one picture to the next, which
    // restarts the background. Throws Error for an empty picture or another pixel format.
    std::optional<FrameResult> add(const Frame &frame);

    // The results still held, at the end of the video. All tracks have ended then.
    std::vector<FrameResult> flush();

    const DetectStats &stats() const;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace refocus::detect
