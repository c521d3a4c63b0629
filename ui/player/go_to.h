// What a person types to go somewhere in a video. Pure functions.
#pragma once

#include "media/frame_table.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace refocus::ui {

// What is known of the video that a place is in.
struct GoToContext
{
    const media::FrameTable *table = nullptr; // Not empty.
    Timestamp now{0};
    std::optional<std::int64_t> wallClock{}; // Of the first picture: Unix time, microseconds.
    std::string timeZone{};
};

struct GoToTarget
{
    Timestamp time{0};    // Of the picture that is meant.
    FrameIndex frame = 0; // That picture.
};

// "83.5", "1:23.5" and "0:01:23.500" are times from the first picture, "f 2081" or "2081f" is a
// picture's number, "+5" and "-2.5" are seconds from now, "2026-11-23 02:14:07" and "@02:14:07" a
// moment of the wall clock, without a date the first one after the video's start. Of a decimal
// comma or point either will do. Else a sentence that says what is wrong.
std::variant<GoToTarget, QString> parseGoTo(const QString &text, const GoToContext &context);

} // namespace refocus::ui
