#include "core/evidence/export_case.h"

#include "media/frame_table.h"
#include "store/files.h"
#include "store/video_writer.h"

namespace refocus::test {

cv::Rect trackBox(FrameIndex frame) { return {20 + static_cast<int>(frame), 60, 40, 30}; }

store::SourceRecord addVideo(store::Case &into, const TempFolder &folder, const std::string &name,
                             const std::string &camera,
                             const std::map<PatchId, std::vector<std::uint8_t>> &thumbnails)
{
    const std::filesystem::path file = folder / (name + ".mp4");
    ClipOptions clip;
    clip.frames = kFrames;
    writeClip(file, clip);

    store::SourceRecord source;
    source.path = file.string();
    source.name = camera;
    source.sha256 = store::sha256OfFile(file);
    source.sizeBytes = std::filesystem::file_size(file);
    source.id = store::Case::makeVideoId(file, source.sha256);
    source.state = store::SourceState::Done;
    into.putSource(source);

    store::VideoMeta meta;
    meta.videoId = source.id;
    meta.sourcePath = source.path;
    meta.sourceSha256 = source.sha256;
    meta.sourceBytes = source.sizeBytes;
    meta.width = clip.size.width;
    meta.height = clip.size.height;
    meta.modelName = "street-test";
    meta.modelHash = std::string(64, 'b');
    meta.classes = {"car", "truck"};
    meta.embeddingLength = 4;
    meta.patchSize = 16;
    meta.options = "{}";
    meta.program = "test 1";

    store::Batch batch;
    const auto frames = media::FrameTable::scan(file);
    for (const media::FrameEntry &entry : frames.entries())
        batch.frames.push_back({entry.time, entry.pts, entry.bytePosition, entry.keyframe});
    for (FrameIndex frame = 20; frame <= 80; ++frame) {
        store::PatchRecord patch;
        patch.id = batch.patches.size();
        patch.frame = frame;
        patch.time = frames.entry(frame).time;
        patch.box = trackBox(frame);
        patch.track = 7;
        patch.inferredFrom = patch.id;
        patch.topK = {{1, 0.9F}};
        batch.patches.push_back(patch);
        batch.embeddings.push_back({patch.id, {1, 0, 0, 0}});
    }
    const auto count = static_cast<std::uint32_t>(batch.patches.size());
    batch.tracks.push_back(
        {7, 20, 80, frames.entry(20).time, frames.entry(80).time, count, PatchId{30}});
    batch.clusters.push_back({0, 0, count, count, 20, 80});
    batch.pixels.push_back({0, cv::Mat(16, 16, CV_8UC3, cv::Scalar::all(90))});
    for (const auto &[patch, jpeg] : thumbnails)
        batch.thumbnails.push_back({patch, jpeg});
    batch.resume = {kFrames, batch.patches.size(), {kFrames, 0, 0, 0, {}}, {}};
    auto writer = store::VideoWriter::start(into.videoFolder(source.id), meta);
    writer.commit(batch);
    writer.finish(frames.entry(kFrames - 1).time);
    return source;
}

query::Sighting seen(const store::SourceRecord &source, FrameIndex first, FrameIndex last,
                     const std::string &className)
{
    query::Sighting sighting;
    sighting.video = source.id;
    sighting.path = source.path;
    sighting.className = className;
    sighting.track = 7;
    sighting.startFrame = first;
    sighting.endFrame = last;
    sighting.start = Timestamp(40000 * first);
    sighting.end = Timestamp(40000 * last);
    sighting.score = 0.9F;
    sighting.best = {static_cast<PatchId>(first - 20), first, sighting.start, trackBox(first),
                     0.97F};
    return sighting;
}

} // namespace refocus::test
