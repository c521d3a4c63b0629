#include "media/version.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
}

namespace refocus::media {

namespace {

std::string text(unsigned version)
{
    return std::to_string(AV_VERSION_MAJOR(version)) + '.' +
           std::to_string(AV_VERSION_MINOR(version)) + '.' +
           std::to_string(AV_VERSION_MICRO(version));
}

} // namespace

std::string ffmpegVersion()
{
    return std::string(av_version_info()) + " (libavformat " + text(avformat_version()) +
           ", libavcodec " + text(avcodec_version()) + ", libavutil " + text(avutil_version()) +
           ')';
}

} // namespace refocus::media
