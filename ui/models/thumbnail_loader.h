// Pictures of patches, read and made to size on a worker thread and kept while there is room. GUI
// thread only.
//
// A view says what it needs now, most urgent first; a later wish replaces the earlier one, and what
// was read in the meantime stays.
#pragma once

#include "ui/engine/engine.h"
#include "ui/jobs/job.h"

#include <QCache>
#include <QImage>

#include <mutex>

namespace refocus::ui {

// The picture at the size in which it fits the box, in the format that is drawn fastest.
QImage fitted(const QImage &image, QSize box);

class ThumbnailLoader : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype kUsualRoomBytes = 96 << 20;
    static void setRoom(qsizetype bytes); // Of every loader, those that there are too.

    explicit ThumbnailLoader(QObject *parent = nullptr);
    ~ThumbnailLoader() override;

    void setEngine(EnginePtr engine); // Forgets everything.
    void
    forgetMissing(); // What had no picture is looked for again: it may have been indexed since.
    // Those that are not there at this size yet are read, in this order. box: that they are to fit
    // with their shape kept, in device pixels.
    void want(std::vector<PatchRef> patches, QSize box);

    // Null while it is not there; isNull() where the case has no picture of the patch. It may have
    // another size than the last one wanted.
    const QImage *picture(const PatchRef &patch) const;
    bool isIdle() const { return !m_job.isRunning(); }

Q_SIGNALS:
    void loaded(const std::vector<refocus::PatchRef> &patches);

private:
    struct Kept
    {
        QImage image;
        QSize box;
    };
    struct Shared // With the worker.
    {
        std::mutex mutex;
        std::vector<PatchRef> wanted; // The next one last.
        QSize box;
    };
    void read();
    void take(std::vector<std::pair<PatchRef, Kept>> batch);

    EnginePtr m_engine;
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    mutable QCache<QPair<QByteArray, quint64>, Kept> m_kept;
    Job m_job;
};

} // namespace refocus::ui
