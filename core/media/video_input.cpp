#include "media/video_input.h"

#include "base/error.h"
#include "media/video_reader.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

namespace refocus::media {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kOpenTimeout = std::chrono::seconds(60); // Against demuxers that search for ever.

// The first bytes of a file that is worth handing to FFmpeg. Throws Error for any other.
std::vector<unsigned char> readHead(const std::filesystem::path &path)
{
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    if (status.type() == std::filesystem::file_type::not_found)
        throw Error(path, "there is no such file");
    if (code)
        throw Error(path, "cannot be read: " + code.message());
    if (std::filesystem::is_directory(status))
        throw Error(path, "is a folder, not a video file");
    if (!std::filesystem::is_regular_file(status))
        throw Error(path, "is not a regular file");
    std::FILE *file = std::fopen(path.c_str(), "rb");
    if (!file)
        throw Error(path, std::string("cannot be read: ") + std::strerror(errno));
    std::vector<unsigned char> head(4096);
    head.resize(std::fread(head.data(), 1, head.size(), file));
    const int fault = std::ferror(file) ? errno : 0;
    std::fclose(file);
    if (fault)
        throw Error(path, std::string("cannot be read: ") + std::strerror(fault));
    if (head.empty())
        throw Error(path, "is empty");
    return head;
}

// Lists of other files: opening them would read what the user did not name, or wait for more.
bool isPlaylist(const std::vector<unsigned char> &head)
{
    const std::string_view text(reinterpret_cast<const char *>(head.data()), head.size());
    return text.starts_with("#EXTM3U") || text.starts_with("ffconcat") ||
           text.find("<MPD") != std::string_view::npos;
}

bool isIsoMedia(const std::vector<unsigned char> &head)
{
    constexpr std::array<std::string_view, 7> kBoxes = {"ftyp", "mdat", "moov", "wide",
                                                        "free", "skip", "pnot"};
    if (head.size() < 8)
        return false;
    const std::string_view box(reinterpret_cast<const char *>(head.data()) + 4, 4);
    for (const auto known : kBoxes)
        if (box == known)
            return true;
    return false;
}

bool isShowable(const AVStream &stream)
{
    return stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
           !(stream.disposition & AV_DISPOSITION_ATTACHED_PIC);
}

AVStream *pickStream(AVFormatContext &format)
{
    const int best = av_find_best_stream(&format, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (best >= 0 && isShowable(*format.streams[best]))
        return format.streams[best];
    for (unsigned i = 0; i < format.nb_streams; ++i)
        if (isShowable(*format.streams[i]))
            return format.streams[i];
    return nullptr;
}

int interruptAfter(void *deadline)
{
    return Clock::now() > *static_cast<const Clock::time_point *>(deadline);
}

} // namespace

VideoInput openVideoInput(const std::filesystem::path &path, Streams streams)
{
    quietFfmpeg();
    const std::vector<unsigned char> head = readHead(path);
    if (isPlaylist(head))
        throw Error(path, "is a playlist, not a video file");

    VideoInput input;
    input.deadline = std::make_unique<Clock::time_point>(Clock::now() + kOpenTimeout);
    AVFormatContext *format = avformat_alloc_context();
    format->interrupt_callback = {interruptAfter, input.deadline.get()};
    Dictionary options;
    options.set("protocol_whitelist", "file");
    const int opened =
        avformat_open_input(&format, urlOf(path.string()).c_str(), nullptr, options.get());
    if (opened == AVERROR_INVALIDDATA && isIsoMedia(head))
        throw Error(path, "its index (moov) is missing or damaged, the recording was probably cut "
                          "off; no picture can be read");
    if (opened < 0)
        throw Error(path, "is not a video that can be read: " + faultText(opened));
    input.format.reset(format);

    // The limit on the size also holds for the pictures that FFmpeg decodes to learn about streams.
    std::vector<AVDictionary *> streamOptions(format->nb_streams, nullptr);
    for (AVDictionary *&dictionary : streamOptions) {
        av_dict_set_int(&dictionary, "max_pixels", kMaxPixels, 0);
        av_dict_set_int(&dictionary, "threads", 1, 0);
    }
    const int found = avformat_find_stream_info(format, streamOptions.data());
    for (AVDictionary *&dictionary : streamOptions)
        av_dict_free(&dictionary);
    *input.deadline = Clock::time_point::max();
    if (found < 0)
        throw Error(path, "its streams cannot be read: " + faultText(found));

    input.stream = pickStream(*format);
    if (!input.stream) {
        const bool audio = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0) >= 0;
        throw Error(path, audio ? "holds only sound, no video" : "holds no video");
    }
    const AVCodecParameters &codec = *input.stream->codecpar;
    if (static_cast<std::int64_t>(codec.width) * codec.height > kMaxPixels)
        throw Error(path, "its pictures of " + std::to_string(codec.width) + "x" +
                              std::to_string(codec.height) + " are too large");
    for (unsigned i = 0; i < format->nb_streams && streams == Streams::Shown; ++i)
        if (format->streams[i] != input.stream)
            format->streams[i]->discard = AVDISCARD_ALL;
    input.hasTimestamps = !(format->iformat->flags & AVFMT_NOTIMESTAMPS);
    return input;
}

bool seekInput(const VideoInput &input, const FrameEntry &keyframe)
{
    // Containers in which only a byte position is a reliable place to go to.
    const std::string_view name = input.format->iformat->name;
    const bool byByte = name == "mpegts" || name == "mpeg" || !input.hasTimestamps;
    const int stream = input.stream->index;
    if (byByte && keyframe.bytePosition >= 0)
        return av_seek_frame(input.format.get(), stream, keyframe.bytePosition, AVSEEK_FLAG_BYTE) >=
               0;
    return keyframe.pts != kNoPts &&
           av_seek_frame(input.format.get(), stream, keyframe.pts, AVSEEK_FLAG_BACKWARD) >= 0;
}

double frameRateOf(const VideoInput &input)
{
    AVRational rate = input.stream->avg_frame_rate;
    if (rate.num <= 0 || rate.den <= 0)
        rate = av_guess_frame_rate(input.format.get(), input.stream, nullptr);
    const double value = rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
    return value <= 1000 ? value : 0; // 90,000 fps is a time base, not a rate.
}

} // namespace refocus::media
