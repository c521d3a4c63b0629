#include "detect/detector.h"

#include "base/error.h"
#include "detect/background.h"
#include "detect/blobs.h"
#include "detect/differencing.h"
#include "detect/tracker.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <deque>

namespace refocus::detect {

namespace {

constexpr double kAutomaticArea = 0.002; // Of the picture.
constexpr double kLargestBox = 0.6;      // Of the picture; larger ones are no objects.
constexpr double kShortestStep = 1e-3; // Seconds, between pictures with the same or falling times,
constexpr double kLongestStep = 60;    // and across a gap: by then every track is lost anyway.

void check(const DetectOptions &o)
{
    const auto require = [](bool ok, const char *what) {
        if (!ok)
            throw Error(std::string("detection options: ") + what);
    };
    require(o.workingWidth >= 16, "the working width is below 16 pixels");
    require(o.minArea >= 0, "the smallest area is negative");
    require(o.backgroundSeconds > 0, "the background's time is not positive");
    require(o.confirmSeconds >= 0, "the time to confirm a track is negative");
    require(o.lostSeconds > 0, "the time until a track is lost is not positive");
    require(o.stationarySeconds > 0, "the time to stand still is not positive");
    require(o.sameThreshold >= 0, "the threshold for the same patch is negative");
    for (const auto *polygons : {&o.include, &o.exclude}) {
        for (const Polygon &polygon : *polygons)
            require(polygon.size() >= 3, "a polygon has fewer than 3 points");
    }
}

// 8-bit, 255 where objects are looked for.
cv::Mat searchedRegion(const DetectOptions &options, cv::Size source, cv::Size working)
{
    const auto scaled = [&](const std::vector<Polygon> &polygons) {
        std::vector<Polygon> result = polygons;
        for (Polygon &polygon : result) {
            for (cv::Point &p : polygon) {
                p.x = cvRound((p.x + 0.5) * working.width / source.width - 0.5);
                p.y = cvRound((p.y + 0.5) * working.height / source.height - 0.5);
            }
        }
        return result;
    };
    cv::Mat region(working, CV_8U, cv::Scalar(options.include.empty() ? 255 : 0));
    // One at a time: filled together, polygons that overlap would cancel out.
    for (const Polygon &polygon : scaled(options.include))
        cv::fillPoly(region, std::vector{polygon}, cv::Scalar(255));
    for (const Polygon &polygon : scaled(options.exclude))
        cv::fillPoly(region, std::vector{polygon}, cv::Scalar(0));
    return region;
}

} // namespace

class Detector::Impl
{
public:
    explicit Impl(const DetectOptions &options)
        : m_options(options), m_background(options.backgroundSeconds),
          m_tracker({options.confirmSeconds, options.lostSeconds, options.stationarySeconds}),
          m_differencing(options.sameThreshold, options.inferAtLeastEverySeconds)
    {
        check(options);
    }

    std::optional<FrameResult> add(const Frame &frame);
    std::vector<FrameResult> flush();
    const DetectStats &stats() const { return m_stats; }

private:
    // A result that waits for its tracks to prove themselves.
    struct Waiting
    {
        FrameResult result;
        double seconds = 0;
        std::vector<Sighting> sightings; // With boxes in source pixels,
        std::vector<cv::Mat> thumbnails; // one each.
    };
    bool fit(cv::Size source);
    cv::Rect toSource(cv::Rect box) const;
    FrameResult release();

    DetectOptions m_options;
    Background m_background;
    Tracker m_tracker;
    Differencing m_differencing;
    DetectStats m_stats;
    std::deque<Waiting> m_waiting;
    cv::Size m_source, m_working;
    cv::Mat m_region;
    double m_minArea = 0; // In working pixels.
    std::optional<Timestamp> m_lastTime;
    double m_seconds = 0; // Own clock: never stands still or goes back.
};

// Makes ready for pictures of this size; false if it already was.
bool Detector::Impl::fit(cv::Size source)
{
    if (source == m_source)
        return false;
    m_source = source;
    m_working = source;
    if (source.width > m_options.workingWidth) {
        const double scale = static_cast<double>(m_options.workingWidth) / source.width;
        m_working = {m_options.workingWidth, std::max(1, cvRound(source.height * scale))};
    }
    const double pixels = static_cast<double>(m_working.area());
    m_minArea = m_options.minArea > 0 ? m_options.minArea * pixels /
                                            (static_cast<double>(source.width) * source.height)
                                      : kAutomaticArea * pixels;
    m_region = searchedRegion(m_options, m_source, m_working);
    m_stats.maskedShare = 1 - cv::countNonZero(m_region) / pixels;
    m_background.restart();
    return true;
}

cv::Rect Detector::Impl::toSource(cv::Rect box) const
{
    const double sx = static_cast<double>(m_source.width) / m_working.width;
    const double sy = static_cast<double>(m_source.height) / m_working.height;
    const cv::Point from(cvFloor(box.x * sx), cvFloor(box.y * sy));
    const cv::Point to(cvCeil(box.br().x * sx), cvCeil(box.br().y * sy));
    return cv::Rect(from, to) & cv::Rect({0, 0}, m_source);
}

std::optional<FrameResult> Detector::Impl::add(const Frame &frame)
{
    if (frame.image.empty() || frame.image.type() != CV_8UC3)
        throw Error("frame " + std::to_string(frame.index) +
                    ": not a picture of 8-bit blue, green and red");
    if (m_lastTime)
        m_seconds += std::clamp(toSeconds(frame.time - *m_lastTime), kShortestStep, kLongestStep);
    m_lastTime = frame.time;
    ++m_stats.frames;

    Waiting waiting;
    waiting.result.frame = frame;
    waiting.seconds = m_seconds;
    const bool resized = fit(frame.image.size()) && m_stats.frames > 1;

    // 1. What is not background.
    cv::Mat picture;
    cv::resize(frame.image, picture, m_working, 0, 0, cv::INTER_AREA);
    cv::blur(picture, picture, {3, 3});
    Foreground foreground = m_background.detect(picture, m_seconds);
    if (foreground.restarted || resized) {
        waiting.result.backgroundRestarted = true;
        ++m_stats.restarts;
        m_tracker.endAll();
    }

    // 2. Which objects that is.
    if (!foreground.blind && !foreground.restarted) {
        foreground.mask.setTo(0, m_region == 0);
        const auto expected = m_tracker.expect(m_seconds);
        auto blobs = findBlobs(foreground.mask, foreground.shadow, foreground.motion,
                               m_background.levelled(), expected, m_minArea);
        std::erase_if(blobs, [&](const Blob &b) {
            return b.box.area() > kLargestBox * static_cast<double>(m_working.area());
        });
        const auto sightings =
            m_tracker.update(std::move(blobs), m_working, [&](cv::Rect box, const cv::Mat &mask) {
                return m_background.edgeRatio(box, mask);
            });
        for (Sighting sighting : sightings) {
            sighting.box &= cv::Rect({0, 0}, m_working);
            if (sighting.box.empty())
                continue;
            waiting.thumbnails.push_back(Differencing::thumbnail(picture, sighting.box));
            sighting.box = toSource(sighting.box);
            waiting.sightings.push_back(sighting);
        }
    }
    waiting.result.endedTracks = m_tracker.takeEnded();

    // 3. What the background learns from it.
    m_background.learn(m_tracker.occupied(m_working));

    m_waiting.push_back(std::move(waiting));
    if (m_waiting.size() <= kDelay)
        return std::nullopt;
    return release();
}

std::vector<FrameResult> Detector::Impl::flush()
{
    m_tracker.endAll();
    if (!m_waiting.empty()) {
        auto &ended = m_waiting.back().result.endedTracks;
        const auto last = m_tracker.takeEnded();
        ended.insert(ended.end(), last.begin(), last.end());
    }
    std::vector<FrameResult> results;
    while (!m_waiting.empty())
        results.push_back(release());
    return results;
}

// The oldest result, with what is known by now about its tracks.
FrameResult Detector::Impl::release()
{
    Waiting waiting = std::move(m_waiting.front());
    m_waiting.pop_front();
    FrameResult &result = waiting.result;
    for (std::size_t i = 0; i < waiting.sightings.size(); ++i) {
        const Sighting &s = waiting.sightings[i];
        if (!*s.name)
            continue;
        Detection d;
        d.track = **s.name;
        d.box = s.box;
        d.stationary = s.stationary;
        const cv::Size size = result.frame.image.size();
        d.touchesBorder = s.box.x <= size.width / 300 || s.box.y <= size.height / 300 ||
                          s.box.br().x >= size.width - size.width / 300 ||
                          s.box.br().y >= size.height - size.height / 300;
        m_stats.tracks += !m_differencing.knows(d.track);
        d.sameAs = m_differencing.standIn(d.track, result.frame.index, waiting.seconds, d.box,
                                          waiting.thumbnails[i]);
        d.needsInference = d.sameAs == result.frame.index;
        result.detections.push_back(d);
        ++m_stats.detections;
        m_stats.inferred += d.needsInference;
    }
    std::sort(result.detections.begin(), result.detections.end(),
              [](const Detection &a, const Detection &b) { return a.track < b.track; });
    std::erase_if(result.endedTracks, [&](TrackId t) { return !m_differencing.forget(t); });
    return std::move(waiting.result);
}

Detector::Detector(const DetectOptions &options) : m_impl(std::make_unique<Impl>(options)) {}
Detector::~Detector() = default;
Detector::Detector(Detector &&) noexcept = default;
Detector &Detector::operator=(Detector &&) noexcept = default;

std::optional<FrameResult> Detector::add(const Frame &frame) { return m_impl->add(frame); }
std::vector<FrameResult> Detector::flush() { return m_impl->flush(); }
const DetectStats &Detector::stats() const { return m_impl->stats(); }

} // namespace refocus::detect
