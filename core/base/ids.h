// The names of things. A frame, patch, track or cluster is numbered from 0 within its video.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace refocus {

using FrameIndex = std::int64_t; // The ordinal of a decoded picture, in display order.
using PatchId = std::uint64_t;   // In order of frames; patches of one frame are adjacent.
using TrackId = std::uint32_t;
using ClusterId = std::uint32_t;
using ClassId = std::uint16_t; // An index into the classes of the model pack.

// A patch anywhere in a case, written "video:patch", as in "gate3-5f2c9a01:1742".
struct PatchRef
{
    std::string video;
    PatchId patch = 0;

    std::string toString() const;
    static PatchRef parse(std::string_view text); // Throws Error.
    friend bool operator==(const PatchRef &, const PatchRef &) = default;
};

} // namespace refocus
