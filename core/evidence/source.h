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

// A picture's time as Unix time in microseconds, the clock's offset applied; none without a clock.
std::optional<std::int64_t> wallClock(const store::SourceRecord &source, Timestamp time);

// The frames of a video as far as it has been ingested. Throws Error where that is nothing, or
// where the store is damaged.
media::FrameTable frameTable(const store::VideoSnapshot &video);

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
    std::optional<std::int64_t> wallClock(Timestamp time) const
    {
        return evidence::wallClock(record, time);
    }
};

} // namespace refocus::evidence
