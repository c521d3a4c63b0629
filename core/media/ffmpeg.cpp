#include "media/ffmpeg.h"

#include <cmath>
#include <cstring>
#include <mutex>

namespace refocus::media {

namespace {

// Stream side data moved into the codec parameters with FFmpeg 6.1.
#if LIBAVFORMAT_VERSION_MAJOR >= 61
const std::uint8_t *displayMatrix(const AVStream &stream)
{
    const AVPacketSideData *data =
        av_packet_side_data_get(stream.codecpar->coded_side_data,
                                stream.codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    return data && data->size >= 9 * sizeof(std::int32_t) ? data->data : nullptr;
}

std::uint8_t *newDisplayMatrix(AVStream &stream)
{
    AVPacketSideData *data = av_packet_side_data_new(
        &stream.codecpar->coded_side_data, &stream.codecpar->nb_coded_side_data,
        AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(std::int32_t), 0);
    return data ? data->data : nullptr;
}
#else
const std::uint8_t *displayMatrix(const AVStream &stream)
{
    std::size_t size = 0;
    const std::uint8_t *data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
    return size >= 9 * sizeof(std::int32_t) ? data : nullptr;
}

std::uint8_t *newDisplayMatrix(AVStream &stream)
{
    return av_stream_new_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof(std::int32_t));
}
#endif

} // namespace

std::string faultText(int error)
{
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(error, text, sizeof text);
    return text;
}

void quietFfmpeg()
{
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback([](void *, int, const char *, va_list) {}); });
}

std::string urlOf(const std::string &path) { return "file:" + path; }

// Flags took the place of these fields with FFmpeg 6.1.
#if LIBAVUTIL_VERSION_MAJOR >= 59
bool isKeyframe(const AVFrame &frame) { return frame.flags & AV_FRAME_FLAG_KEY; }
bool isInterlaced(const AVFrame &frame) { return frame.flags & AV_FRAME_FLAG_INTERLACED; }
void markInterlaced(AVFrame &frame)
{
    frame.flags |= AV_FRAME_FLAG_INTERLACED | AV_FRAME_FLAG_TOP_FIELD_FIRST;
}
#else
bool isKeyframe(const AVFrame &frame) { return frame.key_frame; }
bool isInterlaced(const AVFrame &frame) { return frame.interlaced_frame; }
void markInterlaced(AVFrame &frame)
{
    frame.interlaced_frame = 1;
    frame.top_field_first = 1;
}
#endif

int rotationOf(const AVStream &stream)
{
    const std::uint8_t *data = displayMatrix(stream);
    if (!data)
        return 0;
    std::int32_t matrix[9];
    std::memcpy(matrix, data, sizeof matrix);
    const double counterClockwise = av_display_rotation_get(matrix);
    if (!std::isfinite(counterClockwise))
        return 0;
    const int quarters = static_cast<int>(std::lround(-counterClockwise / 90));
    return ((quarters % 4) + 4) % 4 * 90;
}

void setRotation(AVStream &stream, int degreesClockwise)
{
    std::uint8_t *data = newDisplayMatrix(stream);
    if (!data)
        return;
    std::int32_t matrix[9];
    av_display_rotation_set(matrix, degreesClockwise); // Clockwise here, the other way in _get.
    std::memcpy(data, matrix, sizeof matrix);
}

void copySideData(AVStream &to, const AVStream &from)
{
    if (const std::uint8_t *source = displayMatrix(from))
        if (std::uint8_t *copy = newDisplayMatrix(to))
            std::memcpy(copy, source, 9 * sizeof(std::int32_t));
}

} // namespace refocus::media
