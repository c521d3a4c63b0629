// Which picture is when and where in a video: ordinal -> PTS, time, keyframe, byte position.
// A plain value; reading it from several threads is safe.
#pragma once

#include "base/ids.h"
#include "base/progress.h"
#include "base/time.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <vector>

namespace refocus::media {

// The PTS of a picture for which the container has none.
constexpr std::int64_t kNoPts = std::numeric_limits<std::int64_t>::min();

struct FrameEntry
{
    std::int64_t pts = kNoPts; // As the container has it, in the stream's time base.
    Timestamp time{0};         // From the first displayed picture; strictly increasing.
    bool keyframe = false;
    std::int64_t bytePosition = -1; // Of the picture's packet in the file; -1 if unknown.
    friend bool operator==(const FrameEntry &, const FrameEntry &) = default;
};

class FrameTable
{
public:
    FrameTable() = default;
    explicit FrameTable(std::vector<FrameEntry> entries); // Requires: times strictly increasing.

    // Decodes the whole video once. Throws Error as VideoReader does, Cancelled if stopped.
    static FrameTable scan(const std::filesystem::path &path, const Progress &progress = {});

    void append(const FrameEntry &entry); // Requires: entry.time after the last one.
    FrameIndex size() const { return static_cast<FrameIndex>(m_entries.size()); }
    bool empty() const { return m_entries.empty(); }
    const FrameEntry &entry(FrameIndex index) const; // Requires: 0 <= index < size().
    const std::vector<FrameEntry> &entries() const { return m_entries; }

    // The picture on screen at a time: the last one whose time is not after it; the first one for
    // earlier times. None if the table is empty.
    std::optional<FrameIndex> indexAt(Timestamp time) const;

    // The last keyframe at or before a picture, none if the video does not begin with one.
    std::optional<FrameIndex> keyframeBefore(FrameIndex index) const;

    // From the first picture to the end of the last, whose length is taken as the median one.
    Timestamp duration() const;

private:
    std::vector<FrameEntry> m_entries;
};

} // namespace refocus::media
