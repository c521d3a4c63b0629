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

// A stretch that a person marked, whatever was seen in it.
struct ClipSpan
{
    std::string video;
    Timestamp begin{0}, end{0}; // Both are shown.
    friend bool operator==(const ClipSpan &, const ClipSpan &) = default;
};

// Clips by video, then begin. Padded sightings of one video that overlap, or between which at most
// mergeGap lies, share a clip, whatever their classes. durations: by video id, from the first
// picture to the end of the last. Throws Error for a video without a duration and for a negative
// pad.
std::vector<PlannedClip> planClips(std::span<const query::Sighting> sightings,
                                   const std::map<std::string, Timestamp> &durations,
                                   const PlanOptions &options = {});

// One clip a span, as it was marked but for what lies outside the video, in the order given, with
// the sightings that are in it at least in part. Throws Error for a video without a duration, for a
// span that ends before it begins and for one that lies outside its video.
std::vector<PlannedClip> planSpans(std::span<const ClipSpan> spans,
                                   std::span<const query::Sighting> sightings,
                                   const std::map<std::string, Timestamp> &durations);

} // namespace refocus::evidence
