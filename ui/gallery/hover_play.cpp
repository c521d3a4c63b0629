#include "ui/gallery/hover_play.h"

#include "ui/models/thumbnail_loader.h"

namespace refocus::ui {

HoverPlay::HoverPlay(QObject *parent) : QObject(parent), m_job(tr("Preview"))
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    m_tick.setInterval(kPictureMs);
    connect(&m_rest, &QTimer::timeout, this, &HoverPlay::read);
    connect(&m_tick, &QTimer::timeout, this, &HoverPlay::advance);
}

void HoverPlay::start(EnginePtr engine, const std::string &video, TrackId track, QSize box)
{
    stop();
    m_engine = std::move(engine);
    m_video = video;
    m_track = track;
    m_box = box;
    m_rest.start();
}

void HoverPlay::stop()
{
    m_rest.stop();
    m_tick.stop();
    m_job.cancel();
    m_pictures.clear();
    m_next = 0;
    m_engine.reset();
}

void HoverPlay::read()
{
    if (!m_engine)
        return;
    m_job.start([this, engine = m_engine, video = m_video, track = m_track,
                 box = m_box](const Delivery &delivery) {
        // Those that the network did not run on have the picture of another one.
        auto patches = engine->patchesOfTrack(video, track);
        std::erase_if(patches, [](const store::PatchRecord &patch) { return !patch.inferred; });
        const std::size_t step = (patches.size() + kMost - 1) / kMost;
        for (std::size_t i = 0; i < patches.size() && !delivery.cancelled(); i += step) {
            const QImage image = fitted(engine->cutOut({video, patches[i].id}), box);
            if (!image.isNull())
                delivery.post([this, image] { m_pictures.push_back(image); });
        }
    });
    m_tick.start();
}

void HoverPlay::advance()
{
    if (m_pictures.size() < 2)
        return;
    m_next %= m_pictures.size();
    Q_EMIT picture(m_pictures[m_next++]);
}

} // namespace refocus::ui
