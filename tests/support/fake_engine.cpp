#include "support/fake_engine.h"

#include "base/error.h"

#include <algorithm>

namespace refocus::test {

std::vector<query::Sighting> fakeSightings(const std::string &video, int count,
                                           const std::vector<std::string> &classes,
                                           Timestamp duration)
{
    std::vector<query::Sighting> all;
    for (int i = 0; i < count; ++i) {
        query::Sighting s;
        s.video = video;
        s.path = "/videos/" + video + ".mp4";
        s.className = classes[static_cast<std::size_t>(i) % classes.size()];
        s.track = static_cast<TrackId>(i);
        s.start = duration * i / count;
        s.end = s.start + std::min<Timestamp>(duration / count, std::chrono::seconds(4));
        s.startFrame = s.start.count() / 40000;
        s.endFrame = s.end.count() / 40000;
        s.score = 0.5F + 0.49F * static_cast<float>(i * 37 % 100) / 100;
        s.best = {static_cast<PatchId>(10 * i),
                  s.startFrame + 5,
                  s.start + std::chrono::milliseconds(200),
                  {20 + i * 13 % 500, 40 + i * 7 % 200, 60, 40},
                  s.score};
        all.push_back(s);
    }
    return all;
}

ui::SourceInfo fakeSource(const std::string &id, Timestamp duration)
{
    ui::SourceInfo info;
    info.record.id = id;
    info.record.name = id;
    info.record.path = "/videos/" + id + ".mp4";
    info.record.state = store::SourceState::Done;
    info.indexed = true;
    info.width = 640;
    info.height = 360;
    info.duration = duration;
    info.counts.frames = static_cast<std::uint64_t>(duration.count() / 40000);
    info.coverage.framesDecoded = static_cast<std::int64_t>(info.counts.frames);
    return info;
}

std::vector<ui::SourceInfo> FakeEngine::sources()
{
    const std::lock_guard lock(m_mutex);
    return sourceList;
}

void FakeEngine::putSource(const store::SourceRecord &record)
{
    const std::lock_guard lock(m_mutex);
    for (ui::SourceInfo &source : sourceList)
        if (source.id() == record.id)
            source.record = record;
}

void FakeEngine::removeSource(const std::string &video)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(sourceList, [&](const ui::SourceInfo &source) { return source.id() == video; });
    removed.push_back(video);
}

void FakeEngine::removeMaps(const std::string &video)
{
    const std::lock_guard lock(m_mutex);
    for (ui::SourceInfo &source : sourceList)
        if (source.id() == video)
            source.mapsBytes = 0;
    mapsRemoved.push_back(video);
}

ingest::DerivedMaps FakeEngine::deriveMaps(const std::string &video, const Progress &progress)
{
    if (!goOn(progress, {0, "deriving maps of " + video}))
        throw Cancelled();
    const std::lock_guard lock(m_mutex);
    for (ui::SourceInfo &source : sourceList)
        if (source.id() == video && source.mapsBytes == 0) {
            source.mapsBytes = 1000;
            return {10, 20, 0, source.mapsBytes};
        }
    return {10, 0, 0, 1000};
}

ingest::VideoReport FakeEngine::ingest(const std::filesystem::path &file,
                                       const ingest::IngestProgress &progress)
{
    ingest::VideoReport report;
    report.path = file.string();
    report.id = file.stem().string();
    const auto begin = std::chrono::steady_clock::now();
    for (;;) {
        const auto passed = std::chrono::steady_clock::now() - begin;
        ingest::IngestStatus status;
        status.report.fraction =
            ingestTime.count() > 0
                ? std::min(1.0, passed / std::chrono::duration<double>(ingestTime))
                : 1;
        status.report.secondsLeft = 1;
        status.timesRealtime = 6.2;
        if (progress && !progress(status)) {
            report.outcome = ingest::VideoOutcome::Cancelled;
            return report;
        }
        if (passed >= ingestTime)
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    const std::lock_guard lock(m_mutex);
    ingested.push_back(file);
    report.error = ingestError;
    report.outcome =
        ingestError.empty() ? ingest::VideoOutcome::Done : ingest::VideoOutcome::Failed;
    if (ingestError.empty()) {
        ui::SourceInfo source = fakeSource(report.id, std::chrono::seconds(60));
        source.record.path = file.string();
        sourceList.push_back(source);
    }
    return report;
}

query::QueryResult FakeEngine::query(const query::QueryOptions &options, const query::Sink &sink,
                                     const Progress &progress)
{
    ++queries;
    {
        const std::lock_guard lock(m_mutex);
        asked.push_back(options);
    }
    if (!queryError.empty())
        throw Error(queryError);
    query::QueryResult result;
    using Kind = query::Reuse::Kind;
    const std::string depth =
        options.reuse.kind == Kind::Splice ? options.reuse.splice.name() : "none";
    const auto other = sightingsAt.find(depth);
    for (const query::Sighting &sighting : other == sightingsAt.end() ? sightings : other->second)
        if (std::ranges::find(options.classes, sighting.className) != options.classes.end())
            result.sightings.push_back(sighting);
    for (std::size_t i = 0; i < result.sightings.size(); i += batch) {
        if (!goOn(progress, {static_cast<double>(i) / static_cast<double>(result.sightings.size()),
                             std::to_string(i) + " of " + std::to_string(result.sightings.size()) +
                                 " patches verified",
                             1, i, result.sightings.size()}))
            throw Cancelled();
        if (sink)
            sink(std::span(result.sightings)
                     .subspan(i, std::min(batch, result.sightings.size() - i)));
        std::this_thread::sleep_for(batchDelay);
    }
    result.stats.patches = 10 * sightings.size();
    result.stats.candidates = result.stats.verified = result.sightings.size();
    result.stats.reuse = depth;
    result.stats.msTotal = 10;
    if (queryStats)
        result.stats = *queryStats;
    return result;
}

query::SimilarResult FakeEngine::similar(const PatchRef &patch, std::size_t limit, const Progress &)
{
    query::SimilarResult result;
    result.asked = patch;
    for (const auto &similar : similarPatches)
        if (result.patches.size() < limit)
            result.patches.push_back(similar);
    return result;
}

compare::Comparison FakeEngine::compare(const compare::CompareOptions &options,
                                        const compare::ComparisonSink &sink,
                                        const Progress &progress)
{
    {
        const std::lock_guard lock(m_mutex);
        compared.push_back(options);
    }
    if (!compareError.empty())
        throw Error(compareError);
    compare::Comparison part = comparison;
    part.finished = false;
    for (int i = 0; i < comparisonParts; ++i) {
        std::this_thread::sleep_for(batchDelay);
        if (!goOn(progress, {static_cast<double>(i) / comparisonParts, "run"}))
            throw Cancelled();
        sink(part);
    }
    return comparison;
}

void FakeEngine::readDecisions(compare::Subjects &subjects)
{
    const std::lock_guard lock(m_mutex);
    subjects.decided = 0;
    for (std::size_t i = 0; i < subjects.list.size(); ++i) {
        const auto review = reviewMap.find(subjects.ref(i).toString());
        const bool decided =
            review != reviewMap.end() && review->second.decision != store::Decision::None;
        subjects.list[i].isWanted =
            decided ? std::optional(review->second.decision != store::Decision::Reject)
                    : std::nullopt;
        subjects.decided += decided;
    }
}

QImage FakeEngine::thumbnail(const PatchRef &patch)
{
    ++thumbnails;
    QImage image(64, 48, QImage::Format_RGB32);
    image.fill(QColor::fromHsv(static_cast<int>(patch.patch * 7 % 360), 120, 160));
    return image;
}

std::optional<store::PatchRecord> FakeEngine::patch(const PatchRef &patch)
{
    for (const query::Sighting &sighting : sightings)
        if (sighting.video == patch.video && sighting.best.patch == patch.patch) {
            store::PatchRecord record;
            record.id = patch.patch;
            record.frame = sighting.best.frame;
            record.time = sighting.best.time;
            record.box = sighting.best.box;
            record.track = sighting.track;
            return record;
        }
    return {};
}

std::vector<store::PatchRecord> FakeEngine::patchesIn(const std::string &video, TimeRange time)
{
    std::vector<store::PatchRecord> patches;
    for (const query::Sighting &sighting : sightings)
        if (sighting.video == video && time.contains(sighting.best.time))
            patches.push_back(*patch({video, sighting.best.patch}));
    return patches;
}

std::vector<store::PatchRecord> FakeEngine::patchesOfTrack(const std::string &video, TrackId track)
{
    std::vector<store::PatchRecord> patches;
    for (const query::Sighting &sighting : sightings)
        if (sighting.video == video && sighting.track == track)
            patches.push_back(*patch({video, sighting.best.patch}));
    return patches;
}

std::vector<PatchRef> FakeEngine::clusterMembers(const PatchRef &patch)
{
    return {patch, {patch.video, patch.patch + 1}, {patch.video, patch.patch + 2}};
}

std::vector<std::uint32_t> FakeEngine::activity(const std::string &video, Timestamp bin)
{
    std::vector<std::uint32_t> counts;
    for (const query::Sighting &sighting : sightings)
        if (sighting.video == video) {
            const auto place = static_cast<std::size_t>(sighting.best.time / bin);
            counts.resize(std::max(counts.size(), place + 1));
            ++counts[place];
        }
    return counts;
}

std::filesystem::path FakeEngine::sourcePath(const std::string &video)
{
    for (const ui::SourceInfo &source : sources())
        if (source.id() == video)
            return source.record.path;
    throw Error("/fake.case", "has no video " + video);
}

media::FrameTable FakeEngine::frameTable(const std::string &video, const Progress &progress)
{
    const auto known = frameTables.find(video);
    return known != frameTables.end() ? known->second
                                      : media::FrameTable::scan(sourcePath(video), progress);
}

std::vector<store::ReviewedPatch> FakeEngine::reviews()
{
    const std::lock_guard lock(m_mutex);
    std::vector<store::ReviewedPatch> all;
    for (const auto &[patch, review] : reviewMap)
        all.push_back({PatchRef::parse(patch), review});
    return all;
}

void FakeEngine::putReview(const PatchRef &patch, const std::optional<store::Review> &review)
{
    const std::lock_guard lock(m_mutex);
    if (review)
        reviewMap[patch.toString()] = *review;
    else
        reviewMap.erase(patch.toString());
}

std::vector<std::pair<std::string, std::string>> FakeEngine::values(const std::string &kind)
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto &[key, json] : valueMap)
        if (key.first == kind)
            found.emplace_back(key.second, json);
    return found;
}

void FakeEngine::putValue(const std::string &kind, const std::string &name, const std::string &json)
{
    const std::lock_guard lock(m_mutex);
    valueMap[{kind, name}] = json;
}

void FakeEngine::eraseValue(const std::string &kind, const std::string &name)
{
    const std::lock_guard lock(m_mutex);
    valueMap.erase({kind, name});
}

void FakeEngine::log(const std::string &action, const std::string &detailJson)
{
    const std::lock_guard lock(m_mutex);
    audit.emplace_back(action, detailJson);
}

std::vector<store::AuditEntry> FakeEngine::auditLog(std::uint64_t firstNumber)
{
    const std::lock_guard lock(m_mutex);
    std::vector<store::AuditEntry> entries;
    for (std::uint64_t number = std::max<std::uint64_t>(1, firstNumber); number <= audit.size();
         ++number) {
        const auto &[action, detail] = audit[static_cast<std::size_t>(number - 1)];
        const std::int64_t time =
            1'795'000'000'000'000 + static_cast<std::int64_t>(number) * 1'000'000;
        entries.push_back({number, time, action, detail});
    }
    return entries;
}

evidence::ExportResult FakeEngine::exportClips(std::span<const query::Sighting> taken,
                                               const evidence::ExportOptions &options,
                                               const Progress &progress)
{
    if (!exportError.empty())
        throw Error(exportError);
    evidence::ExportResult result;
    for (std::size_t i = 0; i < taken.size(); ++i) {
        if (!goOn(progress,
                  {static_cast<double>(i) / static_cast<double>(taken.size()), "clip", 1}))
            throw Cancelled();
        std::this_thread::sleep_for(batchDelay);
        evidence::ExportedClip clip;
        clip.file = "clip" + std::to_string(i) + ".mp4";
        clip.video = taken[i].video;
        clip.sightings = {i};
        if (i + exportFailures.size() < taken.size() || !options.spans.empty())
            result.clips.push_back(clip);
    }
    result.failures = exportFailures;
    const std::lock_guard lock(m_mutex);
    exports.push_back(options);
    exported.emplace_back(taken.begin(), taken.end());
    return result;
}

} // namespace refocus::test
