#include "media/video_reader.h"

#include "base/error.h"
#include "media/picture_clock.h"
#include "media/video_open.h"

#include <cassert>

namespace refocus::media {

struct VideoReader::State
{
    State(const std::filesystem::path &path, int threads)
        : video(path, threads),
          clock(video.source.input().stream->time_base.num,
                video.source.input().stream->time_base.den, video.pictureDuration)
    {}

    const AVFrame *next()
    {
        if (ended)
            return nullptr;
        const AVFrame *picture = decoded ? &video.source.picture() : video.source.next();
        decoded = false;
        ended = !picture;
        if (ended)
            return nullptr;
        ++index;
        const std::int64_t pts = video.source.pts();
        entry = {pts, {}, video.source.keyframe(), video.source.bytePosition()};
        if (clock.jumps(pts)) {
            held.reset(av_frame_clone(picture));
            if (!held)
                throw Error("out of memory");
            picture = held.get();
            decoded = video.source.next() != nullptr;
            ended = !decoded;
        }
        entry.time = clock.next(pts, decoded ? video.source.pts() : kNoPts);
        return picture;
    }

    OpenVideo video;
    PictureClock clock;
    FrameIndex index = -1;
    bool decoded = true; // The source shows the next picture already, as after opening.
    FramePtr held;       // The picture before that, where the clock jumps.
    bool ended = false;
    FrameEntry entry;
};

VideoReader::VideoReader(const std::filesystem::path &path, const ReaderOptions &options)
    : m_state(std::make_unique<State>(path, options.threads))
{}

VideoReader::~VideoReader() = default;
VideoReader::VideoReader(VideoReader &&) noexcept = default;
VideoReader &VideoReader::operator=(VideoReader &&) noexcept = default;

std::optional<Frame> VideoReader::read()
{
    const AVFrame *picture = m_state->next();
    if (!picture)
        return std::nullopt;
    const FrameEntry &entry = m_state->entry;
    return Frame{m_state->index, entry.time, entry.pts, entry.keyframe,
                 m_state->video.converter.convert(*picture)};
}

bool VideoReader::skip() { return m_state->next() != nullptr; }

const VideoInfo &VideoReader::info() const { return m_state->video.info; }

const DecodeCounts &VideoReader::counts() const { return m_state->video.source.counts(); }

const FrameEntry &VideoReader::entry() const
{
    assert(m_state->index >= 0);
    return m_state->entry;
}

double VideoReader::fraction() const { return m_state->video.source.fraction(); }

} // namespace refocus::media
