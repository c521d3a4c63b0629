// Plays a sighting from the thumbnails of its track, in a cell that the pointer rests on. GUI
// thread only.
#pragma once

#include "ui/engine/engine.h"
#include "ui/jobs/job.h"

#include <QImage>
#include <QTimer>

namespace refocus::ui {

class HoverPlay : public QObject
{
    Q_OBJECT

public:
    static constexpr int kRestMs = 300;    // The pointer's, before it starts.
    static constexpr int kPictureMs = 140; // Each one's.
    static constexpr int kMost = 24;       // Pictures, spread evenly over the track.

    explicit HoverPlay(QObject *parent = nullptr);

    void start(EnginePtr engine, const std::string &video, TrackId track, QSize box);
    void stop();

Q_SIGNALS:
    void picture(const QImage &picture); // At least two of them, or none.

private:
    void read();
    void advance();

    EnginePtr m_engine;
    std::string m_video;
    TrackId m_track = 0;
    QSize m_box;
    std::vector<QImage> m_pictures;
    std::size_t m_next = 0;
    QTimer m_rest, m_tick;
    Job m_job;
};

} // namespace refocus::ui
