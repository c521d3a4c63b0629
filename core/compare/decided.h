// What a person's decisions say about the class of a track. Pure; any thread.
#pragma once

#include "base/ids.h"

#include <cstdint>
#include <optional>
#include <span>

namespace refocus::compare {

// One decision: the track is of the class, or is not.
struct Decided
{
    ClassId classId = 0;
    bool is = false;
    std::int64_t time = 0; // Of the decision.
};

// Whether it is of one of the classes, as far as that was decided. Of a class, the newest decision
// counts that says what the track is, or that it is not that.
std::optional<bool> isOneOf(std::span<const Decided> decisions, std::span<const ClassId> classes);

} // namespace refocus::compare
