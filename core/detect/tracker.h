// Gives the blobs of successive pictures to tracks, as SORT does (Bewley et al., 2016). Not
// thread-safe.
#pragma once

#include "base/ids.h"
#include "detect/blobs.h"
#include "detect/box_filter.h"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace refocus::detect {

struct TrackerOptions
{
    double confirmSeconds = 0.3;
    double lostSeconds = 1;
    double stationarySeconds = 90;
};

// A track's name, shared with its sightings: given to it once it has proved to be one.
using TrackName = std::shared_ptr<const std::optional<TrackId>>;

struct Sighting
{
    TrackName name;
    cv::Rect box; // In working pixels.
    bool stationary = false;
};

class Tracker
{
public:
    // How much an outline is an object's (above 1) rather than a hole's (below 1).
    using EdgeRatio = std::function<double(cv::Rect box, const cv::Mat &mask)>;

    explicit Tracker(const TrackerOptions &options) : m_options(options) {}

    // For each picture in this order. Seconds: never falling.
    std::vector<Expectation> expect(double seconds); // Moves the tracks on.
    // The sightings lie in a picture of this size.
    std::vector<Sighting> update(std::vector<Blob> blobs, cv::Size picture,
                                 const EdgeRatio &edgeRatio);

    // Where the background must not be learnt now: an object that has been seen is there.
    cv::Mat occupied(cv::Size size) const;

    std::vector<TrackId> takeEnded(); // Named tracks that ended since the last call.
    void endAll();

private:
    struct Track
    {
        std::shared_ptr<std::optional<TrackId>> name;
        BoxFilter filter;
        cv::Rect box{}; // As last seen, with
        cv::Mat mask{}; // its pixels, empty if they are not known.
        ColourHistogram colours{};
        double bornAt = 0, seenAt = 0, aloneSeconds = 0, movedAt = 0, edgesAt = 0;
        double edges = 1.3; // Smoothed edge ratio.
        double motion = 1;  // Smoothed share of pixels in motion.
        double largest = 0; // Area of its largest box.
        int hits = 1;
        bool stationary = false, holed = false;
        cv::Rect firstBox{};
        std::deque<std::pair<double, cv::Rect>> path{}; // Of the last second.
    };
    double cost(const Track &track, const Blob &blob) const;
    void see(Track &track, const Blob &blob, const EdgeRatio &edgeRatio);
    void judge(Track &track);
    void end(const Track &track);

    TrackerOptions m_options;
    std::vector<Track> m_tracks;
    std::vector<TrackId> m_ended;
    TrackId m_next = 0;
    double m_seconds = 0, m_step = 0;
};

} // namespace refocus::detect
