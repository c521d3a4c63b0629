#include "media/video_open.h"

#include "base/error.h"

namespace refocus::media {

OpenVideo::OpenVideo(const std::filesystem::path &path, int threads) : source(path, threads)
{
    const AVFrame *first = source.next();
    if (!first)
        throw Error(path,
                    "no picture in it can be decoded; they are damaged or larger than 8192x8192");
    if (!sws_isSupportedInput(static_cast<AVPixelFormat>(first->format))) {
        const char *name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(first->format));
        throw Error(path, std::string("its pixel format (") + (name ? name : "unknown") +
                              ") cannot be shown");
    }
    const VideoInput &input = source.input();
    AVFormatContext *format = input.format.get();
    AVStream *stream = input.stream;
    const AVRational aspect =
        av_guess_sample_aspect_ratio(format, stream, const_cast<AVFrame *>(first));
    info.rotation = rotationOf(*stream);
    converter = PictureConverter(*first, aspect, info.rotation);

    info.path = path;
    info.format = format->iformat->name;
    info.codec = avcodec_get_name(stream->codecpar->codec_id);
    info.width = converter.displayedSize().width;
    info.height = converter.displayedSize().height;
    info.frameRate = frameRateOf(input);
    info.timeBase = av_q2d(stream->time_base);
    if (stream->nb_frames > 0)
        info.declaredFrames = stream->nb_frames;
    if (stream->duration != AV_NOPTS_VALUE && stream->duration > 0)
        info.duration =
            Timestamp(av_rescale_q(stream->duration, stream->time_base, {1, 1'000'000}));
    else if (format->duration != AV_NOPTS_VALUE && format->duration > 0)
        info.duration = Timestamp(format->duration); // AV_TIME_BASE is a microsecond.
    pictureDuration = fromSeconds(info.frameRate > 0 ? 1 / info.frameRate : 0.04);
}

} // namespace refocus::media
