// Takes a piece of a video away as a file of its own. Free functions, callable on any thread.
// Nothing half-written is left behind.
#pragma once

#include "media/frame_table.h"
#include "media/video_encoder.h"

#include <opencv2/core/mat.hpp>

#include <filesystem>
#include <functional>

namespace refocus::media {

struct FrameRange
{
    FrameIndex first = 0;
    FrameIndex last = 0; // Belongs to the range.
};

// How many pictures a copy that starts with `first` shows before it, known from the table alone.
FrameIndex extraFramesBefore(const FrameTable &table, FrameIndex first);

struct CopiedClip
{
    FrameIndex firstFrame = 0;  // Ordinal in the source of the first picture of the clip.
    FrameIndex extraFrames = 0; // Pictures of the clip before range.first.
    FrameIndex extraAfter = 0;  // Later pictures that the last ones need in order to be decoded.
    FrameIndex frames = 0;      // Pictures in the clip, extra ones included.
};

// Copies without re-encoding, from the keyframe at or before range.first; video only, times kept
// relative to that keyframe. Throws Error, Cancelled.
CopiedClip copyClip(const std::filesystem::path &source, const FrameTable &table, FrameRange range,
                    const std::filesystem::path &out, const Progress &progress = {});

struct ExactClipOptions
{
    EncoderOptions encoder{}; // The frame rate is taken from the source.
    // Draws on a picture before it is encoded, see drawOverlay; may be empty.
    std::function<void(FrameIndex, Timestamp, cv::Mat &)> draw{};
    int threads = 0; // Of the decoder.
};

// Re-encodes exactly the pictures of the range, each at its own time relative to the first.
// Throws Error, Cancelled.
void exactClip(const std::filesystem::path &source, const FrameTable &table, FrameRange range,
               const std::filesystem::path &out, const ExactClipOptions &options = {},
               const Progress &progress = {});

} // namespace refocus::media
