#include "detect/tracker.h"

#include "detect/assignment.h"

#include <climits>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace refocus::detect {

namespace {

constexpr double kAloneSeconds = 0.3; // Before a track may claim part of a shared component.
constexpr double kStillSeconds = 1;
constexpr double kStillShare = 0.12;  // Of its size: less than this in kStillSeconds is no motion.
constexpr double kStillMotion = 0.15; // Of its pixels: less than this is no motion.
constexpr double kEdgesEvery = 0.4;   // Seconds.
constexpr double kHoleBelow = 0.9;    // Edge ratio.
constexpr double kSharedTrust = 0.3;  // In the place of an object that is seen in part.
constexpr double kSliver = 0.12;      // Of the area that an object once had.
constexpr double kMotionAtBirth = 0.08;
constexpr double kProofOfMotion = 0.25; // Of its size.

cv::Point2d middle(const cv::Rect2d &r) { return {r.x + r.width / 2, r.y + r.height / 2}; }
double area(const cv::Rect2d &r) { return r.empty() ? 0.0 : r.area(); }
double size(const cv::Rect2d &r) { return (r.width + r.height) / 2; }

double overlap(const cv::Rect2d &a, const cv::Rect2d &b)
{
    const double common = area(a & b);
    return common / (area(a) + area(b) - common);
}

// How far the edges of a box moved, in units of its size: the second largest of the four moves, so
// that a box that grows at one side only has not moved.
double moved(const cv::Rect &from, const cv::Rect &to)
{
    std::array<double, 4> moves = {std::abs(double(from.x - to.x)), std::abs(double(from.y - to.y)),
                                   std::abs(double(from.br().x - to.br().x)),
                                   std::abs(double(from.br().y - to.br().y))};
    std::sort(moves.begin(), moves.end());
    return moves[2] / std::max(1.0, std::min(size(from), size(to)));
}

// Where an object is that shows only a part of its outline: an edge of the part that is also the
// edge of the whole component is the object's own, the others are where it was cut. Its size is the
// expected one unless both its edges are seen.
cv::Rect2d placeInside(const cv::Rect2d &expected, const Blob &blob)
{
    const auto place = [](double from, double length, int low, int high, int wholeLow,
                          int wholeHigh) -> std::pair<double, double> {
        const bool lowSeen = low <= wholeLow + 1, highSeen = high >= wholeHigh - 1;
        if (lowSeen && highSeen)
            return {low, high - low};
        if (lowSeen)
            return {low, length};
        if (highSeen)
            return {high - length, length};
        return {from, length};
    };
    const auto [x, width] = place(expected.x, expected.width, blob.box.x, blob.box.br().x,
                                  blob.whole.x, blob.whole.br().x);
    const auto [y, height] = place(expected.y, expected.height, blob.box.y, blob.box.br().y,
                                   blob.whole.y, blob.whole.br().y);
    return {x, y, width, height};
}

// The last of an object that has left: too little of it to be told what it is.
bool isSliver(const cv::Rect &box, double largest, cv::Size picture)
{
    const bool atBorder = box.x <= 1 || box.y <= 1 || box.br().x >= picture.width - 1 ||
                          box.br().y >= picture.height - 1;
    return atBorder && area(box) < kSliver * largest;
}

} // namespace

std::vector<Expectation> Tracker::expect(double seconds)
{
    m_step = m_tracks.empty() ? 0 : std::max(0.0, seconds - m_seconds);
    m_seconds = seconds;
    std::vector<Expectation> expected;
    for (Track &track : m_tracks) {
        track.filter.predict(m_step);
        expected.push_back(
            {track.filter.box(), *track.name && track.aloneSeconds >= kAloneSeconds});
    }
    return expected;
}

double Tracker::cost(const Track &track, const Blob &blob) const
{
    const cv::Rect2d expected = track.filter.box();
    const cv::Rect2d box = blob.box;
    const double common = overlap(expected, box);
    const double reach = 0.5 * (size(expected) + size(box));
    const cv::Point2d apart = middle(expected) - middle(box);
    const double distance = std::hypot(apart.x, apart.y) / reach;
    const double ratio = area(expected) / area(box);
    if ((common < 0.1 && distance > (track.hits < 4 ? 1.0 : 0.6)) || ratio > 5 || ratio < 0.2)
        return kNeverPair;
    const cv::Point2d v = track.filter.speed();
    const bool left = std::hypot(v.x, v.y) > 0.4 * size(expected) && blob.motion < 0.02;
    return (1 - common) + 0.4 * (1 - likeness(track.colours, blob.colours)) + 0.3 * distance +
           (left ? 0.6 : 0);
}

std::vector<Sighting> Tracker::update(std::vector<Blob> blobs, cv::Size picture,
                                      const EdgeRatio &edgeRatio)
{
    const int rows = static_cast<int>(m_tracks.size());
    const int columns = static_cast<int>(blobs.size());
    std::vector<double> costs;
    for (int t = 0; t < rows; ++t) {
        for (const Blob &blob : blobs) {
            double c = cost(m_tracks[t], blob);
            // Named tracks choose first, and a part that was cut for a track is that track's.
            if (c < kNeverPair)
                c += (*m_tracks[t].name ? 0 : 0.5) + (blob.expected == t ? 0 : 0.3);
            costs.push_back(c);
        }
    }
    const auto pairs = cheapestPairs(costs, rows, columns);
    std::vector<char> taken(blobs.size(), 0);
    for (int t = 0; t < rows; ++t) {
        if (pairs[t] < 0)
            continue;
        taken[pairs[t]] = 1;
        see(m_tracks[t], blobs[pairs[t]], edgeRatio);
    }

    // A blob that nobody expected is a new object if it moves and is not a piece of a known one.
    for (std::size_t b = 0; b < blobs.size(); ++b) {
        if (taken[b] || blobs[b].motion < kMotionAtBirth)
            continue;
        const bool piece = std::any_of(m_tracks.begin(), m_tracks.end(), [&](const Track &t) {
            return t.seenAt == m_seconds &&
                   area(cv::Rect2d(t.box) & cv::Rect2d(blobs[b].box)) > 0.6 * area(blobs[b].box);
        });
        if (piece)
            continue;
        Track track{std::make_shared<std::optional<TrackId>>(), BoxFilter(blobs[b].box)};
        track.box = track.firstBox = blobs[b].box;
        track.mask = blobs[b].mask;
        track.colours = blobs[b].colours;
        track.bornAt = track.seenAt = track.movedAt = track.edgesAt = m_seconds;
        track.path.push_back({m_seconds, track.box});
        m_tracks.push_back(std::move(track));
    }

    std::erase_if(m_tracks, [&](const Track &track) {
        const double patience = *track.name ? m_options.lostSeconds : m_options.confirmSeconds;
        const bool tooLong = m_seconds - track.movedAt > m_options.stationarySeconds;
        if (m_seconds - track.seenAt <= patience && !tooLong && !track.holed)
            return false;
        end(track);
        return true;
    });

    std::vector<Sighting> sightings;
    for (const Track &track : m_tracks) {
        if (track.seenAt == m_seconds && !isSliver(track.box, track.largest, picture))
            sightings.push_back({track.name, track.box, track.stationary});
    }
    return sightings;
}

void Tracker::see(Track &track, const Blob &blob, const EdgeRatio &edgeRatio)
{
    cv::Rect box = blob.box;
    if (blob.shared) {
        const cv::Rect2d placed = placeInside(track.filter.box(), blob);
        track.filter.correct(placed, kSharedTrust);
        const cv::Rect smooth(cvRound(placed.x), cvRound(placed.y), cvRound(placed.width),
                              cvRound(placed.height));
        if (const cv::Rect both = smooth & blob.whole; !both.empty())
            box = both;
    } else {
        track.filter.correct(blob.box);
        track.aloneSeconds += m_step;
        for (std::size_t i = 0; i < track.colours.size(); ++i)
            track.colours[i] = 0.9f * track.colours[i] + 0.1f * blob.colours[i];
    }
    track.box = box;
    track.mask = blob.shared ? cv::Mat() : blob.mask;
    track.largest = std::max(track.largest, area(box));
    track.seenAt = m_seconds;
    track.motion += std::min(1.0, m_step / kStillSeconds * 2) * (blob.motion - track.motion);
    ++track.hits;
    track.path.push_back({m_seconds, track.box});
    while (track.path.size() > 1 && track.path[1].first <= m_seconds - kStillSeconds)
        track.path.pop_front();

    if (!blob.shared && m_seconds - track.edgesAt >= kEdgesEvery) {
        track.edges += 0.4 * (edgeRatio(blob.box, blob.mask) - track.edges);
        track.edgesAt = m_seconds;
    }
    judge(track);
}

void Tracker::judge(Track &track)
{
    const double away = moved(track.path.front().second, track.box);
    const bool whole = m_seconds - track.path.front().first >= 0.9 * kStillSeconds;
    track.stationary = whole && away < kStillShare && track.motion < kStillMotion;
    if (!track.stationary)
        track.movedAt = m_seconds;
    track.holed = whole && away < 0.5 && track.edges < kHoleBelow;

    const bool proved = m_seconds - track.bornAt >= m_options.confirmSeconds - 1e-3 &&
                        track.hits >= 3 && moved(track.firstBox, track.box) > kProofOfMotion;
    if (!*track.name && proved && !track.holed)
        *track.name = m_next++;
}

cv::Mat Tracker::occupied(cv::Size size) const
{
    cv::Mat mask = cv::Mat::zeros(size, CV_8U);
    for (const Track &track : m_tracks) {
        if (!*track.name)
            continue;
        const cv::Rect2d f = track.filter.box();
        const int margin = 2 + cvRound(0.05 * (f.width + f.height));
        if (track.seenAt == m_seconds && !track.mask.empty()) {
            // The outline filled: what looks like the background within the object is the object.
            std::vector<std::vector<cv::Point>> outlines;
            cv::findContours(track.mask, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_NONE);
            cv::drawContours(mask, outlines, -1, 255, cv::FILLED, cv::LINE_8, {}, INT_MAX,
                             track.box.tl());
            cv::drawContours(mask, outlines, -1, 255, 2 * margin, cv::LINE_8, {}, INT_MAX,
                             track.box.tl());
            continue;
        }
        const cv::Rect grown(cvFloor(f.x) - margin, cvFloor(f.y) - margin,
                             cvCeil(f.width) + 2 * margin, cvCeil(f.height) + 2 * margin);
        mask(grown & cv::Rect({0, 0}, size)).setTo(255);
    }
    return mask;
}

void Tracker::end(const Track &track)
{
    if (*track.name)
        m_ended.push_back(**track.name);
}

std::vector<TrackId> Tracker::takeEnded()
{
    std::sort(m_ended.begin(), m_ended.end());
    return std::exchange(m_ended, {});
}

void Tracker::endAll()
{
    for (const Track &track : m_tracks)
        end(track);
    m_tracks.clear();
}

} // namespace refocus::detect
