// A small invented video whose batches are the same every time, and what came of them as one text.
#pragma once

#include "store/video_snapshot.h"
#include "store/video_writer.h"

#include <functional>
#include <map>
#include <string>

namespace refocus::store {

inline constexpr int kSampleFrames = 30; // A batch.
inline constexpr int kSamplePatches = 2 * kSampleFrames;

VideoMeta sampleMeta();

// next() gives one batch after the other; all of them together pass verifyCase().
class SampleVideo
{
public:
    Batch next();

private:
    void addPatch(Batch &batch, int frame, int lane);

    int m_number = 0;
    PatchId m_nextPatch = 0;
    FrameIndex m_nextFrame = 0;
    std::map<ClusterId, ClusterRecord> m_clusters;
};

// Everything that can be read, so that two stores can be compared. With or without the maps.
std::string dump(const VideoSnapshot &video, bool withMaps = true);

// Runs work in a child process: its exit code, or minus the signal that ended it.
int inChild(const std::function<int()> &work);

} // namespace refocus::store
