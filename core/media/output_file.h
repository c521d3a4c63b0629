// A video file being written: a temporary name until it is complete, removed if it never is.
// Private to core/media.
#pragma once

#include "media/ffmpeg.h"

#include <filesystem>
#include <map>
#include <string>

namespace refocus::media {

class OutputFile
{
public:
    explicit OutputFile(const std::filesystem::path &path); // Throws Error.
    ~OutputFile();
    OutputFile(const OutputFile &) = delete;
    OutputFile &operator=(const OutputFile &) = delete;

    AVFormatContext *format() { return m_format; }
    AVStream *addStream(); // Throws Error.
    void writeHeader(const std::map<std::string, std::string> &options = {});
    void write(AVPacket &packet); // Takes what the packet refers to. Throws Error.
    void finish();                // Throws Error.

private:
    void check(int result); // Throws Error if an FFmpeg call or the file failed.

    std::filesystem::path m_path, m_temporary;
    AVFormatContext *m_format = nullptr;
};

} // namespace refocus::media
