#include "media/video_encoder.h"

#include "base/error.h"
#include "media/output_file.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <thread>

namespace refocus::media {

namespace {

constexpr int kMaxMpeg4Ticks = 65'535; // MPEG-4 part 2 has 16 bits for the ticks of a second.
constexpr int kMpeg4Ticks = 60'000;
constexpr int kTsTicks = 90'000;
constexpr int kFineTicks = 1'000'000;
constexpr int kHdHeight = 720; // BT.709 from here on, as players assume.

const AVCodec *findEncoder(const std::filesystem::path &path, const std::string &name)
{
    if (!name.empty()) {
        const AVCodec *codec = avcodec_find_encoder_by_name(name.c_str());
        if (!codec)
            throw Error(path, "there is no encoder " + name);
        return codec;
    }
    for (const char *usual : {"libx264", "mpeg4"})
        if (const AVCodec *codec = avcodec_find_encoder_by_name(usual))
            return codec;
    throw Error(path, "there is no encoder for video");
}

AVPixelFormat pickPixelFormat(const AVCodec &codec, const std::string &name)
{
    const AVPixelFormat wanted = av_get_pix_fmt(name.c_str());
    if (wanted == AV_PIX_FMT_NONE)
        throw Error("there is no pixel format " + name);
    if (!codec.pix_fmts)
        return wanted;
    for (const AVPixelFormat *format = codec.pix_fmts; *format != AV_PIX_FMT_NONE; ++format)
        if (*format == wanted)
            return wanted;
    return avcodec_find_best_pix_fmt_of_list(codec.pix_fmts, wanted, 0, nullptr);
}

// Containers whose pictures have no times of their own.
bool hasConstantRate(const AVFormatContext &format)
{
    return std::string_view(format.oformat->name) == "avi" ||
           (format.oformat->flags & AVFMT_NOTIMESTAMPS);
}

int roundUp(int value, int shift) { return (value + (1 << shift) - 1) >> shift << shift; }

void setQuality(AVCodecContext &context, Dictionary &dictionary, const EncoderOptions &options)
{
    const std::string_view name = context.codec->name;
    const bool x265 = name == "libx265";
    if (name == "libx264" || x265) {
        dictionary.set("preset", options.preset);
        dictionary.set("crf", std::to_string(options.crf));
        if (x265)
            dictionary.set("x265-params",
                           std::string("log-level=none:open-gop=") + (options.openGop ? "1" : "0"));
        return;
    }
    // These cannot look for scene cuts while their groups of pictures are closed.
    if ((name == "mpeg4" || name == "mpeg2video") && !options.openGop)
        dictionary.set("sc_threshold", "1000000000");
    context.flags |= AV_CODEC_FLAG_QSCALE;
    context.global_quality = FF_QP2LAMBDA * std::clamp(options.crf / 6, 1, 31);
}

} // namespace

struct VideoEncoder::State
{
    State(const std::filesystem::path &file, cv::Size pictureSize, const EncoderOptions &encoder)
        : path(file), size(pictureSize), options(encoder), output(file), frame(av_frame_alloc()),
          packet(av_packet_alloc())
    {
        if (size.width < 1 || size.height < 1 || options.frameRate < 1 ||
            options.frameRateScale < 1)
            throw Error(path, "its pictures must have a size and a rate");
    }

    // Opened with the first picture, when it is known whether pictures have times of their own.
    void open(bool ownTimes)
    {
        const AVCodec *encoder = findEncoder(path, options.codec);
        codec.reset(avcodec_alloc_context3(encoder));
        codec->pix_fmt = pickPixelFormat(*encoder, options.pixelFormat);
        const AVPixFmtDescriptor *layout = av_pix_fmt_desc_get(codec->pix_fmt);
        codec->width = roundUp(size.width, layout->log2_chroma_w);
        codec->height = roundUp(size.height, layout->log2_chroma_h);
        av_reduce(&codec->framerate.num, &codec->framerate.den, options.frameRate,
                  options.frameRateScale, kMaxMpeg4Ticks);
        codec->time_base = av_inv_q(codec->framerate);
        if (ownTimes && !hasConstantRate(*output.format()))
            codec->time_base = {1, encoder->id == AV_CODEC_ID_MPEG4 ? kMpeg4Ticks
                                   : std::string_view(output.format()->oformat->name) == "mpegts"
                                       ? kTsTicks
                                       : kFineTicks};
        codec->sample_aspect_ratio = {options.sampleAspectX, options.sampleAspectY};
        codec->gop_size = options.gop;
        const bool intraOnly =
            avcodec_descriptor_get(encoder->id)->props & AV_CODEC_PROP_INTRA_ONLY;
        codec->max_b_frames = intraOnly ? 0 : options.bFrames;
        const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
        codec->thread_count = std::min(options.threads > 0 ? options.threads : cores, 16);
        const bool jpeg = encoder->id == AV_CODEC_ID_MJPEG; // BT.601 at any size.
        const bool hd = codec->height >= kHdHeight && !jpeg;
        const bool rgb = layout->flags & AV_PIX_FMT_FLAG_RGB;
        const bool full = jpeg || rgb;
        codec->colorspace = rgb ? AVCOL_SPC_RGB : hd ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
        codec->color_range = full ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
        if (options.openGop || intraOnly)
            codec->flags &= ~AV_CODEC_FLAG_CLOSED_GOP;
        else
            codec->flags |= AV_CODEC_FLAG_CLOSED_GOP;
        if (options.interlaced)
            codec->flags |= AV_CODEC_FLAG_INTERLACED_DCT | AV_CODEC_FLAG_INTERLACED_ME;
        if (output.format()->oformat->flags & AVFMT_GLOBALHEADER)
            codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;

        Dictionary dictionary;
        setQuality(*codec, dictionary, options);
        for (const auto &[key, value] : options.codecOptions)
            dictionary.set(key, value);
        const int opened = avcodec_open2(codec.get(), encoder, dictionary.get());
        if (opened < 0)
            throw Error(path, std::string("the encoder ") + encoder->name +
                                  " refuses these pictures: " + faultText(opened));
        if (const std::string left = dictionary.firstLeft(); !left.empty())
            throw Error(path,
                        std::string("the encoder ") + encoder->name + " knows no option " + left);

        stream = output.addStream();
        avcodec_parameters_from_context(stream->codecpar, codec.get());
        stream->time_base = codec->time_base;
        stream->avg_frame_rate = codec->framerate;
        stream->sample_aspect_ratio = codec->sample_aspect_ratio;
        if (options.rotation)
            setRotation(*stream, options.rotation);
        output.writeHeader(options.formatOptions);

        scaler.reset(sws_getContext(codec->width, codec->height, AV_PIX_FMT_BGR24, codec->width,
                                    codec->height, codec->pix_fmt, SWS_BILINEAR | SWS_ACCURATE_RND,
                                    nullptr, nullptr, nullptr));
        if (!scaler)
            throw Error(path, "pictures cannot be converted to " + options.pixelFormat);
        sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(SWS_CS_DEFAULT), 1,
                                 sws_getCoefficients(hd ? SWS_CS_ITU709 : SWS_CS_ITU601), full, 0,
                                 1 << 16, 1 << 16);
        frame->format = codec->pix_fmt;
        frame->width = codec->width;
        frame->height = codec->height;
        if (av_frame_get_buffer(frame.get(), 0) < 0)
            throw Error(path, "cannot be written: out of memory");
    }

    void write(const cv::Mat &image, std::optional<Timestamp> time)
    {
        if (image.size() != size || image.type() != CV_8UC3)
            throw Error(path, "a picture of another size or kind cannot be added to it");
        if (!codec)
            open(time.has_value());
        std::int64_t pts = lastPts ? *lastPts + step() : 0;
        if (time) {
            pts = av_rescale_q(time->count(), {1, 1'000'000}, codec->time_base);
            if (lastPts && pts <= *lastPts)
                pts = *lastPts + 1;
        }
        lastPts = pts;

        cv::Mat source = image;
        if (codec->width != size.width || codec->height != size.height)
            cv::copyMakeBorder(image, source, 0, codec->height - size.height, 0,
                               codec->width - size.width, cv::BORDER_REPLICATE);
        if (av_frame_make_writable(frame.get()) < 0)
            throw Error(path, "cannot be written: out of memory");
        const std::uint8_t *const planes[4] = {source.data};
        const int strides[4] = {static_cast<int>(source.step)};
        sws_scale(scaler.get(), planes, strides, 0, codec->height, frame->data, frame->linesize);
        frame->pts = pts;
        frame->pict_type = AV_PICTURE_TYPE_NONE;
        frame->quality = codec->global_quality;
        if (options.interlaced)
            markInterlaced(*frame);
        encode(frame.get());
    }

    // One picture of the declared rate, in units of the time base.
    std::int64_t step() const
    {
        return std::max<std::int64_t>(
            1, av_rescale_q(1, av_inv_q(codec->framerate), codec->time_base));
    }

    void encode(const AVFrame *picture)
    {
        const int sent = avcodec_send_frame(codec.get(), picture);
        if (sent < 0)
            throw Error(path, "a picture cannot be encoded: " + faultText(sent));
        while (true) {
            const int result = avcodec_receive_packet(codec.get(), packet.get());
            if (result == AVERROR(EAGAIN) || result == AVERROR_EOF)
                return;
            if (result < 0)
                throw Error(path, "a picture cannot be encoded: " + faultText(result));
            if (packet->duration <= 0)
                packet->duration = step();
            packet->stream_index = stream->index;
            av_packet_rescale_ts(packet.get(), codec->time_base, stream->time_base);
            output.write(*packet);
        }
    }

    void finish()
    {
        if (!codec)
            throw Error(path, "cannot be written: it would hold no picture");
        encode(nullptr);
        output.finish();
    }

    std::filesystem::path path;
    cv::Size size;
    EncoderOptions options;
    OutputFile output;
    AVStream *stream = nullptr;
    CodecPtr codec;
    ScalerPtr scaler;
    FramePtr frame;
    PacketPtr packet;
    std::optional<std::int64_t> lastPts;
};

VideoEncoder::VideoEncoder(const std::filesystem::path &path, cv::Size size,
                           const EncoderOptions &options)
    : m_state(std::make_unique<State>(path, size, options))
{}

VideoEncoder::~VideoEncoder() = default;
VideoEncoder::VideoEncoder(VideoEncoder &&) noexcept = default;
VideoEncoder &VideoEncoder::operator=(VideoEncoder &&) noexcept = default;

void VideoEncoder::write(const cv::Mat &image) { m_state->write(image, std::nullopt); }

void VideoEncoder::write(const cv::Mat &image, Timestamp time) { m_state->write(image, time); }

void VideoEncoder::finish() { m_state->finish(); }

} // namespace refocus::media
