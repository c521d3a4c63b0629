// A video that has shown its first picture: what VideoReader and FrameSeeker both start from.
// Private to core/media.
#pragma once

#include "media/picture_converter.h"
#include "media/picture_source.h"
#include "media/video_info.h"

namespace refocus::media {

struct OpenVideo
{
    OpenVideo(const std::filesystem::path &path, int threads); // Throws Error.

    PictureSource source; // Stands at the first picture.
    PictureConverter converter;
    VideoInfo info;
    Timestamp pictureDuration{0}; // By the frame rate; a guess if that is unknown.
};

} // namespace refocus::media
