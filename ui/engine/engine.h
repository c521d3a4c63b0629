// All that the window asks of the engine, behind one interface, so that the window also runs on a
// fake (tests/support/fake_engine.h) without a model. One object is one open case.
//
// Every function may block and throws Error; call them on worker threads (ui/jobs), any number at
// once. Where it says "one at a time" a second call waits for the first.
#pragma once

#include "evidence/export.h"
#include "ingest/derive_maps.h"
#include "ingest/ingest.h"
#include "media/frame_seeker.h"
#include "query/query.h"
#include "query/similar.h"
#include "store/case.h"
#include "store/video_snapshot.h"

#include <QImage>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace refocus::compare {
struct CompareOptions;
struct Comparison;
struct Subjects;
} // namespace refocus::compare

namespace refocus::ui {

struct ClassTotal
{
    std::string name;
    std::uint64_t patches = 0;  // Members of the clusters below.
    std::uint64_t clusters = 0; // Whose likeliest class it is.
    friend bool operator==(const ClassTotal &, const ClassTotal &) = default;
};

// What is known of a source of the case.
struct SourceInfo
{
    store::SourceRecord record;
    bool offline = false;      // No file at record.path.
    bool indexed = false;      // Something of it can be searched.
    bool beingIndexed = false; // By this program or by another.
    int width = 0, height = 0;
    Timestamp duration{0}; // Of what has been indexed so far.
    store::Counts counts;
    store::Coverage coverage;
    std::vector<ClassTotal> classes; // Most patches first, without "background".
    std::uint64_t bytes = 0;         // On disk: index and maps.
    std::uint64_t mapsBytes = 0;     // Of these, the maps: they may be deleted and derived again.

    const std::string &id() const { return record.id; }
    std::string name() const; // For people: the camera's, else the file's.
    friend bool operator==(const SourceInfo &, const SourceInfo &) = default;
};

// One setting of the reuse control.
struct DepthInfo
{
    query::Reuse reuse;
    std::string name;                // "none", "4", "7-11", "auto", as --reuse takes it.
    std::array<int, 3> shape{};      // Of the map; of the pixels for none.
    std::uint64_t bytesPerPatch = 0; // As stored, on average; 0 where unknown.
    double msPerPatch = 0;           // Expected on this machine; 0 where unknown.
    double accuracy = -1;            // Of the pack's test split; negative where not measured.
    bool retrained = true;
    bool mapsKept = false; // In every indexed source; otherwise it works from pixels.
};

struct EngineInfo
{
    std::string packName, packHash;
    std::filesystem::path packFolder;
    std::vector<std::string> classes; // Of the pack, "background" included.
    std::string device, precision, reason;
    int threads = 0;
};

class Engine
{
public:
    virtual ~Engine() = default;

    virtual std::filesystem::path folder() const = 0;
    virtual bool writable() const = 0;
    virtual EngineInfo info() = 0;

    // Sources
    virtual std::vector<SourceInfo> sources() = 0;                 // By time added.
    virtual void putSource(const store::SourceRecord &record) = 0; // Name, clock, path.
    virtual void removeSource(const std::string &video) = 0; // Record, index, maps, decisions.
    // Its feature maps. Asking with reuse then works from pixels, which takes longer. Throws Error,
    // also while footage is being indexed.
    virtual void removeMaps(const std::string &video) = 0;
    // Those that a finished source lacks, from the pixels of its index (ingest/derive_maps.h).
    // Throws Error, also while footage is being indexed; Cancelled.
    virtual ingest::DerivedMaps deriveMaps(const std::string &video, const Progress &progress) = 0;
    // One at a time. Outcomes and progress: see ingest/ingest.h.
    virtual ingest::VideoReport ingest(const std::filesystem::path &file,
                                       const ingest::IngestProgress &progress) = 0;

    // The pack that the case is to be asked with when it is opened the next time; none: the
    // program's own.
    virtual std::optional<std::filesystem::path> defaultPack() = 0;
    virtual void setDefaultPack(const std::optional<std::filesystem::path> &folder) = 0;
    // Names of the sources whose index that pack cannot read: they would have to be indexed again.
    virtual std::vector<std::string> sourcesClosedTo(const std::filesystem::path &pack) = 0;

    // Questions
    virtual std::vector<DepthInfo> depths() = 0; // none, the pack's splices, auto.
    // One at a time. The sink is called on the caller's thread.
    virtual query::QueryResult query(const query::QueryOptions &options, const query::Sink &sink,
                                     const Progress &progress) = 0;
    virtual query::SimilarResult similar(const PatchRef &patch, std::size_t limit,
                                         const Progress &progress) = 0;

    // Reuse depths, see compare/comparison.h. One at a time, beside queries. `auto` follows what a
    // finished one advises.
    virtual compare::Comparison
    compare(const compare::CompareOptions &options,
            const std::function<void(const compare::Comparison &)> &sink,
            const Progress &progress) = 0;
    virtual void readDecisions(compare::Subjects &subjects) = 0; // Sets isWanted anew.

    // The index
    // As stored: quick, and perhaps another view of the same object. Null where there is none.
    virtual QImage thumbnail(const PatchRef &patch) = 0;
    // Exactly that patch, from the video's picture; takes a seek. As thumbnail() where it is
    // offline.
    virtual QImage cutOut(const PatchRef &patch) = 0;
    virtual std::optional<store::PatchRecord> patch(const PatchRef &patch) = 0;
    virtual std::vector<store::PatchRecord> patchesIn(const std::string &video, TimeRange time) = 0;
    virtual std::vector<store::PatchRecord> patchesOfTrack(const std::string &video,
                                                           TrackId track) = 0;
    virtual std::vector<PatchRef> clusterMembers(const PatchRef &patch) = 0; // Itself included.
    // Patches seen in each `bin` of time from the start of the video.
    virtual std::vector<std::uint32_t> activity(const std::string &video, Timestamp bin) = 0;

    // Pictures. The frame table of what has been indexed, else of the whole file, which takes as
    // long as decoding it; throws Cancelled if stopped.
    virtual std::filesystem::path sourcePath(const std::string &video) = 0;
    virtual media::FrameTable frameTable(const std::string &video,
                                         const Progress &progress = {}) = 0;

    // Decisions and small values (saved queries "query", markers "bookmark", ...), as in
    // store::Case.
    virtual std::vector<store::ReviewedPatch> reviews() = 0;
    virtual void putReview(const PatchRef &patch, const std::optional<store::Review> &review) = 0;
    virtual std::vector<std::pair<std::string, std::string>> values(const std::string &kind) = 0;
    virtual void putValue(const std::string &kind, const std::string &name,
                          const std::string &json) = 0;
    virtual void eraseValue(const std::string &kind, const std::string &name) = 0;
    virtual void log(const std::string &action, const std::string &detailJson) = 0;
    virtual std::vector<store::AuditEntry> auditLog(std::uint64_t firstNumber) = 0;

    virtual evidence::ExportResult exportClips(std::span<const query::Sighting> sightings,
                                               const evidence::ExportOptions &options,
                                               const Progress &progress) = 0;
};

using EnginePtr = std::shared_ptr<Engine>;

} // namespace refocus::ui
