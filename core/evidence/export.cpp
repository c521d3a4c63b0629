#include "evidence/export.h"

#include "base/disk_full.h"
#include "evidence/burn_in.h"
#include "evidence/manifest.h"
#include "evidence/names.h"
#include "evidence/out_folder.h"
#include "evidence/report.h"
#include "evidence/sighting_table.h"
#include "evidence/source.h"
#include "evidence/spare_room.h"
#include "media/clip_writer.h"
#include "store/files.h"

#include <algorithm>
#include <set>

namespace refocus::evidence {

namespace fs = std::filesystem;
using query::Sighting;

namespace {

constexpr double kInspectingShare = 0.3; // Of the whole, for the progress.
constexpr double kWritingShare = 0.8;    // Of a clip; the rest is its hash.
constexpr double kReportShare = 0.05;    // Of the whole.
constexpr const char *kManifest = "manifest.json", *kCsv = "sightings.csv",
                     *kJson = "sightings.json", *kReport = "report.html", *kPdf = "report.pdf";

// For the tables and the manifest, until the clips are made.
constexpr const char *kSpare = "room-for-the-manifest";
constexpr std::size_t kBytesAtLeast = 12 * 1024, kBytesOfClip = 1024, kBytesOfSighting = 1024;

std::int64_t unixMicroseconds()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

std::vector<std::string> wantedReports(const ExportOptions &options)
{
    std::vector<std::string> names;
    if (options.report)
        names.emplace_back(kReport);
    if (options.makePdf)
        names.emplace_back(kPdf);
    return names;
}

std::vector<std::string> reservedNames(const ExportOptions &options)
{
    std::vector<std::string> names{kManifest, kCsv, kJson};
    for (std::string &report : wantedReports(options))
        names.push_back(std::move(report));
    return names;
}

// MP4 plays everywhere; what it cannot hold goes into Matroska, which holds all.
std::string copyExtension(const std::string &codec)
{
    static const std::set<std::string> mp4{"h264", "hevc", "mpeg4", "av1"};
    return mp4.contains(codec) ? ".mp4" : ".mkv";
}

std::vector<std::string> classesOf(const PlannedClip &clip, std::span<const Sighting> sightings)
{
    std::set<std::string> names;
    for (const std::size_t i : clip.sightings)
        names.insert(sightings[i].className);
    return {names.begin(), names.end()};
}

class Export
{
public:
    Export(const store::Case &from, std::span<const Sighting> sightings,
           const ExportOptions &options, const Progress &progress)
        : m_case(from), m_sightings(sightings), m_options(options), m_progress(progress),
          m_exact(options.mode == ClipMode::Exact || options.burnIn),
          m_folder(options.outDir, reservedNames(options))
    {}

    ExportResult run()
    {
        const std::int64_t startedAt = unixMicroseconds();
        openSources();
        inspectSources();
        const std::vector<PlannedClip> clips = plan();
        const bool reports = m_options.report || m_options.makePdf;
        beginPhase(kInspectingShare, reports ? 1 - kReportShare : 1, clips.size());
        {
            // Clips would take it to the last byte, and nothing could say what they are.
            const SpareRoom room(m_folder.path(m_folder.claim(kSpare)),
                                 kBytesAtLeast + kBytesOfClip * clips.size() +
                                     kBytesOfSighting * m_sightings.size());
            for (const PlannedClip &clip : clips) {
                make(clip);
                ++m_done;
            }
        }
        writeTables();
        ManifestInput input{.from = &m_case,
                            .options = &m_options,
                            .sources = &m_sources,
                            .result = &m_result,
                            .tables = m_tables,
                            .sightings = m_sightings.size(),
                            .startedAt = startedAt,
                            .finishedAt = unixMicroseconds()};
        if (reports) {
            beginPhase(1 - kReportShare, 1, 2);
            writeReports(input);
            input.tables = m_tables;
        }
        writeManifest(input);
        m_folder.keep();
        return std::move(m_result);
    }

private:
    void openSources()
    {
        std::set<std::string> videos;
        for (const Sighting &sighting : m_sightings)
            videos.insert(sighting.video);
        for (const ClipSpan &span : m_options.spans)
            videos.insert(span.video);
        for (const std::string &video : videos) {
            try {
                m_sources.emplace(video, Source::open(m_case, video));
            } catch (const Error &error) {
                m_result.failures.push_back({video, video, error.what()});
            }
        }
    }

    void inspectSources()
    {
        beginPhase(0, kInspectingShare, m_sources.size());
        for (auto &[video, source] : m_sources) {
            const std::string path = source.record.path;
            try {
                source.inspect(step("checking " + fs::path(path).filename().string(), 0, 1));
                m_ready.insert(video);
                if (!source.unchanged())
                    m_result.warnings.push_back(
                        path + ": the file has changed since it was ingested (SHA-256 was " +
                        source.meta().sourceSha256 + ", is " + source.sha256 +
                        "); clips of it may not show what was found");
                if (!source.snapshot.finished())
                    m_result.warnings.push_back(path + ": only " +
                                                clockText(source.frames.duration()) +
                                                " of it have been ingested so far");
            } catch (const Cancelled &) {
                throw;
            } catch (const Error &error) {
                m_result.failures.push_back({video, path, error.what()});
            }
            ++m_done;
        }
    }

    std::vector<PlannedClip> plan() const
    {
        std::map<std::string, Timestamp> durations;
        for (const std::string &video : m_ready)
            durations[video] = m_sources.at(video).frames.duration();
        std::vector<Sighting> known;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < m_sightings.size(); ++i) {
            if (!m_ready.contains(m_sightings[i].video))
                continue;
            known.push_back(m_sightings[i]);
            places.push_back(i);
        }
        std::vector<ClipSpan> spans;
        for (const ClipSpan &span : m_options.spans)
            if (m_ready.contains(span.video))
                spans.push_back(span);
        std::vector<PlannedClip> clips = m_options.spans.empty()
                                             ? planClips(known, durations, m_options.plan)
                                             : planSpans(spans, known, durations);
        for (PlannedClip &clip : clips)
            for (std::size_t &i : clip.sightings)
                i = places[i];
        return clips;
    }

    void make(const PlannedClip &planned)
    {
        const Source &source = m_sources.at(planned.video);
        ExportedClip clip;
        clip.video = planned.video;
        clip.sightings = planned.sightings;
        clip.classes = classesOf(planned, m_sightings);
        clip.firstFrame = source.frames.indexAt(planned.begin).value();
        clip.lastFrame = source.frames.indexAt(planned.end).value();
        clip.begin = source.frames.entry(clip.firstFrame).time;
        clip.end = source.frames.entry(clip.lastFrame).time;
        clip.file = m_folder.claim(clipName(source.camera, clip.classes, clip.begin,
                                            m_exact ? ".mp4" : copyExtension(source.codec)));
        if (m_diskFull) {
            const Error error(m_folder.path(clip.file), "was not begun: the disk is full");
            m_result.failures.push_back({clip.video, clip.file, error.what()});
            return;
        }
        try {
            write(source, clip, step(clip.file, 0, kWritingShare));
            clip.sizeBytes = fs::file_size(m_folder.path(clip.file));
            clip.sha256 =
                store::sha256OfFile(m_folder.path(clip.file), step(clip.file, kWritingShare, 1));
            m_result.clips.push_back(std::move(clip));
        } catch (const Cancelled &) {
            throw;
        } catch (const DiskFull &error) {
            m_diskFull = true;
            m_result.failures.push_back({clip.video, clip.file, error.what()});
        } catch (const std::exception &error) { // OpenCV's and the file system's, too.
            m_result.failures.push_back({clip.video, clip.file, error.what()});
        }
    }

    void write(const Source &source, ExportedClip &clip, const Progress &progress) const
    {
        const media::FrameRange range{clip.firstFrame, clip.lastFrame};
        const fs::path out = m_folder.path(clip.file);
        if (!m_exact) {
            const media::CopiedClip copied =
                media::copyClip(source.path(), source.frames, range, out, progress);
            clip.extraBefore = copied.extraFrames;
            clip.extraAfter = copied.extraAfter;
            return;
        }
        media::ExactClipOptions options;
        options.threads = options.encoder.threads = m_options.threads;
        std::optional<BurnIn> burnIn;
        if (m_options.burnIn) {
            burnIn.emplace(source, m_sightings, clip.sightings);
            options.draw = [&burnIn](FrameIndex frame, Timestamp time, cv::Mat &image) {
                burnIn->draw(frame, time, image);
            };
        }
        media::exactClip(source.path(), source.frames, range, out, options, progress);
    }

    void writeTables()
    {
        m_clipOf.resize(m_sightings.size());
        for (const ExportedClip &clip : m_result.clips)
            for (const std::size_t i : clip.sightings)
                if (m_clipOf[i].empty()) // Marked spans may overlap.
                    m_clipOf[i] = clip.file;
        Cameras cameras;
        for (const auto &[video, source] : m_sources)
            cameras[video] = {source.camera, source.wallClock(Timestamp::zero())};
        writeTable(kCsv, sightingsCsv(m_sightings, m_clipOf, cameras));
        writeTable(kJson, sightingsJson(m_sightings, m_clipOf, cameras));
    }

    // A table or a manifest that cannot be written takes no clip with it.
    void writeTable(const char *name, const std::string &text)
    {
        try {
            store::writeFileAtomically(m_folder.path(name), text);
            m_tables.push_back({name, store::sha256OfFile(m_folder.path(name)), text.size()});
        } catch (const std::exception &error) {
            m_result.failures.push_back({{}, name, error.what()});
        }
    }

    void writeManifest(const ManifestInput &input)
    {
        try {
            store::writeFileAtomically(m_folder.path(kManifest), manifestJson(input));
        } catch (const std::exception &error) {
            if (m_result.clips.empty()) // Nothing to keep.
                throw;
            m_result.failures.push_back({{}, kManifest, error.what()});
        }
    }

    void writeReports(const ManifestInput &input)
    {
        std::string html;
        try {
            html = reportHtml({.made = &input, .sightings = m_sightings, .clips = m_clipOf},
                              step(kReport, 0, 1));
        } catch (const Cancelled &) {
            throw;
        } catch (const std::exception &error) {
            for (const std::string &name : wantedReports(m_options))
                m_result.failures.push_back({{}, name, error.what()});
            return;
        }
        if (m_options.report)
            writeReport(kReport,
                        [&](const fs::path &file) { store::writeFileAtomically(file, html); });
        ++m_done;
        const Progress progress = step(kPdf, 0, 1);
        if (m_options.makePdf)
            writeReport(kPdf,
                        [&](const fs::path &file) { m_options.makePdf(html, file, progress); });
    }

    // A report that cannot be made takes no clip with it.
    void writeReport(const char *name, const std::function<void(const fs::path &)> &make)
    {
        const fs::path file = m_folder.path(name);
        try {
            make(file);
            m_tables.push_back({name, store::sha256OfFile(file), fs::file_size(file)});
            m_result.reports.emplace_back(name);
        } catch (const Cancelled &) {
            throw;
        } catch (const std::exception &error) {
            std::error_code ignored;
            fs::remove(file, ignored);
            m_result.failures.push_back({{}, name, error.what()});
        }
    }

    // Progress from `begin` to `end` in steps.
    void beginPhase(double begin, double end, std::size_t steps)
    {
        m_phaseBegin = begin;
        m_stepShare = (end - begin) / static_cast<double>(std::max<std::size_t>(steps, 1));
        m_done = 0;
    }

    // The progress from one share of the step at hand to another; ends the export where it says
    // stop.
    Progress step(const std::string &what, double from, double to) const
    {
        // One sum for all, so that the end of a share is not above the begin of the next.
        const auto at = [first = m_phaseBegin, share = m_stepShare, done = m_done, from,
                         to](double fraction) {
            return first + share * (done + (from + (to - from) * fraction));
        };
        if (!goOn(m_progress, {at(0), what}))
            throw Cancelled();
        return [this, at, what](const ProgressReport &report) {
            return goOn(m_progress, {at(report.fraction), what});
        };
    }

    const store::Case &m_case;
    std::span<const Sighting> m_sightings;
    const ExportOptions &m_options;
    const Progress &m_progress;
    const bool m_exact;
    OutFolder m_folder;
    std::map<std::string, Source> m_sources;
    std::set<std::string> m_ready; // Videos whose file can be read.
    bool m_diskFull = false;       // Clips still to come are not tried.
    double m_phaseBegin = 0, m_stepShare = 0;
    int m_done = 0;                    // Steps of the phase.
    std::vector<std::string> m_clipOf; // By sighting; empty where there is none.
    std::vector<OutputFile> m_tables;  // And reports.
    ExportResult m_result;
};

} // namespace

ExportResult exportClips(const store::Case &from, std::span<const Sighting> sightings,
                         const ExportOptions &options, const Progress &progress)
{
    return Export(from, sightings, options, progress).run();
}

} // namespace refocus::evidence
