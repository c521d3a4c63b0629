#include "paths.h"

#include "base/sha256.h"

#include <cstdlib>

namespace refocus::gui {

namespace fs = std::filesystem;

namespace {

fs::path folderOf(const char *variable, const char *below)
{
    const char *const value = std::getenv(variable);
    if (value && *value)
        return fs::path(value) / "refocus";
    const char *const home = std::getenv("HOME");
    return fs::path(home ? home : ".") / below / "refocus";
}

} // namespace

fs::path dataFolder() { return folderOf("XDG_DATA_HOME", ".local/share"); }

fs::path cacheFolder() { return folderOf("XDG_CACHE_HOME", ".cache"); }

fs::path caseOf(const std::vector<fs::path> &videos)
{
    if (videos.empty())
        return dataFolder() / "demo.case";
    Sha256 sum;
    for (const fs::path &video : videos)
        sum.add(video.string() + '\n');
    const std::string name = videos.front().stem().string() + '-' + sum.hexDigest().substr(0, 8);
    return dataFolder() / (name + ".case");
}

fs::path demoVideo() { return cacheFolder() / "demo.mp4"; }

} // namespace refocus::gui
