// The patches around the playhead, fetched from the index ahead of being needed, and what the
// answer says of them. GUI thread only.
#pragma once

#include "ui/jobs/job.h"
#include "ui/player/picture_view.h"
#include "ui/state/workbench.h"

#include <QObject>

#include <map>
#include <vector>

namespace refocus::ui {

class PatchWindow : public QObject
{
    Q_OBJECT

public:
    explicit PatchWindow(Workbench &workbench, QObject *parent = nullptr);

    // Fetches what lies around that time, further in the direction of play, unless it is there.
    void lookAt(const std::string &video, Timestamp time, double rate = 1);
    void clear();

    // Of exactly that picture, the strongest last; a patch without a result of its own has that of
    // the patch it stands for.
    std::vector<PictureBox> boxesAt(FrameIndex frame) const;

Q_SIGNALS:
    void changed(); // Patches, sightings or selection.
    void failed(const QString &sentence);

private:
    void fetch(const std::string &video, TimeRange range);
    PictureBox boxOf(const store::PatchRecord &patch) const;

    Workbench &m_workbench;
    std::string m_video;
    TimeRange m_range{Timestamp{0}, Timestamp{0}}, m_fetching{Timestamp{0}, Timestamp{0}};
    std::vector<store::PatchRecord> m_patches; // By frame.
    std::map<PatchId, std::vector<ClassScore>> m_stoodFor;
    mutable std::multimap<TrackId, int> m_byTrack; // Sightings of this video.
    mutable int m_tracksKnown = 0;                 // Of so many sightings.
    Job m_job;
};

} // namespace refocus::ui
