// Pictures of a video at any time, small, fetched in the background; the latest wish wins. GUI
// thread only.
#pragma once

#include "ui/engine/engine.h"
#include "ui/jobs/job.h"

#include <QImage>
#include <QObject>
#include <QSize>

namespace refocus::ui {

class FramePreview : public QObject
{
    Q_OBJECT

public:
    explicit FramePreview(QSize largest, QObject *parent = nullptr); // In device pixels.
    ~FramePreview() override;

    // The picture on screen at that time, or the keyframe before it if that is within the tolerance
    // (it comes sooner). Ends in ready() or failed(), unless another one is asked for before.
    void request(const EnginePtr &engine, const std::string &video, Timestamp time,
                 Timestamp tolerance);
    void cancel();
    void forget(); // The file and the pictures; a case was closed.

Q_SIGNALS:
    void ready(const std::string &video, Timestamp time, const QImage &picture);
    void failed(const std::string &video, const QString &sentence);

private:
    struct Worker; // Used by one run of the job at a time.
    QSize m_largest;
    std::shared_ptr<Worker> m_worker;
    std::string m_video;
    Job m_job;
};

} // namespace refocus::ui
