// An engine without models, videos or a disk: tests fill its members and look at what was asked.
// Thread-safe as Engine demands; change the public members only while no work runs.
#pragma once

#include "compare/comparison.h"
#include "ui/engine/engine.h"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

namespace refocus::test {

// `count` sightings of the given classes in turn, spread evenly over the video, tracks 0 to
// count - 1, best patches 10 x track.
std::vector<query::Sighting> fakeSightings(const std::string &video, int count,
                                           const std::vector<std::string> &classes,
                                           Timestamp duration);

// A finished source of that length, 640x360.
ui::SourceInfo fakeSource(const std::string &id, Timestamp duration);

class FakeEngine : public ui::Engine
{
public:
    // What it has.
    ui::EngineInfo engineInfo{"fake",          std::string(64, '0'),
                              "/nowhere",      {"background", "bus", "car", "person", "truck"},
                              "cpu",           "fp32",
                              "It is a fake.", 1};
    std::vector<ui::SourceInfo> sourceList;
    std::vector<ui::DepthInfo> depthList;
    std::vector<query::Sighting>
        sightings; // The answer; those whose class is not asked for stay out.
    // The answer at a depth ("none", "7", "13-24") that finds others than these.
    std::map<std::string, std::vector<query::Sighting>> sightingsAt;
    bool canWrite = true;
    std::chrono::milliseconds batchDelay{0}; // Between batches of an answer.
    std::size_t batch = 50;
    std::string queryError, exportError;         // Thrown where not empty.
    std::optional<query::QueryStats> queryStats; // Of an answer, instead of what is counted.
    std::vector<evidence::ExportFailure> exportFailures;  // One for each of the last sightings.
    std::map<std::string, media::FrameTable> frameTables; // Of the others the file is scanned.
    std::chrono::milliseconds ingestTime{0};
    std::string ingestError;
    std::vector<query::SimilarPatch> similarPatches;
    compare::Comparison comparison; // Delivered as it is, after `comparisonParts` unfinished ones.
    int comparisonParts = 0;
    std::string compareError;

    // What was done.
    std::atomic<int> queries = 0, thumbnails = 0;
    std::vector<query::QueryOptions> asked;
    std::vector<compare::CompareOptions> compared;
    std::vector<std::filesystem::path> ingested;
    std::vector<evidence::ExportOptions> exports;
    std::vector<std::vector<query::Sighting>> exported;
    std::map<std::string, store::Review> reviewMap; // By "video:patch".
    std::map<std::pair<std::string, std::string>, std::string> valueMap;
    std::vector<std::string> removed, mapsRemoved;
    std::optional<std::filesystem::path> pack; // The default.
    std::vector<std::string> closedSources;    // To every pack.
    std::vector<std::pair<std::string, std::string>> audit;

    std::filesystem::path folder() const override { return "/fake.case"; }
    bool writable() const override { return canWrite; }
    ui::EngineInfo info() override { return engineInfo; }
    std::vector<ui::SourceInfo> sources() override;
    void putSource(const store::SourceRecord &record) override;
    void removeSource(const std::string &video) override;
    void removeMaps(const std::string &video) override;
    ingest::DerivedMaps deriveMaps(const std::string &video, const Progress &progress) override;
    std::optional<std::filesystem::path> defaultPack() override { return pack; }
    void setDefaultPack(const std::optional<std::filesystem::path> &folder) override
    {
        pack = folder;
    }
    std::vector<std::string> sourcesClosedTo(const std::filesystem::path &) override
    {
        return closedSources;
    }
    ingest::VideoReport ingest(const std::filesystem::path &file,
                               const ingest::IngestProgress &progress) override;
    std::vector<ui::DepthInfo> depths() override { return depthList; }
    query::QueryResult query(const query::QueryOptions &options, const query::Sink &sink,
                             const Progress &progress) override;
    query::SimilarResult similar(const PatchRef &patch, std::size_t limit,
                                 const Progress &progress) override;
    compare::Comparison compare(const compare::CompareOptions &options,
                                const compare::ComparisonSink &sink,
                                const Progress &progress) override;
    // By the reviews of the subjects themselves.
    void readDecisions(compare::Subjects &subjects) override;
    QImage thumbnail(const PatchRef &patch) override; // A picture whose colour follows the number.
    QImage cutOut(const PatchRef &patch) override { return thumbnail(patch); }
    std::optional<store::PatchRecord> patch(const PatchRef &patch) override;
    std::vector<store::PatchRecord> patchesIn(const std::string &video, TimeRange time) override;
    std::vector<store::PatchRecord> patchesOfTrack(const std::string &video,
                                                   TrackId track) override;
    std::vector<PatchRef> clusterMembers(const PatchRef &patch) override;
    std::vector<std::uint32_t> activity(const std::string &video, Timestamp bin) override;
    std::filesystem::path sourcePath(const std::string &video) override;
    media::FrameTable frameTable(const std::string &video, const Progress &progress = {}) override;
    std::vector<store::ReviewedPatch> reviews() override;
    void putReview(const PatchRef &patch, const std::optional<store::Review> &review) override;
    std::vector<std::pair<std::string, std::string>> values(const std::string &kind) override;
    void putValue(const std::string &kind, const std::string &name,
                  const std::string &json) override;
    void eraseValue(const std::string &kind, const std::string &name) override;
    void log(const std::string &action, const std::string &detailJson) override;
    std::vector<store::AuditEntry> auditLog(std::uint64_t firstNumber) override;
    evidence::ExportResult exportClips(std::span<const query::Sighting> sightings,
                                       const evidence::ExportOptions &options,
                                       const Progress &progress) override;

private:
    std::mutex m_mutex;
};

// For CaseSession: every folder opens this engine.
inline std::function<ui::EnginePtr(const std::filesystem::path &)>
opens(std::shared_ptr<FakeEngine> engine)
{
    return [engine](const std::filesystem::path &) { return engine; };
}

} // namespace refocus::test
