#include "footage_tables.h"

#include "agreement.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <set>

namespace refocus::benchmark {

using nlohmann::json;

namespace {

std::string nameOf(const query::Reuse &reuse)
{
    return reuse.kind == query::Reuse::Kind::None ? "none" : reuse.splice.name();
}

std::vector<store::PatchRecord> patchesOf(const store::VideoSnapshot &video)
{
    return video.patches(0, UINT64_MAX);
}

Table ingestTable(const FootageRun &run)
{
    Table table{"ingest",
                "Ingest, `--maps reps --codec int8`",
                {"clip", "frames", "duration s", "wall s", "times real time", "processor s",
                 "patches", "inferred", "share saved", "tracks", "clusters", "index MB", "maps MB",
                 "an hour GB", "peak MiB"},
                {}};
    for (const Clip &clip : run.clips()) {
        const auto &r = clip.report;
        const auto &c = r.counts;
        const json saved = c.patches
                               ? json(rounded(1 - double(c.patchesInferred) / double(c.patches), 3))
                               : json();
        const auto measured = [&](double value, int places) {
            return clip.ingestedNow ? json(rounded(value, places)) : json();
        };
        table.rows.push_back({clip.file, r.coverage.framesDecoded, rounded(toSeconds(r.duration)),
                              measured(r.wallSeconds, 1), measured(r.timesRealtime(), 2),
                              measured(clip.cpuSeconds, 1), c.patches, c.patchesInferred, saved,
                              c.tracks, c.clusters, rounded(double(r.indexBytes) / 1e6),
                              rounded(double(r.mapsBytes) / 1e6),
                              rounded(clip.bytesAnHour() / 1e9, 3), measured(clip.peakMiB, 0)});
    }
    return table;
}

// When the sightings of an answer are in view. The last picture belongs to a sighting: until the
// next one is shown.
std::vector<Span> spansOf(const query::QueryResult &answer,
                          const std::vector<store::FrameEntry> &frames)
{
    std::vector<Span> spans;
    for (const query::Sighting &sighting : answer.sightings) {
        const auto next = static_cast<std::size_t>(sighting.endFrame) + 1;
        spans.push_back({toSeconds(sighting.start),
                         toSeconds(next < frames.size() ? frames[next].time : sighting.end)});
    }
    return spans;
}

std::vector<json> sightingsRow(FootageRun &run, const Clip &clip, const TrueSightings &truth)
{
    const bool required = (truth.clip == "parking.mp4" && truth.className == "car") ||
                          (truth.clip == "corridor.mp4" && truth.className == "person");
    if (!run.pack().classNamed(truth.className))
        return {truth.clip, truth.className, "not a class of the pack",      nullptr, nullptr,
                nullptr,    nullptr,         required ? json(false) : json()};
    const auto result = run.ask(clip, truth.className, true);
    const std::vector<Span> spans = spansOf(result, run.snapshot(clip).frames());
    const auto seen = unionOf(spans), wanted = unionOf(truth.spans);
    double least = 1, inside = 0;
    std::string shares;
    for (const Span &span : truth.spans) {
        const double covered = commonLength(span, seen) / (span.end - span.begin);
        least = std::min(least, covered);
        char text[16];
        std::snprintf(text, sizeof text, "%s%.2f", shares.empty() ? "" : ", ", covered);
        shares += text;
    }
    for (const Span &span : wanted)
        inside += commonLength(span, seen);
    const double reported = lengthOf(seen);
    const double outside = reported > 0 ? 1 - inside / reported : 0;
    const bool held = least >= 0.8 && outside <= 0.1;
    return {truth.clip,
            truth.className,
            shares,
            rounded(least, 3),
            rounded(reported, 1),
            result.sightings.size(),
            rounded(outside, 3),
            required ? json(held) : json(held ? "(holds)" : "(does not hold)")};
}

Table sightingsTable(FootageRun &run)
{
    Table table{"sightings",
                "1. Sightings: share of each interval covered (≥ 0.80), share of the reported "
                "time outside (≤ 0.10); parking `car` and corridor `person` must pass, the "
                "rest is for information",
                {"clip", "class", "covered, interval by interval", "least", "reported s",
                 "sightings", "outside", "result"},
                {}};
    for (const TrueSightings &truth : readSightings(run.footage() / "sightings.csv")) {
        if (const Clip *clip = run.clip(truth.clip))
            table.rows.push_back(sightingsRow(run, *clip, truth));
    }
    return table;
}

Table boxesTable(const FootageRun &run, const Clip &clip)
{
    Table table{"boxes",
                "2. highway: patches of frames 469 to 1699 against highway-boxes.csv at IoU 0.4, "
                "one to one, best first; recall over boxes whose mask has 400 px and more (the "
                "file's column `area`), a patch on a smaller one is right as well",
                {"measure", "value", "of", "wanted", "result"},
                {}};
    const auto score =
        scoreBoxes(patchesOf(run.snapshot(clip)), readBoxes(run.footage() / "highway-boxes.csv"),
                   469, 1699, 0.4, 400);
    table.rows.push_back({"recall", rounded(score.recall(), 3),
                          std::to_string(score.found) + " of " + std::to_string(score.wanted),
                          "≥ 0.80", score.recall() >= 0.8});
    table.rows.push_back({"precision", rounded(score.precision(), 3),
                          std::to_string(score.right) + " of " + std::to_string(score.patches),
                          "≥ 0.75", score.precision() >= 0.75});
    return table;
}

Table patchesTable(const FootageRun &run)
{
    Table table{"patches",
                "3. No frame-sized patch (share of the picture < 0.6), fewer than 3 "
                "clusters a track",
                {"clip", "largest box", "clusters a track", "result"},
                {}};
    for (const Clip &clip : run.clips()) {
        const auto video = run.snapshot(clip);
        const auto patches = patchesOf(video);
        const double largest = largestBoxShare(patches, video.meta());
        const double clusters = clustersPerTrack(patches);
        table.rows.push_back(
            {clip.file, rounded(largest, 3), rounded(clusters), largest < 0.6 && clusters < 3});
    }
    return table;
}

Table costTable(FootageRun &run)
{
    Table table{"cost",
                "4. Share of all patches that the query network is run on, class by class, "
                "asked anew (≤ 0.10) and the second time (none)",
                {"clip"},
                {}};
    const auto &classes = run.pack().manifest().classes;
    table.columns.insert(table.columns.end(), classes.begin(), classes.end());
    table.columns.insert(table.columns.end(), {"most", "second time", "result"});
    for (const Clip &clip : run.clips()) {
        std::vector<json> row{clip.file};
        double most = 0;
        std::uint64_t again = 0;
        for (const std::string &name : classes) {
            const auto first = run.ask(clip, name, true).stats;
            again += run.ask(clip, name, false).stats.verified;
            const double share = first.patches ? double(first.verified) / double(first.patches) : 0;
            most = std::max(most, share);
            row.push_back(rounded(share, 3));
        }
        row.insert(row.end(), {rounded(most, 3), again, most <= 0.1 && again == 0});
        table.rows.push_back(std::move(row));
    }
    return table;
}

Table limitsTable(const FootageRun &run)
{
    Table table{"limits", "5. Speed, memory and size", {"what", "value", "wanted", "result"}, {}};
    for (const Clip &clip : run.clips()) {
        if (clip.file == "junction.mp4" && clip.ingestedNow)
            table.rows.push_back({clip.file + ", times real time",
                                  rounded(clip.report.timesRealtime()), "≥ 3",
                                  clip.report.timesRealtime() >= 3});
        if (clip.ingestedNow)
            table.rows.push_back({clip.file + ", peak memory MiB", rounded(clip.peakMiB, 0),
                                  "< 1431 (1.5 GB)", clip.peakMiB * 1048576 < 1.5e9});
        const auto video = run.snapshot(clip);
        if (video.meta().width == 640 && video.meta().height == 360)
            table.rows.push_back({clip.file + " (640x360), an hour GB",
                                  rounded(clip.bytesAnHour() / 1e9, 3), "< 1",
                                  clip.bytesAnHour() < 1e9});
    }
    return table;
}

Table timesTable(const FootageRun &run, int runs)
{
    Table table{"reuse_times",
                "6a. Milliseconds a patch, reading and decoding included, all representatives "
                "of a clip asked anew; " +
                    std::to_string(runs) + " interleaved runs",
                {"clip", "patches", "reuse", "ms", "sd", "ratio to none", "result"},
                {}};
    query::Verifier verifier(run.pack(), run.backend());
    for (const Clip &clip : run.clips()) {
        std::cerr << clip.file << ": timing reuse\n";
        const auto video = run.snapshot(clip);
        for (const ReuseTime &time : timeReuse(verifier, video, run.splices(), runs))
            table.rows.push_back(
                {clip.file, video.counts().clusters, time.reuse, rounded(time.ms.mean, 3),
                 rounded(time.ms.sd, 3), rounded(time.ratio, 3),
                 time.reuse == "4" || time.reuse == "7" ? json(time.ratio < 1) : json()});
    }
    return table;
}

std::vector<json> agreementRow(const FootageRun &run, const Clip &clip,
                               const store::VideoSnapshot &video, const nn::Splice &splice)
{
    const Agreement found = compareWithPixels(run.pack(), run.backend(), video, splice);
    const double same = found.patches ? double(found.same) / double(found.patches) : 1;
    const bool exact = video.meta().codec == store::Codec::Fp32;
    const bool all = video.meta().maps == store::MapsKept::All;
    return {clip.file,
            std::string(store::codecName(video.meta().codec)),
            splice.name(),
            all ? "all" : "representatives",
            found.patches,
            rounded(same, 4),
            rounded(double(found.largestDifference), 7),
            exact ? same == 1 && found.largestDifference <= 1e-5F : same >= 0.99};
}

Table agreementTable(const FootageRun &run)
{
    Table table{"agreement",
                "6b. Verdicts from stored maps against the same network from the stored pixels: "
                "int8 ≥ 0.99 the same class, of the representatives and of all patches that the "
                "ingest network ran on, fp32 (ingested at 5 pictures a second) all probabilities "
                "equal to 1e-5",
                {"clip", "codec", "reuse", "maps of", "patches", "same class", "largest difference",
                 "result"},
                {}};
    for (const Clip &clip : run.clips()) {
        const auto compact = run.snapshot(clip), all = run.allMapsSnapshot(clip),
                   exact = run.exactSnapshot(clip);
        for (const store::VideoSnapshot *video : {&compact, &all, &exact})
            for (const nn::Splice &splice : run.splices())
                table.rows.push_back(agreementRow(run, clip, *video, splice));
    }
    return table;
}

// Every interval of sightings.csv, asked for at every depth: is some sighting of the class in view?
Table foundTable(FootageRun &run)
{
    Table table{"found",
                "7a. Intervals of sightings.csv in which some sighting of the class is found, at "
                "every depth (all)",
                {"reuse", "found", "of", "missed", "result"},
                {}};
    for (const query::Reuse &reuse : run.depths()) {
        int found = 0, all = 0;
        std::string missed;
        for (const TrueSightings &truth : readSightings(run.footage() / "sightings.csv")) {
            const Clip *clip = run.clip(truth.clip);
            if (!clip || !run.pack().classNamed(truth.className))
                continue;
            const auto seen = unionOf(spansOf(run.ask(*clip, truth.className, false, reuse),
                                              run.snapshot(*clip).frames()));
            for (const Span &span : truth.spans) {
                ++all;
                if (commonLength(span, seen) > 0) {
                    ++found;
                    continue;
                }
                char text[96];
                std::snprintf(text, sizeof text, "%s%s %s %.1f", missed.empty() ? "" : ", ",
                              truth.clip.c_str(), truth.className.c_str(), span.begin);
                missed += text;
            }
        }
        table.rows.push_back({nameOf(reuse), found, all, missed, found == all});
    }
    return table;
}

// Over all clips and classes but the background: the patches that an answer at this depth and one
// without reuse have in common.
Table depthsTable(FootageRun &run)
{
    Table table{"depths",
                "7b. Patches answered at each depth against no reuse, all clips and classes "
                "(precision and recall ≥ 0.95)",
                {"reuse", "patches", "without reuse", "in common", "precision", "recall", "result"},
                {}};
    using Answer = std::set<std::tuple<std::string, std::string, PatchId>>; // class, clip, patch
    const auto answersOf = [&](const query::Reuse &reuse) {
        Answer answers;
        for (const Clip &clip : run.clips())
            for (const auto &[patch, name] : run.namedPatches(clip, reuse))
                if (name != "background")
                    answers.insert({name, clip.file, patch});
        return answers;
    };
    const auto depths = run.depths();
    const Answer whole = answersOf(depths.front()); // No reuse.
    for (const query::Reuse &reuse : depths) {
        const Answer mine = answersOf(reuse);
        const auto common =
            std::ranges::count_if(mine, [&](const auto &answer) { return whole.contains(answer); });
        const auto share = [&](std::size_t of) { return of ? double(common) / double(of) : 1; };
        table.rows.push_back({nameOf(reuse), mine.size(), whole.size(), common,
                              rounded(share(mine.size()), 4), rounded(share(whole.size()), 4),
                              share(mine.size()) >= 0.95 && share(whole.size()) >= 0.95});
    }
    return table;
}

} // namespace

std::vector<Table> allTables(FootageRun &run, int timingRuns)
{
    std::vector<Table> all{ingestTable(run), sightingsTable(run)};
    if (const Clip *highway = run.clip("highway.avi"))
        all.push_back(boxesTable(run, *highway));
    all.push_back(patchesTable(run));
    all.push_back(costTable(run));
    all.push_back(limitsTable(run));
    all.push_back(timesTable(run, timingRuns));
    all.push_back(agreementTable(run));
    all.push_back(foundTable(run));
    all.push_back(depthsTable(run));
    return all;
}

} // namespace refocus::benchmark
