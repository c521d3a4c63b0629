// A first look at a video file, for lists: a small picture, size and length. Any thread; blocks.
#pragma once

#include "ui/engine/engine.h"
#include "ui/models/source_model.h"

namespace refocus::ui {

// The first picture; of a file that is not there the thumbnail of a patch of `video`, where it has
// one. Never throws: what cannot be seen stays null or 0.
SourceModel::FileLook lookAtFile(const std::filesystem::path &file, Engine *engine,
                                 const std::string &video);

} // namespace refocus::ui
