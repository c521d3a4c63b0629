// Private to the module: one writer a video.
#pragma once

#include "store/descriptor.h"

#include <filesystem>

namespace refocus::store {

// On the folder, until the descriptor goes; the system drops it with the process. Throws Error
// where another writer has it.
Descriptor lockForWriting(const std::filesystem::path &videoFolder);

} // namespace refocus::store
