// Which FFmpeg does the work. Free function, callable on any thread.
#pragma once

#include <string>

namespace refocus::media {

// "5.1.6", with the versions of its libraries: an export's manifest says what made the clips.
std::string ffmpegVersion();

} // namespace refocus::media
