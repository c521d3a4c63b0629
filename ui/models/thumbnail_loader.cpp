#include "ui/models/thumbnail_loader.h"

#include <set>

namespace refocus::ui {

namespace {

QPair<QByteArray, quint64> keyOf(const PatchRef &patch)
{
    return {QByteArray(patch.video.data(), static_cast<qsizetype>(patch.video.size())),
            patch.patch};
}

// All there are, and the room of each. GUI thread only, as the loaders are.
std::set<ThumbnailLoader *> loaders;
qsizetype roomBytes = ThumbnailLoader::kUsualRoomBytes;

} // namespace

QImage fitted(const QImage &image, QSize box)
{
    if (image.isNull())
        return {};
    return image.scaled(box, Qt::KeepAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied
                                                 : QImage::Format_RGB32);
}

ThumbnailLoader::ThumbnailLoader(QObject *parent)
    : QObject(parent), m_kept(roomBytes), m_job(tr("Thumbnails"))
{
    loaders.insert(this);
    connect(&m_job, &Job::ended, this, [this] {
        const std::lock_guard lock(m_shared->mutex);
        if (!m_shared->wanted.empty()) // Wished for while it ended.
            QMetaObject::invokeMethod(this, &ThumbnailLoader::read, Qt::QueuedConnection);
    });
}

ThumbnailLoader::~ThumbnailLoader()
{
    loaders.erase(this);
    m_job.cancel();
}

void ThumbnailLoader::setRoom(qsizetype bytes)
{
    roomBytes = bytes;
    for (ThumbnailLoader *loader : loaders)
        loader->m_kept.setMaxCost(bytes);
}

void ThumbnailLoader::setEngine(EnginePtr engine)
{
    m_job.cancel();
    m_shared = std::make_shared<Shared>();
    m_engine = std::move(engine);
    m_kept.clear();
}

void ThumbnailLoader::forgetMissing()
{
    for (const auto &key : m_kept.keys())
        if (m_kept.object(key)->image.isNull())
            m_kept.remove(key);
}

void ThumbnailLoader::want(std::vector<PatchRef> patches, QSize box)
{
    std::erase_if(patches, [&](const PatchRef &patch) {
        const Kept *kept = m_kept.object(keyOf(patch));
        return kept && (kept->box == box || kept->image.isNull());
    });
    std::reverse(patches.begin(), patches.end());
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->wanted = std::move(patches);
        m_shared->box = box;
        if (m_shared->wanted.empty())
            return;
    }
    read();
}

const QImage *ThumbnailLoader::picture(const PatchRef &patch) const
{
    const Kept *kept = m_kept.object(keyOf(patch));
    return kept ? &kept->image : nullptr;
}

void ThumbnailLoader::read()
{
    if (!m_engine || m_job.isRunning())
        return;
    m_job.start([this, engine = m_engine, shared = m_shared](const Delivery &delivery) {
        constexpr std::size_t kBatch = 8;
        std::vector<std::pair<PatchRef, Kept>> batch;
        const auto deliver = [&] {
            delivery.post([this, batch = std::exchange(batch, {})] { take(batch); });
        };
        while (!delivery.cancelled()) {
            PatchRef patch;
            QSize box;
            {
                const std::lock_guard lock(shared->mutex);
                if (shared->wanted.empty())
                    break;
                patch = std::move(shared->wanted.back());
                shared->wanted.pop_back();
                box = shared->box;
            }
            QImage image;
            try {
                image = engine->thumbnail(patch);
            } catch (const std::exception &) {
                // One that cannot be read is shown as missing; the others are not kept from view.
            }
            batch.emplace_back(std::move(patch), Kept{fitted(image, box), box});
            if (batch.size() == kBatch)
                deliver();
        }
        if (!batch.empty())
            deliver();
    });
}

void ThumbnailLoader::take(std::vector<std::pair<PatchRef, Kept>> batch)
{
    std::vector<PatchRef> patches;
    for (auto &[patch, kept] : batch) {
        const qsizetype cost = kept.image.sizeInBytes() + 256;
        m_kept.insert(keyOf(patch), new Kept(std::move(kept)), cost);
        patches.push_back(std::move(patch));
    }
    Q_EMIT loaded(patches);
}

} // namespace refocus::ui
