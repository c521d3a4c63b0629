// Which clips an export makes of which sightings. Pure functions; any thread.
#pragma once

#include "base/time.h"
#include "query/query.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace refocus::evidence {

struct PlanOptions
{
    Timestamp pad = std::chrono::seconds(2);      // Shown before and after a sighting.
    Timestamp mergeGap = std::chrono::seconds(1); // Negative: one clip a sighting, always.
};

struct PlannedClip
{
    std::string video;
    Timestamp begin{0}, end{0};         // Both are shown; within the video.
    std::vector<std::size_t> sightings; // Places in the span that was planned from, by start.
    friend bool operator==(const PlannedClip &, const PlannedClip &) = default;
};

// Clips by video, then begin. Padded sightings of one video that overlap, or between which at most
// mergeGap lies, share a clip, whatever their classes. durations: by video id, from the first
// picture to the end of the last. Throws Error for a video without a duration and for a negative
// pad.
std::vector<PlannedClip> planClips(std::span<const query::Sighting> sightings,
                                   const std::map<std::string, Timestamp> &durations,
                                   const PlanOptions &options = {});

} // namespace refocus::evidence
