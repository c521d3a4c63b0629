// Takes sightings away: clips, sightings.csv, sightings.json, a report if wanted, and a manifest
// with the hashes of what they were made from. EXPORT.md describes the files. Runs on the caller's
// thread.
#pragma once

#include "base/progress.h"
#include "evidence/clip_plan.h"
#include "store/case.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string_view>

namespace refocus::evidence {

enum class ClipMode {
    Copy, // Not re-encoded; begins at the keyframe before, so with extra pictures.
    Exact // Re-encoded; the first and last picture are those of the plan.
};

struct ExportOptions
{
    std::filesystem::path outDir; // Made if it is not there.
    PlanOptions plan;
    // Where there are any, these are the clips, without pad, instead of one for each sighting; the
    // sightings given are then those that the tables are to list.
    std::vector<ClipSpan> spans;
    ClipMode mode = ClipMode::Copy;
    bool burnIn = false;               // Boxes, class, score and time; makes the mode exact.
    std::vector<std::string> classes;  // That were asked for.
    std::string program;               // Name and version: "refocus-cli 0.1.0".
    std::string queryJson = "{}";      // The question's parameters, a JSON object.
    std::string queryStatsJson = "{}"; // What answering took and searched, sighting_json.h.
    bool report = false;               // report.html, see report.h.
    // Makes report.pdf of the report's HTML where set: core has no typesetter. Throws Error and,
    // where progress says stop, Cancelled.
    std::function<void(const std::string &html, const std::filesystem::path &pdf,
                       const Progress &progress)>
        makePdf;
    int threads = 0; // Of decoder and encoder; 0: as many as there are cores.
};

struct ExportedClip
{
    std::string file; // Within outDir.
    std::string video;
    std::vector<std::string> classes;
    std::vector<std::size_t> sightings;         // Places in the span that was exported.
    FrameIndex firstFrame = 0, lastFrame = 0;   // Of the source, as planned; both in the clip.
    FrameIndex extraBefore = 0, extraAfter = 0; // Pictures that copying adds.
    Timestamp begin{0}, end{0};                 // Times of firstFrame and lastFrame.
    std::uint64_t sizeBytes = 0;
    std::string sha256;
};

struct ExportFailure
{
    std::string video;
    std::string file;  // The source, or the clip, table or manifest that could not be written.
    std::string error; // A sentence.
};

struct ExportResult
{
    std::vector<ExportedClip> clips;
    std::vector<std::string> reports;    // "report.html", "report.pdf"; within outDir.
    std::vector<ExportFailure> failures; // What is missing; the manifest lists it too.
    std::vector<std::string> warnings;   // Sentences, as of a source that changed since ingest.

    // That file could not be written.
    bool lacks(std::string_view file) const
    {
        return std::ranges::find(failures, file, &ExportFailure::file) != failures.end();
    }
};

// Clips of the sightings (query::QueryResult) or of the spans. A source that is missing or
// unreadable, or a clip that cannot be written, is a failure in the result and the rest is still
// made. Room for the tables and the manifest is kept on the disk while clips are written; where
// there is none, they are failures too, and the clips stay. A source whose SHA-256 is no longer
// that of ingest is exported with a warning that the manifest repeats, for a person has to judge
// what changed. Throws Error where the folder cannot be written, not even a manifest without clips,
// or already has a file that would be overwritten, and Cancelled; then the files that this call
// made are removed again.
ExportResult exportClips(const store::Case &from, std::span<const query::Sighting> sightings,
                         const ExportOptions &options, const Progress &progress = {});

} // namespace refocus::evidence
