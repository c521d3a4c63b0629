// What is in a video file, and what is odd about it. Free function, callable on any thread.
#pragma once

#include "base/progress.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace refocus::media {

// One video stream. The fields are those of `refocus-cli probe`, see CLI.md.
struct StreamProbe
{
    std::string codec;
    int width = 0; // As coded, before rotation and sample aspect ratio.
    int height = 0;
    std::string pixelFormat;
    std::string timeBase;    // "1/30000"
    std::int64_t frames = 0; // Pictures decoded, of the stream that is shown; packets of others.
    bool variableFrameRate = false;
    int rotation = 0; // Degrees clockwise.
    double firstPtsSeconds = 0;
    std::int64_t duplicatePts = 0; // Packets whose PTS an earlier one had.
    std::int64_t missingPts = 0;   // Packets without PTS.
    bool editList = false;         // The container shows other pictures or times than are stored.
    bool interlaced = false;
    std::string averageRate;             // "30000/1001"; "0/0" if unknown.
    double containerDurationSeconds = 0; // As the container says; 0 if it says nothing.
    double picturesDurationSeconds = 0;  // First picture to the end of the last.
    std::int64_t droppedPictures = 0;    // Gaps in an otherwise constant rate, in pictures.
    std::int64_t failedPackets = 0;
};

struct VideoProbe
{
    std::string format;
    double durationSeconds = 0; // By the container; by the pictures where it says nothing.
    std::vector<StreamProbe> streams;
    std::vector<std::string> warnings; // Sentences.
};

// Reads all packets and decodes the stream that VideoReader shows. Throws Error, Cancelled.
VideoProbe probe(const std::filesystem::path &path, const Progress &progress = {});

} // namespace refocus::media
