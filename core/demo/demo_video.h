// A scene as a video file. Free function; any thread.
#pragma once

#include "base/progress.h"
#include "demo/scene.h"

#include <filesystem>

namespace refocus::demo {

// Renders several pictures at a time; each is the same however many there are. Nothing half-written
// is left behind. Throws Error, Cancelled.
void writeVideo(const Scene &scene, const std::filesystem::path &file,
                const Progress &progress = {});

} // namespace refocus::demo
