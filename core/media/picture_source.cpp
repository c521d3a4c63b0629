#include "media/picture_source.h"

#include "base/error.h"
#include "media/video_reader.h"

#include <algorithm>
#include <thread>

namespace refocus::media {

namespace {

constexpr int kMaxReadErrors = 16; // In a row, before the file counts as ended.
constexpr int kMaxPassedOver = 1'000'000;
constexpr int kMaxDrainErrors = 64;        // In a row, at the end.
constexpr int kMaxIdlePackets = 200'000;   // In a row without a picture.
constexpr int kLargePicture = 4096 * 2304; // Beyond it few threads, each holds pictures.

// A picture remembers the number of its packet.
#if LIBAVCODEC_VERSION_MAJOR >= 61
void setNumber(AVPacket &packet, std::int64_t number)
{
    packet.opaque = reinterpret_cast<void *>(static_cast<std::intptr_t>(number + 1));
}
std::int64_t numberOf(const AVFrame &frame)
{
    return static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(frame.opaque)) - 1;
}
#else
void setNumber(AVPacket &packet, std::int64_t number) { packet.pos = number; }
std::int64_t numberOf(const AVFrame &frame) { return frame.pkt_pos; }
#endif

} // namespace

PictureSource::PictureSource(const std::filesystem::path &path, int threads)
    : m_path(path), m_threads(threads), m_frame(av_frame_alloc()), m_packet(av_packet_alloc())
{
    open();
}

void PictureSource::open()
{
    VideoInput input = openVideoInput(m_path);
    const AVCodecParameters &parameters = *input.stream->codecpar;
    const AVCodec *decoder = avcodec_find_decoder(parameters.codec_id);
    if (!decoder)
        throw Error(m_path, std::string("its codec (") + avcodec_get_name(parameters.codec_id) +
                                ") is not supported");
    CodecPtr codec(avcodec_alloc_context3(decoder));
    if (avcodec_parameters_to_context(codec.get(), &parameters) < 0)
        throw Error(m_path, "its codec parameters are damaged");
    const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    int threads = std::clamp(m_threads > 0 ? m_threads : cores, 1, 16);
    if (static_cast<std::int64_t>(parameters.width) * parameters.height > kLargePicture)
        threads = std::min(threads, 4);
    codec->thread_count = threads;
    codec->pkt_timebase = input.stream->time_base;
    codec->max_pixels = kMaxPixels;
#if LIBAVCODEC_VERSION_MAJOR >= 61
    codec->flags |= AV_CODEC_FLAG_COPY_OPAQUE;
#endif
    const int opened = avcodec_open2(codec.get(), decoder, nullptr);
    if (opened < 0)
        throw Error(m_path, std::string("its video (") + decoder->name +
                                ") cannot be decoded: " + faultText(opened));

    m_codec = std::move(codec);
    m_input.format.reset(); // Before its deadline.
    m_input = std::move(input);
    m_positions.clear();
    m_draining = false;
    m_counts = {};
}

const AVFrame *PictureSource::next()
{
    int drainErrors = 0;
    std::size_t packetsBefore = m_positions.size();
    while (true) {
        const int result = avcodec_receive_frame(m_codec.get(), m_frame.get());
        if (result == 0) {
            // FFmpeg drops pictures outside the edit list by itself; this is for decoders that
            // pass them on.
            if (m_frame->flags & AV_FRAME_FLAG_DISCARD)
                continue;
            ++m_counts.pictures;
            if (damaged())
                ++m_counts.damagedPictures;
            return m_frame.get();
        }
        if (result == AVERROR_EOF || (m_draining && result == AVERROR(EAGAIN)))
            return nullptr;
        if (result == AVERROR(EAGAIN)) {
            if (m_positions.size() - packetsBefore > kMaxIdlePackets) {
                m_counts.endedEarly = true;
                return nullptr;
            }
            feed();
            continue;
        }
        ++m_counts.failedPictures;
        if (m_draining && ++drainErrors > kMaxDrainErrors)
            return nullptr;
    }
}

// Hands one packet to the decoder, or tells it that there are no more.
void PictureSource::feed()
{
    int errors = 0, passedOver = 0;
    while (true) {
        const int read = av_read_frame(m_input.format.get(), m_packet.get());
        // EAGAIN only says that something other than a packet was passed over.
        if (read == AVERROR(EAGAIN) && ++passedOver <= kMaxPassedOver)
            continue;
        if (read < 0 && read != AVERROR_EOF && ++errors <= kMaxReadErrors)
            continue;
        if (read < 0) {
            m_counts.endedEarly |= read != AVERROR_EOF;
            m_draining = true;
            avcodec_send_packet(m_codec.get(), nullptr);
            return;
        }
        errors = 0;
        if (m_packet->stream_index == m_input.stream->index)
            break;
        av_packet_unref(m_packet.get());
    }
    ++m_counts.packets;
    const bool corrupt = m_packet->flags & AV_PKT_FLAG_CORRUPT;
    const std::int64_t position = m_packet->pos;
    setNumber(*m_packet, static_cast<std::int64_t>(m_positions.size()));
    m_positions.push_back(position);
    const int sent = avcodec_send_packet(m_codec.get(), m_packet.get());
    av_packet_unref(m_packet.get());
    if (sent < 0 || corrupt)
        ++m_counts.failedPackets;
}

std::int64_t PictureSource::pts() const
{
    if (!m_input.hasTimestamps)
        return kNoPts;
    return m_frame->pts != AV_NOPTS_VALUE ? m_frame->pts : m_frame->pkt_dts;
}

bool PictureSource::keyframe() const
{
    // A recovery point that is no intra picture only leads to good pictures some time later.
    return isKeyframe(*m_frame) &&
           (m_frame->pict_type == AV_PICTURE_TYPE_I || m_frame->pict_type == AV_PICTURE_TYPE_NONE);
}

bool PictureSource::damaged() const
{
    return m_frame->decode_error_flags || (m_frame->flags & AV_FRAME_FLAG_CORRUPT);
}

std::int64_t PictureSource::packetNumber() const
{
    const std::int64_t number = numberOf(*m_frame);
    return number >= 0 && number < static_cast<std::int64_t>(m_positions.size()) ? number : -1;
}

std::int64_t PictureSource::bytePosition() const
{
    const std::int64_t number = packetNumber();
    return number < 0 ? -1 : m_positions[static_cast<std::size_t>(number)];
}

bool PictureSource::seek(const FrameEntry &keyframe)
{
    if (!seekInput(m_input, keyframe))
        return false;
    avcodec_flush_buffers(m_codec.get());
    m_positions.clear();
    m_draining = false;
    return true;
}

void PictureSource::restart() { open(); }

double PictureSource::fraction() const
{
    AVIOContext *io = m_input.format->pb;
    const std::int64_t size = io ? avio_size(io) : 0;
    return size > 0 ? std::clamp(static_cast<double>(avio_tell(io)) / static_cast<double>(size),
                                 0.0, 1.0)
                    : 0;
}

} // namespace refocus::media
