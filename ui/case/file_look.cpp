#include "ui/case/file_look.h"

#include "media/video_reader.h"
#include "ui/engine/image.h"

namespace refocus::ui {

namespace {

constexpr int kWidth = 160; // Enough for a list at 200 %.

QImage toImage(const cv::Mat &bgr)
{
    return viewOf(bgr).scaledToWidth(std::min(kWidth, bgr.cols), Qt::SmoothTransformation);
}

QImage thumbnailOf(Engine &engine, const std::string &video)
{
    const TimeRange begin{Timestamp{0}, std::chrono::minutes(1)};
    for (const store::PatchRecord &patch : engine.patchesIn(video, begin))
        if (patch.inferred)
            return engine.thumbnail({video, patch.id});
    return {};
}

} // namespace

SourceModel::FileLook lookAtFile(const std::filesystem::path &file, Engine *engine,
                                 const std::string &video)
{
    SourceModel::FileLook look;
    try {
        media::VideoReader reader(file, {1});
        look.width = reader.info().width;
        look.height = reader.info().height;
        look.duration = reader.info().duration;
        if (const auto frame = reader.read())
            look.picture = toImage(frame->image);
    } catch (const std::exception &) { // It says so where it is indexed or played.
    }
    try {
        if (look.picture.isNull() && engine && !video.empty())
            look.picture = thumbnailOf(*engine, video);
    } catch (const std::exception &) {
    }
    return look;
}

} // namespace refocus::ui
