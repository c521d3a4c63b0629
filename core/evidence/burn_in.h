// Draws the sightings of a clip into its pictures: box, class, score (none where a person gave the
// class), time. Once made, any thread.
#pragma once

#include "evidence/source.h"
#include "query/query.h"

#include <opencv2/core/mat.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace refocus::evidence {

// Between two patches of a track that are no further apart the box is drawn on the straight line
// between theirs, so that it does not flicker where ingest looked at fewer pictures (--fps) or lost
// the object for a moment. Across longer gaps nothing is drawn.
inline constexpr Timestamp kLongestDrawnGap = std::chrono::seconds(1);

// Where a track is in a picture; patches by frame. None before its first patch, behind its last and
// in long gaps.
std::optional<cv::Rect> boxAt(std::span<const store::PatchRecord> patches, FrameIndex frame,
                              Timestamp time);

class BurnIn
{
public:
    // The sightings at the places `which`, all of that source. Throws Error.
    BurnIn(const Source &source, std::span<const query::Sighting> sightings,
           std::span<const std::size_t> which);
    void draw(FrameIndex frame, Timestamp time, cv::Mat &image) const;

private:
    struct Drawn
    {
        FrameIndex first = 0, last = 0;
        std::string text;
        std::vector<store::PatchRecord> patches; // Of the track, by frame.
    };
    std::vector<Drawn> m_drawn;
    std::string m_camera;
    std::optional<std::int64_t> m_wallClockStart;
};

} // namespace refocus::evidence
