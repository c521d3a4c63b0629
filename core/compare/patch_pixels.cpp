#include "compare/patch_pixels.h"

#include "base/error.h"
#include "detect/patch_cut.h"
#include "media/frame_seeker.h"

namespace refocus::compare {

namespace fs = std::filesystem;

std::optional<fs::path> sourceFile(const store::Case &from, const store::VideoMeta &meta)
{
    const auto source = from.source(meta.videoId);
    for (const fs::path &path : {fs::path(source ? source->path : ""), fs::path(meta.sourcePath)}) {
        std::error_code error;
        if (!path.empty() && fs::is_regular_file(path, error) &&
            fs::file_size(path, error) == meta.sourceBytes)
            return path;
    }
    return {};
}

std::vector<cv::Mat> cutFromVideo(const store::VideoSnapshot &video, const fs::path &file,
                                  std::span<const store::PatchRecord> patches,
                                  const Progress &progress)
{
    std::vector<media::FrameEntry> entries;
    for (const store::FrameEntry &entry : video.frames()) {
        if (!entries.empty() && entry.time <= entries.back().time)
            throw Error(video.folder(),
                        "the times of the frames do not rise; the store is damaged");
        entries.push_back({entry.pts, entry.time, entry.keyframe, entry.bytePosition});
    }
    std::vector<FrameIndex> frames;
    for (const store::PatchRecord &patch : patches)
        if (frames.empty() || patch.frame != frames.back())
            frames.push_back(patch.frame);
    media::FrameSeeker seeker(file, media::FrameTable(std::move(entries)));
    std::vector<cv::Mat> pixels;
    seeker.framesAt(frames, [&](const Frame &frame) {
        while (pixels.size() < patches.size() && patches[pixels.size()].frame == frame.index)
            pixels.push_back(
                detect::cutPatch(frame.image, patches[pixels.size()].box, video.meta().patchSize));
        if (!goOn(progress, {static_cast<double>(pixels.size()) /
                                 static_cast<double>(std::max<std::size_t>(patches.size(), 1)),
                             "cutting patches from " + file.filename().string()}))
            throw Cancelled();
        return true;
    });
    if (pixels.size() != patches.size())
        throw Error(file, "ends before the pictures that were ingested");
    return pixels;
}

} // namespace refocus::compare
