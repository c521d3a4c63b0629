// A small case with real clips, drawn and indexed by hand, for tests of export.
#pragma once

#include "query/query.h"
#include "store/case.h"
#include "support/test_clips.h"

#include <map>

namespace refocus::test {

inline constexpr int kFrames = 100; // 4 s at 25 a second, a keyframe every 12 pictures.

// The box of the only track (7) in a picture; in the index for pictures 20 to 80.
cv::Rect trackBox(FrameIndex frame);

// Draws NAME.mp4 into the folder and indexes it. The record has the display name `camera`.
store::SourceRecord addVideo(store::Case &into, const TempFolder &folder, const std::string &name,
                             const std::string &camera,
                             const std::map<PatchId, std::vector<std::uint8_t>> &thumbnails = {});

// A sighting of that video's track between two pictures.
query::Sighting seen(const store::SourceRecord &source, FrameIndex first, FrameIndex last,
                     const std::string &className = "truck");

} // namespace refocus::test
