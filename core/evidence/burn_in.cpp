#include "evidence/burn_in.h"

#include "evidence/names.h"
#include "media/overlay.h"

#include <algorithm>
#include <cmath>

namespace refocus::evidence {

std::optional<cv::Rect> boxAt(std::span<const store::PatchRecord> patches, FrameIndex frame,
                              Timestamp time)
{
    const auto after = std::ranges::lower_bound(patches, frame, {}, &store::PatchRecord::frame);
    if (after == patches.end())
        return {};
    if (after->frame == frame)
        return after->box;
    if (after == patches.begin())
        return {};
    const auto before = std::prev(after);
    if (after->time - before->time > kLongestDrawnGap || after->time <= before->time)
        return {};
    const double t = static_cast<double>((time - before->time).count()) /
                     static_cast<double>((after->time - before->time).count());
    const auto between = [t](int a, int b) {
        return static_cast<int>(std::lround(a + t * (b - a)));
    };
    return cv::Rect(between(before->box.x, after->box.x), between(before->box.y, after->box.y),
                    between(before->box.width, after->box.width),
                    between(before->box.height, after->box.height));
}

BurnIn::BurnIn(const Source &source, std::span<const query::Sighting> sightings,
               std::span<const std::size_t> which)
    : m_camera(source.camera), m_wallClockStart(source.wallClock(Timestamp::zero()))
{
    for (const std::size_t i : which) {
        const query::Sighting &sighting = sightings[i];
        std::string text = sighting.className;
        if (sighting.decision != store::Decision::Label) // Else the score is of another class.
            text += ' ' + numberText(static_cast<double>(sighting.score), 2);
        m_drawn.push_back(
            {sighting.startFrame, sighting.endFrame, std::move(text),
             source.snapshot.patches(source.snapshot.patchesOfTrack(sighting.track))});
    }
}

void BurnIn::draw(FrameIndex frame, Timestamp time, cv::Mat &image) const
{
    std::vector<media::Overlay> overlays;
    for (const Drawn &drawn : m_drawn) {
        if (frame < drawn.first || frame > drawn.last)
            continue;
        if (const auto box = boxAt(drawn.patches, frame, time))
            overlays.push_back({.box = *box, .text = drawn.text});
    }
    std::string text = m_camera + "  " + clockText(time) + "  #" + std::to_string(frame);
    if (m_wallClockStart)
        text += "  " + utcText(*m_wallClockStart + time.count());
    media::drawOverlay(image, overlays, text);
}

} // namespace refocus::evidence
