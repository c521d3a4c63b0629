// What an export needs to know of one video: its store, its frames, and its file as it is now.
// Not thread-safe.
#pragma once

#include "base/progress.h"
#include "media/frame_table.h"
#include "store/case.h"
#include "store/video_snapshot.h"

#include <filesystem>
#include <optional>
#include <string>

namespace refocus::evidence {

struct Source
{
    store::VideoSnapshot snapshot;
    store::SourceRecord record; // As far as known where the case has none.
    media::FrameTable frames;   // As they were at ingest.
    std::string camera;         // The display name, else the file's stem.

    // Of the file as it is now; see inspect().
    std::string sha256, codec;
    std::uint64_t sizeBytes = 0;

    // Throws Error where the store cannot be read.
    static Source open(const store::Case &from, const std::string &video);
    // Reads the whole file. Throws Error where it is missing, unreadable or no video; Cancelled.
    void inspect(const Progress &progress);

    const store::VideoMeta &meta() const { return snapshot.meta(); }
    std::filesystem::path path() const { return record.path; }
    bool unchanged() const { return sha256 == meta().sourceSha256; }
    // A picture's time as Unix time in microseconds, the clock's offset applied; none if unknown.
    std::optional<std::int64_t> wallClock(Timestamp time) const;
};

} // namespace refocus::evidence
