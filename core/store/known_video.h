// What a caller says who asks for a video that a case does not have.
#pragma once

#include "store/case.h"

namespace refocus::store {

// Throws Error that names the videos there are, where none with an index has this id.
void requireVideo(const Case &in, std::string_view videoId);

} // namespace refocus::store
