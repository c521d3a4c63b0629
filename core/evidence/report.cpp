#include "evidence/report.h"

#include "base/error.h"
#include "evidence/html_text.h"
#include "evidence/names.h"
#include "evidence/question_text.h"
#include "evidence/sighting_json.h"
#include "media/version.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace refocus::evidence {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

// The page loads nothing and runs nothing, whatever a name or a note holds.
constexpr const char *kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Export report</title>
<style>
body { font-family: "Noto Sans", "Segoe UI", "DejaVu Sans", sans-serif; font-size: 10pt;
       color: #1b1f24; background: #ffffff; margin: 24px; }
h1 { font-size: 17pt; font-weight: 600; margin: 0 0 2px 0; }
h2 { font-size: 12pt; font-weight: 600; margin: 26px 0 6px 0; }
p { margin: 4px 0; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: #5b6570; padding: 4px 10px 4px 0;
     border-bottom: 1px solid #9aa3ad; vertical-align: bottom; }
td { padding: 5px 10px 5px 0; border-bottom: 1px solid #e3e6ea; vertical-align: top; }
td.name { color: #5b6570; width: 190px; }
.muted { color: #5b6570; font-size: 9pt; }
.hash { font-family: "DejaVu Sans Mono", "Consolas", monospace; font-size: 7.5pt; color: #5b6570;
        word-break: break-all; }
.bad { color: #b42318; font-weight: 600; }
.warn { color: #92400e; font-weight: 600; }
.good { color: #15803d; font-weight: 600; }
@page { size: A4 landscape; margin: 14mm; }
@media print { body { margin: 0; } tr { page-break-inside: avoid; }
               thead { display: table-header-group; } h2 { page-break-after: avoid; } }
</style>
</head>
<body>
)";

std::string count(std::size_t n, const std::string &one, const std::string &many)
{
    return std::to_string(n) + ' ' + (n == 1 ? one : many);
}

std::string hashText(const std::string &hash)
{
    return "<span class=\"hash\">" + escaped(hash) + "</span>";
}

// A row of two columns; the value is HTML.
std::string row(std::string_view name, const std::string &html)
{
    return "<tr><td class=\"name\">" + escaped(name) + "</td><td>" + html + "</td></tr>\n";
}

std::string cells(std::initializer_list<std::string> html)
{
    std::string text = "<tr>";
    for (const std::string &cell : html)
        text += "<td>" + cell + "</td>";
    return text + "</tr>\n";
}

std::string tableHead(std::initializer_list<const char *> names)
{
    std::string text = "<table cellspacing=\"0\" width=\"100%\">\n<thead><tr>";
    for (const char *name : names)
        text += std::string("<th>") + name + "</th>";
    return text + "</tr></thead>\n<tbody>\n";
}

const char *const kTableEnd = "</tbody></table>\n";
const char *const kPlainTable = "<table cellspacing=\"0\" width=\"100%\"><tbody>\n";

// A text of several lines.
std::string lines(const std::string &text)
{
    std::string html = escaped(text);
    for (auto at = html.find('\n'); at != std::string::npos; at = html.find('\n', at))
        html.replace(at, 1, "<br>");
    return html;
}

// An empty one where the text is none.
json objectOf(const std::string &text)
{
    json object = json::parse(text, nullptr, false);
    return object.is_object() ? object : json::object();
}

// Of a question's figures, what of each video it searched.
constexpr auto kSearched = "searched_s";

class Report
{
public:
    Report(const ReportInput &input, const Progress &progress)
        : m_made(*input.made), m_input(input), m_progress(progress),
          m_question(objectOf(m_made.options->queryJson)),
          m_figures(objectOf(m_made.options->queryStatsJson))
    {}

    std::string html()
    {
        m_html = kHead;
        writeHeading();
        writeFaults();
        writeSightings();
        writeClips();
        writeSources();
        writeCoverage();
        writeQuestion();
        writeFiles();
        m_html += "</body>\n</html>\n";
        return std::move(m_html);
    }

private:
    const Source *source(const std::string &video) const
    {
        const auto found = m_made.sources->find(video);
        return found == m_made.sources->end() ? nullptr : &found->second;
    }

    std::string camera(const std::string &video) const
    {
        const Source *from = source(video);
        return escaped(from ? from->camera : video);
    }

    // "2026-.." or a dash, of a picture's time.
    std::string utc(const std::string &video, Timestamp time) const
    {
        const Source *from = source(video);
        const auto clock = from ? from->wallClock(time) : std::nullopt;
        return clock ? utcText(*clock) : std::string();
    }

    void writeHeading()
    {
        const ExportOptions &options = *m_made.options;
        const ExportResult &result = *m_made.result;
        const bool exact = options.mode == ClipMode::Exact || options.burnIn;
        std::string classes;
        for (const std::string &name : options.classes)
            classes += (classes.empty() ? "" : ", ") + name;
        const fs::path folder = m_made.from->folder();
        m_html += "<h1>Export of " + escaped(folder.stem().string()) +
                  "</h1>\n<p class=\"muted\">" +
                  count(m_input.sightings.size(), "sighting", "sightings") + ", " +
                  count(result.clips.size(), "clip", "clips") + ", made " +
                  utcText(m_made.startedAt) + " to " + utcText(m_made.finishedAt) + "</p>\n";
        m_html += "<h2>Case</h2>\n";
        m_html += kPlainTable;
        m_html += row("Case", escaped(folder.string()));
        m_html += row("Classes asked for", classes.empty() ? "none" : escaped(classes));
        m_html += row("Program", escaped(options.program) + "<br><span class=\"muted\">" +
                                     escaped(media::ffmpegVersion()) + "</span>");
        std::string mode = exact ? "exact: encoded anew, exactly the pictures asked for"
                                 : "copy: not encoded anew, from the keyframe before";
        if (options.burnIn)
            mode += "; box, class, score and time are drawn into the pictures";
        m_html += row("Clips", mode);
        if (options.spans.empty()) {
            const double gap = toSeconds(options.plan.mergeGap);
            m_html += row("Around a sighting",
                          numberText(toSeconds(options.plan.pad), 1) + " s before and after; " +
                              (gap < 0 ? std::string("one clip each")
                                       : "sightings at most " + numberText(gap, 1) +
                                             " s apart share a clip"));
        } else {
            m_html += row("Stretches", count(options.spans.size(), "stretch", "stretches") +
                                           " of video as a person marked them");
        }
        m_html += kTableEnd;
    }

    void writeFaults()
    {
        const ExportResult &result = *m_made.result;
        if (result.failures.empty() && result.warnings.empty())
            return;
        m_html += "<h2>What is missing or was noticed</h2>\n";
        m_html += kPlainTable;
        for (const ExportFailure &failure : result.failures)
            m_html += "<tr><td class=\"name\"><span class=\"bad\">Missing</span></td><td>" +
                      escaped(failure.file) + "<br>" + escaped(failure.error) + "</td></tr>\n";
        for (const std::string &warning : result.warnings)
            m_html += "<tr><td class=\"name\"><span class=\"warn\">Noticed</span></td><td>" +
                      escaped(warning) + "</td></tr>\n";
        m_html += kTableEnd;
    }

    // Of the best patch, else of the patch it stands for, else of the track's best view: the same
    // object.
    static std::optional<std::vector<std::uint8_t>> jpegOf(const query::Sighting &sighting,
                                                           const store::VideoSnapshot &in)
    {
        auto jpeg = in.thumbnail(sighting.best.patch);
        const auto record = jpeg ? std::nullopt : in.patch(sighting.best.patch);
        if (record && record->inferredFrom != sighting.best.patch)
            jpeg = in.thumbnail(record->inferredFrom);
        const auto track = jpeg ? std::nullopt : in.track(sighting.track);
        return track ? in.thumbnail(track->bestPatch) : jpeg;
    }

    std::string picture(const query::Sighting &sighting) const
    {
        const Source *from = source(sighting.video);
        if (!from)
            return {};
        std::optional<std::vector<std::uint8_t>> jpeg;
        try {
            jpeg = jpegOf(sighting, from->snapshot);
        } catch (const Error &) { // Damaged; the rest of the report does not need it.
        }
        if (!jpeg)
            return "<span class=\"muted\">no picture</span>";
        return "<img height=\"72\" alt=\"\" src=\"data:image/jpeg;base64," + base64(*jpeg) + "\">";
    }

    static std::string scoreText(const query::Sighting &sighting)
    {
        return numberText(double(sighting.score), 2);
    }

    // The network's score of the class that it found says nothing of one that a person gave.
    static std::string classCell(const query::Sighting &sighting)
    {
        return "<b>" + escaped(sighting.className) + "</b><br>" +
               (sighting.decision == store::Decision::Label
                    ? "<span class=\"muted\">given by a person</span>"
                    : scoreText(sighting));
    }

    std::string decision(const query::Sighting &sighting) const
    {
        const auto review = m_made.from->review(PatchRef{sighting.video, sighting.best.patch});
        std::string text;
        switch (sighting.decision) {
        case store::Decision::Accept:
            text = "<span class=\"good\">accepted</span>";
            break;
        case store::Decision::Reject:
            text = "<span class=\"bad\">rejected</span>";
            break;
        case store::Decision::Label:
            text = "<span class=\"good\">class given by a person</span>";
            if (!sighting.foundClass.empty())
                text += "<br><span class=\"muted\">the network: " + escaped(sighting.foundClass) +
                        ", " + scoreText(sighting) + "</span>";
            break;
        case store::Decision::None:
            text = "<span class=\"muted\">not reviewed</span>";
            break;
        }
        if (review && review->starred)
            text += "<br>starred";
        if (review && !review->note.empty())
            text += "<br>" + lines(review->note);
        return text;
    }

    std::string clipCell(const std::string &file) const
    {
        if (file.empty())
            return "<span class=\"bad\">no clip</span>";
        const auto clip = std::ranges::find(m_made.result->clips, file, &ExportedClip::file);
        return escaped(file) + "<br>" +
               (clip == m_made.result->clips.end() ? std::string() : hashText(clip->sha256));
    }

    void writeSightings()
    {
        m_html += "<h2>Sightings</h2>\n";
        if (m_input.sightings.empty()) {
            m_html += m_made.options->spans.empty()
                          ? "<p>None was found, or none that a person let stand.</p>\n"
                          : "<p>None: the clips show what a person marked.</p>\n";
            return;
        }
        m_html += "<p class=\"muted\">Times are from the first picture of the source, frames are "
                  "counted from 0. The score is the mean probability that the network gives the "
                  "class; it is no measure of proof. Where a person gave the class, the network's "
                  "score is that of the class that it found, here and beside found_class in the "
                  "tables.</p>\n";
        m_html += tableHead({"", "Picture", "Class and score", "Source", "In and out", "Wall clock",
                             "Decision and note", "Clip and its SHA-256"});
        for (std::size_t i = 0; i < m_input.sightings.size(); ++i) {
            if (!goOn(m_progress, {double(i) / double(m_input.sightings.size()), "report.html"}))
                throw Cancelled();
            const query::Sighting &s = m_input.sightings[i];
            const std::string begin = utc(s.video, s.start);
            m_html +=
                cells({std::to_string(i + 1), picture(s), classCell(s),
                       camera(s.video) + "<br><span class=\"muted\">track " +
                           std::to_string(s.track) + "</span>",
                       clockText(s.start) + "<br>" + clockText(s.end) +
                           "<br><span class=\"muted\">frames " + std::to_string(s.startFrame) +
                           " to " + std::to_string(s.endFrame) + "</span>",
                       begin.empty() ? "<span class=\"muted\">unknown</span>"
                                     : begin + "<br>" + utc(s.video, s.end),
                       decision(s), clipCell(m_input.clips[i])});
        }
        m_html += kTableEnd;
    }

    void writeClips()
    {
        m_html += "<h2>Clips</h2>\n";
        if (m_made.result->clips.empty()) {
            m_html += m_input.sightings.empty() && m_made.options->spans.empty()
                          ? "<p>There was nothing to make a clip of.</p>\n"
                          : "<p>No clip could be made.</p>\n";
            return;
        }
        m_html += tableHead({"File", "Source", "First and last picture", "Wall clock",
                             "Pictures that copying added", "Size and SHA-256"});
        for (const ExportedClip &clip : m_made.result->clips) {
            const std::string begin = utc(clip.video, clip.begin);
            m_html +=
                cells({escaped(clip.file), camera(clip.video),
                       clockText(clip.begin) + "<br>" + clockText(clip.end) +
                           "<br><span class=\"muted\">frames " + std::to_string(clip.firstFrame) +
                           " to " + std::to_string(clip.lastFrame) + "</span>",
                       begin.empty() ? "<span class=\"muted\">unknown</span>"
                                     : begin + "<br>" + utc(clip.video, clip.end),
                       std::to_string(clip.extraBefore) + " before, " +
                           std::to_string(clip.extraAfter) + " after",
                       bytesText(clip.sizeBytes) + "<br>" + hashText(clip.sha256)});
        }
        m_html += kTableEnd;
    }

    void writeSources()
    {
        m_html += "<h2>Sources</h2>\n";
        for (const auto &[video, from] : *m_made.sources) {
            const store::VideoMeta &meta = from.meta();
            m_html += "<p><b>" + escaped(from.camera) + "</b></p>\n";
            m_html += kPlainTable;
            m_html += row("File", escaped(from.record.path));
            m_html += row("SHA-256 at ingest", hashText(meta.sourceSha256));
            if (from.sha256.empty())
                m_html +=
                    row("SHA-256 now", "<span class=\"bad\">the file could not be read</span>");
            else
                m_html += row("SHA-256 now",
                              hashText(from.sha256) +
                                  (from.unchanged()
                                       ? " <span class=\"good\">unchanged</span>"
                                       : " <span class=\"bad\">changed since ingest</span>"));
            m_html +=
                row("Size and codec", bytesText(meta.sourceBytes) + " at ingest" +
                                          (from.codec.empty() ? "" : ", " + escaped(from.codec)));
            m_html +=
                row("Picture", std::to_string(meta.width) + " x " + std::to_string(meta.height) +
                                   ", " + clockText(from.frames.duration()) + " long, " +
                                   count(std::size_t(from.frames.size()), "picture", "pictures"));
            if (from.record.wallClockStart)
                m_html += row("Wall clock",
                              "the camera's clock says " + utcText(*from.record.wallClockStart) +
                                  " at the first picture; measured offset " +
                                  numberText(double(from.record.clockOffsetMs) / 1000, 3) +
                                  " s, applied in this report; time zone " +
                                  (from.record.timeZone.empty() ? "not known"
                                                                : escaped(from.record.timeZone)));
            else
                m_html += row("Wall clock", "not known");
            m_html += row("Indexed with", escaped(meta.program) + ", model pack " +
                                              escaped(meta.modelName) + "<br>" +
                                              hashText(meta.modelHash));
            m_html += kTableEnd;
        }
    }

    // Of every source of the case, since what nobody looked at cannot have been found.
    void writeCoverage()
    {
        m_html += "<h2>What was searched, and what was not</h2>\n";
        m_html += tableHead({"Source", "Pictures looked at", "Failed", "Left out", "Masked",
                             "No pictures", "State"});
        std::vector<store::SourceRecord> records = m_made.from->sources();
        const std::vector<std::string> indexed = m_made.from->videoIds();
        for (const std::string &id : indexed)
            if (std::ranges::find(records, id, &store::SourceRecord::id) == records.end()) {
                records.push_back({});
                records.back().id = id;
            }
        const json videos = m_question.value("videos", json::array());
        for (const store::SourceRecord &record : records) {
            const std::string name =
                escaped(!record.name.empty()   ? record.name
                        : !record.path.empty() ? fs::path(record.path).filename().string()
                                               : record.id);
            const bool left = videos.is_array() && !videos.empty() &&
                              std::ranges::find(videos, json(record.id)) == videos.end();
            if (std::ranges::find(indexed, record.id) == indexed.end()) {
                m_html += cells({name, "none", "", "", "", "",
                                 "<span class=\"bad\">not ingested, not searched</span>"});
                continue;
            }
            m_html += coverageRow(record.id, name, left);
        }
        m_html += kTableEnd;
        m_html += "<p class=\"muted\">What is still, what is smaller or slower than the detector "
                  "looks for and what lies in masked parts of the picture was not searched either."
                  "</p>\n";
    }

    std::string coverageRow(const std::string &video, const std::string &name, bool left) const
    {
        try {
            const Source *const opened = source(video);
            std::optional<store::VideoSnapshot> own;
            if (!opened)
                own.emplace(m_made.from->videoFolder(video), store::Access::ReadOnly);
            const store::VideoSnapshot &snapshot = opened ? opened->snapshot : *own;
            const store::Coverage coverage = snapshot.coverage();
            std::string gaps;
            for (const TimeRange &gap : coverage.gaps)
                gaps += (gaps.empty() ? "" : "<br>") + clockText(gap.begin) + " to " +
                        clockText(gap.end);
            std::string state =
                left ? "<span class=\"bad\">indexed, but left out of the question</span>"
                     : searchedText(video, snapshot);
            if (!snapshot.finished())
                state += "<br><span class=\"warn\">ingest not finished; the rest was not "
                         "searched</span>";
            return cells({name, std::to_string(coverage.framesDecoded - coverage.framesSkipped),
                          std::to_string(coverage.framesFailed),
                          std::to_string(coverage.framesSkipped),
                          numberText(coverage.maskedShare * 100, 1) + " %",
                          gaps.empty() ? "none missing" : gaps, state});
        } catch (const std::exception &error) {
            return cells({name, "", "", "", "", "",
                          "<span class=\"bad\">" + escaped(error.what()) + "</span>"});
        }
    }

    // What the answer's own figures say, since more may have been indexed after it.
    std::string searchedText(const std::string &video, const store::VideoSnapshot &snapshot) const
    {
        constexpr std::size_t kListed = 4;
        if (m_question.empty())
            return "indexed";
        const json searched = m_figures.value(kSearched, json::object());
        if (searched.empty())
            return "<span class=\"warn\">the search was ended before it was over</span>";
        if (!searched.contains(video))
            return "<span class=\"bad\">indexed after the question was asked, not searched</span>";
        const auto stretches = searched.at(video).get<std::vector<std::array<double, 2>>>();
        if (stretches.empty())
            return "<span class=\"bad\">nothing of it lies in the time that was asked for</span>";
        const Timestamp end = snapshot.indexedUntil();
        if (stretches.size() == 1 && stretches[0][0] <= 0 &&
            fromSeconds(stretches[0][1]) + 1ms > end)
            return "searched";
        std::string text;
        for (std::size_t i = 0; i < std::min(kListed, stretches.size()); ++i)
            text += (text.empty() ? "searched only " : "<br>") +
                    clockText(fromSeconds(stretches[i][0])) + " to " +
                    clockText(fromSeconds(stretches[i][1]));
        if (stretches.size() > kListed)
            text +=
                "<br>and " + count(stretches.size() - kListed, "stretch", "stretches") + " more";
        return "<span class=\"warn\">" + text + "</span>";
    }

    void writeQuestion()
    {
        m_html += "<h2>How it was found</h2>\n";
        const auto facts = questionFacts(m_question, m_figures, [this](const std::string &video) {
            const Source *from = source(video);
            return from ? from->camera : video;
        });
        if (facts.empty()) {
            m_html += "<p>No question is known of it.</p>\n";
            return;
        }
        m_html += kPlainTable;
        for (const auto &[name, text] : facts)
            m_html += row(name, name.find("SHA-256") != std::string::npos ||
                                        name.find("sha256") != std::string::npos
                                    ? hashText(text)
                                    : escaped(text));
        m_html += kTableEnd;
    }

    void writeFiles()
    {
        m_html += "<h2>Other files of this export</h2>\n";
        m_html += tableHead({"File", "Size", "SHA-256"});
        for (const OutputFile &table : m_made.tables)
            m_html +=
                cells({escaped(table.file), bytesText(table.sizeBytes), hashText(table.sha256)});
        m_html += cells({"manifest.json", "",
                         "<span class=\"muted\">written last; it holds the "
                         "hashes of all files, this report's too</span>"});
        m_html += kTableEnd;
    }

    const ManifestInput &m_made;
    const ReportInput &m_input;
    const Progress &m_progress;
    const json m_question, m_figures;
    std::string m_html;
};

} // namespace

std::string reportHtml(const ReportInput &input, const Progress &progress)
{
    return Report(input, progress).html();
}

} // namespace refocus::evidence
