#include "media/frame_seeker.h"

#include "base/error.h"
#include "media/video_open.h"

#include <cassert>
#include <string>

namespace refocus::media {

namespace {

constexpr FrameIndex kFewAhead = 16; // Cheaper to decode than to seek.
constexpr int kKeyframesTried = 3;   // Before decoding from the beginning.
constexpr int kMaxSearched = 2000;   // Pictures after a seek until the keyframe comes out.

} // namespace

struct FrameSeeker::State
{
    State(const std::filesystem::path &file, FrameTable frames, int threads)
        : path(file), table(std::move(frames)), video(file, threads)
    {
        if (table.empty() || !isEntry(0))
            throw Error(path, "is not the file that its frame table was made of");
    }

    // The picture that the source shows now has another PTS or place than an entry.
    bool contradicts(FrameIndex index) const
    {
        const FrameEntry &entry = table.entry(index);
        const std::int64_t pts = video.source.pts();
        const std::int64_t position = video.source.bytePosition();
        return (pts != entry.pts && pts != kNoPts && entry.pts != kNoPts) ||
               (position != entry.bytePosition && position >= 0 && entry.bytePosition >= 0);
    }

    // It has those of the entry; one without marks cannot be told.
    bool isEntry(FrameIndex index) const
    {
        return !contradicts(index) &&
               (video.source.pts() != kNoPts || video.source.bytePosition() >= 0);
    }

    // Two pictures of one entry's marks cannot be told apart (tiny ones of a raw stream).
    bool isUnique(FrameIndex index) const
    {
        const auto sameMarks = [&](FrameIndex a, FrameIndex b) {
            return table.entry(a).pts == table.entry(b).pts &&
                   table.entry(a).bytePosition == table.entry(b).bytePosition;
        };
        return !(index > 0 && sameMarks(index - 1, index)) &&
               !(index + 1 < table.size() && sameMarks(index, index + 1));
    }

    bool decodeTo(FrameIndex target, bool checked)
    {
        while (current < target) {
            if (!video.source.next() || (checked && !isEntry(current + 1))) {
                current = kLost;
                return false;
            }
            ++current;
        }
        return true;
    }

    // Goes to a keyframe; true if it is the picture shown now.
    bool seekTo(FrameIndex keyframe)
    {
        current = kLost;
        const FrameEntry &entry = table.entry(keyframe);
        if (!isUnique(keyframe) || !video.source.seek(entry))
            return false;
        for (int i = 0; i < kMaxSearched && video.source.next(); ++i) {
            if (video.source.keyframe() && isEntry(keyframe)) {
                if (video.source.damaged())
                    return false;
                current = keyframe;
                return true;
            }
            const bool beyond = entry.pts != kNoPts && video.source.pts() > entry.pts;
            if (beyond)
                return false;
        }
        return false;
    }

    void restart()
    {
        video.source.restart();
        current = video.source.next() ? 0 : kLost;
    }

    // Makes `target` the picture that the source shows. The steps are those of the header.
    void goTo(FrameIndex target)
    {
        if (current != kLost && current <= target) {
            const std::optional<FrameIndex> keyframe = table.keyframeBefore(target);
            const bool near = !keyframe || *keyframe <= current + kFewAhead;
            if (near && decodeTo(target, true))
                return;
        }
        FrameIndex from = target;
        for (int tried = 0; tried < kKeyframesTried; ++tried) {
            const std::optional<FrameIndex> keyframe = table.keyframeBefore(from);
            if (!keyframe || *keyframe == 0)
                break;
            if (seekTo(*keyframe) && decodeTo(target, true))
                return;
            from = *keyframe - 1;
        }
        restart();
        if (current == kLost || !decodeTo(target, false) || contradicts(target)) {
            current = kLost;
            throw Error(path, "picture " + std::to_string(target) +
                                  " cannot be decoded, the file has changed since it was read");
        }
    }

    static constexpr FrameIndex kLost = -1;

    std::filesystem::path path;
    FrameTable table;
    OpenVideo video;
    FrameIndex current = 0; // The picture that the source shows; kLost after a failure.
};

FrameSeeker::FrameSeeker(const std::filesystem::path &path, FrameTable table,
                         const ReaderOptions &options)
    : m_state(std::make_unique<State>(path, std::move(table), options.threads))
{}

FrameSeeker::~FrameSeeker() = default;
FrameSeeker::FrameSeeker(FrameSeeker &&) noexcept = default;
FrameSeeker &FrameSeeker::operator=(FrameSeeker &&) noexcept = default;

Frame FrameSeeker::frameAt(FrameIndex index)
{
    if (index < 0 || index >= m_state->table.size())
        throw Error(m_state->path, "has no picture " + std::to_string(index) + ", only " +
                                       std::to_string(m_state->table.size()) + " pictures");
    m_state->goTo(index);
    const FrameEntry &entry = m_state->table.entry(index);
    return {index, entry.time, entry.pts, entry.keyframe,
            m_state->video.converter.convert(m_state->video.source.picture())};
}

Frame FrameSeeker::frameAt(Timestamp time) { return frameAt(*m_state->table.indexAt(time)); }

void FrameSeeker::framesAt(std::span<const FrameIndex> indices,
                           const std::function<bool(const Frame &)> &each)
{
    for (const FrameIndex index : indices)
        if (!each(frameAt(index)))
            return;
}

const FrameTable &FrameSeeker::table() const { return m_state->table; }

const VideoInfo &FrameSeeker::info() const { return m_state->video.info; }

} // namespace refocus::media
