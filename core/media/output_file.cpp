#include "media/output_file.h"

#include "base/disk_full.h"

#include <cerrno>

namespace refocus::media {

OutputFile::OutputFile(const std::filesystem::path &path)
    : m_path(path), m_temporary(path.string() + ".part")
{
    quietFfmpeg();
    const AVOutputFormat *container = av_guess_format(nullptr, path.c_str(), nullptr);
    if (!container || container->video_codec == AV_CODEC_ID_NONE)
        throw Error(path, "no video container goes by that extension");
    const std::string url = urlOf(m_temporary.string());
    if (avformat_alloc_output_context2(&m_format, container, nullptr, url.c_str()) < 0)
        throw Error(path, "cannot be written: out of memory");
    const int opened = avio_open(&m_format->pb, url.c_str(), AVIO_FLAG_WRITE);
    if (opened < 0) {
        avformat_free_context(m_format);
        throw Error(path, "cannot be written: " + faultText(opened));
    }
}

OutputFile::~OutputFile()
{
    if (!m_format)
        return;
    avio_closep(&m_format->pb);
    avformat_free_context(m_format);
    std::error_code ignored;
    std::filesystem::remove(m_temporary, ignored);
}

AVStream *OutputFile::addStream()
{
    AVStream *stream = avformat_new_stream(m_format, nullptr);
    if (!stream)
        throw Error(m_path, "cannot be written: out of memory");
    return stream;
}

void OutputFile::writeHeader(const std::map<std::string, std::string> &options)
{
    Dictionary dictionary;
    for (const auto &[key, value] : options)
        dictionary.set(key, value);
    const int result = avformat_write_header(m_format, dictionary.get());
    if (result == AVERROR(EINVAL) || result == AVERROR_INVALIDDATA)
        throw Error(m_path, std::string("this container cannot hold ") +
                                avcodec_get_name(m_format->streams[0]->codecpar->codec_id) +
                                " video like this");
    check(result);
    if (const std::string left = dictionary.firstLeft(); !left.empty())
        throw Error(m_path, "the container knows no option " + left);
}

void OutputFile::write(AVPacket &packet) { check(av_interleaved_write_frame(m_format, &packet)); }

void OutputFile::finish()
{
    check(av_write_trailer(m_format));
    avio_flush(m_format->pb);
    check(0);
    check(avio_closep(&m_format->pb));
    std::error_code code;
    std::filesystem::rename(m_temporary, m_path, code);
    if (code)
        throw Error(m_path, "cannot be written: " + code.message());
    avformat_free_context(m_format);
    m_format = nullptr;
}

void OutputFile::check(int result)
{
    if (result >= 0 && m_format->pb && m_format->pb->error < 0)
        result = m_format->pb->error;
    if (result == AVERROR(ENOSPC) || result == AVERROR(EDQUOT))
        throw DiskFull(m_path, "cannot be written: " + faultText(result));
    if (result < 0)
        throw Error(m_path, "cannot be written: " + faultText(result));
}

} // namespace refocus::media
