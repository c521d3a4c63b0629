#include "base/error.h"
#include "media/clip_writer.h"
#include "media/frame_seeker.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace refocus::media {

namespace {

constexpr int kRateScale = 1001; // Holds 25, 29.97 and 59.94 alike.
constexpr double kUnknownRate = 25;

// Of the range itself, so that a piece of a clip of variable rate gets its own.
double frameRateOf(const FrameTable &table, FrameRange range, double declared)
{
    const double seconds = toSeconds(table.entry(range.last).time - table.entry(range.first).time);
    const double rate = range.last > range.first
                            ? static_cast<double>(range.last - range.first) / seconds
                            : declared;
    return rate >= 0.1 && rate <= 1000 ? rate : kUnknownRate;
}

} // namespace

void exactClip(const std::filesystem::path &source, const FrameTable &table, FrameRange range,
               const std::filesystem::path &out, const ExactClipOptions &options,
               const Progress &progress)
{
    if (range.first < 0 || range.last < range.first || range.last >= table.size())
        throw Error(source, "has no pictures " + std::to_string(range.first) + " to " +
                                std::to_string(range.last));
    FrameSeeker seeker(source, table, {.threads = options.threads});
    EncoderOptions encoder = options.encoder;
    encoder.frameRate = static_cast<int>(
        std::lround(frameRateOf(table, range, seeker.info().frameRate) * kRateScale));
    encoder.frameRateScale = kRateScale;
    VideoEncoder writer(out, {seeker.info().width, seeker.info().height}, encoder);

    const double count = static_cast<double>(range.last - range.first + 1);
    for (FrameIndex index = range.first; index <= range.last; ++index) {
        Frame frame = seeker.frameAt(index);
        if (options.draw)
            options.draw(index, frame.time, frame.image);
        writer.write(frame.image, frame.time - table.entry(range.first).time);
        const double done = static_cast<double>(index - range.first + 1) / count;
        if (!goOn(progress, {done, out.filename().string()}))
            throw Cancelled();
    }
    writer.finish();
}

} // namespace refocus::media
