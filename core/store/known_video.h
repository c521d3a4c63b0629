// The videos that a caller asks for by their ids.
#pragma once

#include "store/case.h"

namespace refocus::store {

// Throws Error that names the videos there are, where none with an index has this id.
void requireVideo(const Case &in, std::string_view videoId);

// Those asked for, each once, or all where none is. Throws as requireVideo().
std::vector<std::string> chosenVideos(const Case &in, const std::vector<std::string> &asked);

} // namespace refocus::store
