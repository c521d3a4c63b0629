#include "evidence/source.h"

#include "base/error.h"
#include "media/video_reader.h"
#include "store/files.h"

namespace refocus::evidence {

namespace fs = std::filesystem;

std::optional<std::int64_t> wallClock(const store::SourceRecord &source, Timestamp time)
{
    if (!source.wallClockStart)
        return {};
    return *source.wallClockStart + source.clockOffsetMs * 1000 + time.count();
}

media::FrameTable frameTable(const store::VideoSnapshot &snapshot)
{
    media::FrameTable table;
    Timestamp last = Timestamp::min();
    for (const store::FrameEntry &entry : snapshot.frames()) {
        if (entry.time <= last)
            throw Error(snapshot.folder(),
                        "the times of the frames do not rise; the store is damaged");
        last = entry.time;
        table.append({entry.pts, entry.time, entry.keyframe, entry.bytePosition});
    }
    if (table.empty())
        throw Error(snapshot.folder(), "no frame has been ingested yet");
    return table;
}

Source Source::open(const store::Case &from, const std::string &video)
{
    store::VideoSnapshot snapshot(from.videoFolder(video), store::Access::ReadOnly);
    media::FrameTable frames = frameTable(snapshot);
    store::SourceRecord record = from.source(video).value_or(store::SourceRecord{});
    if (record.path.empty())
        record.path = snapshot.meta().sourcePath;
    std::string camera = record.name.empty() ? fs::path(record.path).stem().string() : record.name;
    return {std::move(snapshot), std::move(record), std::move(frames), std::move(camera), {}, {}};
}

void Source::inspect(const Progress &progress)
{
    std::error_code error;
    if (!fs::exists(path(), error))
        throw Error(path(), "the source of video " + meta().videoId + " is missing");
    sha256 = store::sha256OfFile(path(), progress);
    sizeBytes = fs::file_size(path());
    codec = media::VideoReader(path(), {.threads = 1}).info().codec;
}

} // namespace refocus::evidence
