// Pictures of one video, decoded, scaled and adjusted on a thread of its own. GUI thread only,
// which never waits for it but in the destructor.
//
// The latest wish wins: of several show() only the last one is certain to be answered, and answers
// come in the order in which they were asked for. While playing a few pictures are made ahead and
// wait until they are due; see PlayPlan for which ones. Backwards, where each picture depends on
// those before it, a dozen are decoded in one go.
#pragma once

#include "ui/player/picture.h"
#include "ui/player/play_plan.h"

#include <QObject>

#include <filesystem>
#include <memory>
#include <optional>

namespace refocus::ui {

using FrameTablePtr = std::shared_ptr<const media::FrameTable>;

class FrameSource : public QObject
{
    Q_OBJECT

public:
    explicit FrameSource(QObject *parent = nullptr);
    ~FrameSource() override; // Waits for the picture that is being decoded.

    // Drops everything asked before. The table must be of this file and not empty.
    void open(const std::filesystem::path &path, FrameTablePtr table);
    void close();

    void show(FrameIndex index); // Ends playing. Followed by shown() or failed().
    // Followed by ready() whenever there is something to take() and was nothing before.
    void play(const PlayOptions &options);
    // From now on; the picture shown now is drawn again.
    void setView(const Viewport &viewport, const Adjustment &adjustment);

    // While playing: the newest picture that is due; older ones are dropped.
    std::optional<Picture> take(PlayClock::time_point now);
    std::optional<PlayClock::time_point> nextDue() const; // Of the next picture made so far.
    bool playedOut() const;                               // Everything has been taken.
    int dropped() const; // Since play(): pictures that came or were taken too late.
    // Pictures decoded since it was opened; of many wishes fewer.
    int decoded() const;

Q_SIGNALS:
    void opened(QSize picture);
    void shown(const refocus::ui::Picture &picture);
    void ready();
    void failed(const QString &sentence);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace refocus::ui
