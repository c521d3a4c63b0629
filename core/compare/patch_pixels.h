// The network's input for any patch of a video: from the store, else cut from the video again. One
// thread.
#pragma once

#include "base/progress.h"
#include "store/case.h"
#include "store/video_snapshot.h"

#include <opencv2/core/mat.hpp>

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace refocus::compare {

// Where the video's file lies now: as the case has it, else as it was at ingest; none where no file
// of that size is there.
std::optional<std::filesystem::path> sourceFile(const store::Case &from,
                                                const store::VideoMeta &meta);

// Cuts patches from the pictures, the same as ingest did. result[i] is of patches[i]. Requires:
// patches in the order of frames. Throws Error where the file is not the one that was ingested or
// cannot be read, Cancelled.
std::vector<cv::Mat> cutFromVideo(const store::VideoSnapshot &video,
                                  const std::filesystem::path &file,
                                  std::span<const store::PatchRecord> patches,
                                  const Progress &progress = {});

} // namespace refocus::compare
