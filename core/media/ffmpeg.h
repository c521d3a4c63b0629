// FFmpeg's handles and the few things that differ between its versions. Private to core/media.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace refocus::media {

struct AvDeleter
{
    void operator()(AVFrame *frame) const { av_frame_free(&frame); }
    void operator()(AVPacket *packet) const { av_packet_free(&packet); }
    void operator()(AVCodecContext *context) const { avcodec_free_context(&context); }
    void operator()(AVFormatContext *input) const { avformat_close_input(&input); }
    void operator()(SwsContext *scaler) const { sws_freeContext(scaler); }
};

using FramePtr = std::unique_ptr<AVFrame, AvDeleter>;
using PacketPtr = std::unique_ptr<AVPacket, AvDeleter>;
using CodecPtr = std::unique_ptr<AVCodecContext, AvDeleter>;
using InputPtr = std::unique_ptr<AVFormatContext, AvDeleter>;
using ScalerPtr = std::unique_ptr<SwsContext, AvDeleter>;

// Options for one FFmpeg call; what the call did not take stays in it.
class Dictionary
{
public:
    Dictionary() = default;
    ~Dictionary() { av_dict_free(&m_dictionary); }
    Dictionary(const Dictionary &) = delete;
    Dictionary &operator=(const Dictionary &) = delete;
    void set(const std::string &key, const std::string &value)
    {
        av_dict_set(&m_dictionary, key.c_str(), value.c_str(), 0);
    }
    AVDictionary **get() { return &m_dictionary; }
    std::string firstLeft() const
    {
        const AVDictionaryEntry *entry =
            av_dict_get(m_dictionary, "", nullptr, AV_DICT_IGNORE_SUFFIX);
        return entry ? entry->key : "";
    }

private:
    AVDictionary *m_dictionary = nullptr;
};

std::string faultText(int error); // FFmpeg's words for one of its error numbers, without a dot.
void quietFfmpeg();               // Keeps its log away from stdout and stderr; idempotent.
std::string urlOf(const std::string &path); // So that "a:b.mp4" is no protocol.

bool isKeyframe(const AVFrame &frame);
bool isInterlaced(const AVFrame &frame);
void markInterlaced(AVFrame &frame);
int rotationOf(const AVStream &stream); // Degrees clockwise: 0, 90, 180, 270.
void setRotation(AVStream &stream, int degreesClockwise);
void copySideData(AVStream &to, const AVStream &from);

} // namespace refocus::media
