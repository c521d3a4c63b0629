#include "ui/timeline/frame_preview.h"

#include "ui/engine/image.h"

#include <list>

namespace refocus::ui {

namespace {

constexpr std::size_t kKept = 48;

QImage scaled(const cv::Mat &bgr, QSize largest)
{
    return viewOf(bgr)
        .scaled(largest, Qt::KeepAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_RGB32);
}

} // namespace

struct FramePreview::Worker
{
    const Engine *engine = nullptr;
    std::string video;
    std::optional<media::FrameSeeker> seeker;
    std::list<std::pair<FrameIndex, QImage>> kept; // Of that video, the latest first.

    QImage picture(FrameIndex index, QSize largest)
    {
        for (auto it = kept.begin(); it != kept.end(); ++it)
            if (it->first == index) {
                kept.splice(kept.begin(), kept, it);
                return kept.front().second;
            }
        kept.emplace_front(index, scaled(seeker->frameAt(index).image, largest));
        if (kept.size() > kKept)
            kept.pop_back();
        return kept.front().second;
    }
};

FramePreview::FramePreview(QSize largest, QObject *parent)
    : QObject(parent), m_largest(largest), m_worker(std::make_shared<Worker>()),
      m_job(tr("Preview"))
{
    connect(&m_job, &Job::failed, this,
            [this](const QString &sentence) { Q_EMIT failed(m_video, sentence); });
}

FramePreview::~FramePreview() = default;

void FramePreview::cancel() { m_job.cancel(); }

void FramePreview::forget()
{
    m_job.cancel();
    m_worker = std::make_shared<Worker>();
}

void FramePreview::request(const EnginePtr &engine, const std::string &video, Timestamp time,
                           Timestamp tolerance)
{
    m_video = video;
    m_job.start([this, engine, video, time, tolerance, worker = m_worker,
                 largest = m_largest](const Delivery &delivery) {
        if (worker->engine != engine.get() || worker->video != video) {
            worker->seeker.reset();
            worker->kept.clear();
            worker->engine = engine.get();
            worker->video = video;
        }
        if (!worker->seeker)
            worker->seeker.emplace(engine->sourcePath(video), engine->frameTable(video));
        const media::FrameTable &table = worker->seeker->table();
        const auto index = table.indexAt(time);
        if (!index || delivery.cancelled())
            return;
        const auto keyframe = table.keyframeBefore(*index);
        const bool near = keyframe && time - table.entry(*keyframe).time <= tolerance;
        const FrameIndex taken = near ? *keyframe : *index;
        QImage picture = worker->picture(taken, largest);
        delivery.post([this, video, at = table.entry(taken).time, picture = std::move(picture)] {
            Q_EMIT ready(video, at, picture);
        });
    });
}

} // namespace refocus::ui
