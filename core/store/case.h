// A case: a folder NAME.case with its sources, a person's decisions and one store a video.
// Thread-safe: every call is a transaction of its own.
#pragma once

#include "store/records.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace refocus::store {

enum class SourceState : std::uint8_t { Added = 0, Unfinished = 1, Done = 2, Failed = 3 };

struct SourceRecord
{
    std::string id; // makeVideoId(); the folder under videos/ and the video of a PatchRef.
    std::string path;
    std::string name; // For people: a camera, a place.
    std::string sha256;
    std::uint64_t sizeBytes = 0;
    std::optional<std::int64_t> wallClockStart; // Of the first picture: Unix time, microseconds.
    std::string timeZone;                       // IANA name, may be empty.
    std::int64_t clockOffsetMs = 0;             // To add to the camera's clock, as measured.
    std::int64_t addedAt = 0;                   // Unix time, seconds.
    SourceState state = SourceState::Added;
    std::string error; // The sentence, if failed.
    friend bool operator==(const SourceRecord &, const SourceRecord &) = default;
};

enum class Decision : std::uint8_t { Accept = 0, Reject = 1, Label = 2, None = 3 };

struct Review
{
    Decision decision = Decision::None; // None: only a note or a star.
    std::string label; // The class: with Label the one given, else the one that it was about.
    std::string note;
    bool starred = false;
    std::int64_t time = 0; // Unix time, microseconds.
    friend bool operator==(const Review &, const Review &) = default;
};

struct ReviewedPatch
{
    PatchRef patch;
    Review review;
};

struct AuditEntry
{
    std::uint64_t number = 0; // From 1, no gaps.
    std::int64_t time = 0;    // Unix time, microseconds.
    std::string action;       // "ingest", "review", "export" ...
    std::string detail;       // A JSON document.
};

class Case
{
public:
    static Case create(const std::filesystem::path &folder); // Throws Error if it is there.
    // Throws Error: not a case, a newer format, damaged, no permission.
    static Case open(const std::filesystem::path &folder, Access access = Access::ReadWrite);
    // For writing if that is possible, else for reading. Throws Error.
    static Case openAsAllowed(const std::filesystem::path &folder);
    static Case openOrCreate(const std::filesystem::path &folder);
    static bool isAt(const std::filesystem::path &folder); // Whether the folder is a case.
    // Whether the folder is empty but for what a create() that was cut off leaves behind.
    static bool isFree(const std::filesystem::path &folder);
    Case(Case &&) noexcept;
    Case &operator=(Case &&) noexcept;
    ~Case();

    const std::filesystem::path &folder() const;
    bool writable() const;

    // A stable, readable id: the file's stem and the first 8 digits of its hash:
    // "parking-5f2c9a01".
    static std::string makeVideoId(const std::filesystem::path &file, std::string_view sha256);
    std::filesystem::path videoFolder(std::string_view videoId) const; // Throws Error for a bad id.
    std::vector<std::string> videoIds() const; // Folders under videos/ with an index, sorted.

    void putSource(const SourceRecord &source); // Adds or replaces.
    std::optional<SourceRecord> source(std::string_view id) const;
    std::vector<SourceRecord> sources() const; // By time added, then id.

    // The source with its index, its maps and the decisions about it; the video file stays. Nothing
    // where there is no such video. Throws Error while an ingest has it, of any program.
    void removeVideo(std::string_view id);

    void putReview(const PatchRef &patch, const Review &review);
    bool clearReview(const PatchRef &patch); // False if there was none.
    std::optional<Review> review(const PatchRef &patch) const;
    std::vector<ReviewedPatch> reviews(std::string_view videoId = {}) const; // Of one video or all.

    void log(std::string_view action, std::string_view detailJson); // Appends, never changed.
    std::vector<AuditEntry> auditLog(std::uint64_t firstNumber = 1) const;

    // Saved queries ("query"), bookmarks ("bookmark") and what else is small: JSON by kind and
    // name.
    void putValue(std::string_view kind, std::string_view name, std::string_view json);
    bool eraseValue(std::string_view kind, std::string_view name);
    std::optional<std::string> value(std::string_view kind, std::string_view name) const;
    std::vector<std::pair<std::string, std::string>>
    values(std::string_view kind) const; // By name.

private:
    struct Private;
    explicit Case(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace refocus::store
