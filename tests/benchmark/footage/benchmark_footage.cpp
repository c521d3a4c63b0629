// Ingests the five clips of ../shared/footage and measures what the engine must show on them.
//   benchmark_footage [--footage DIR] [--model PACK] [--case DIR] [--clips a,b] [--threads N]
//   [--json]
// With --case the cases stay and are used again: what depends on ingesting is then not measured.
// Exit code: 0 everything held, 1 something did not or could not be measured.
#include "agreement.h"
#include "base/error.h"
#include "ingest/ingest.h"
#include "machine.h"
#include "query/query.h"
#include "support/random_pack.h"
#include "support/test_clips.h"
#include "table.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <thread>

namespace refocus::benchmark {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

constexpr double kSecondsAnHour = 3600;

struct Arguments
{
    fs::path footage = fs::path(REFOCUS_SHARED) / "footage";
    std::string model = (fs::path(REFOCUS_SOURCE) / "models/street").string();
    fs::path folder; // --case; empty: temporary.
    std::vector<std::string> clips{"parking", "corridor", "junction", "overpass", "highway"};
    int threads = 0, runs = 5;
    bool json = false;
};

// A clip and what is known of it once it is in the case.
struct Clip
{
    std::string file; // "parking.mp4"
    ingest::VideoReport report;
    bool fresh = false; // Ingested by this run.
    double cpuSeconds = 0, peakMiB = 0;
};

fs::path clipFile(const Arguments &arguments, const std::string &name)
{
    for (const char *extension : {"", ".mp4", ".avi"})
        if (fs::is_regular_file(arguments.footage / (name + extension)))
            return arguments.footage / (name + extension);
    return {};
}

class Benchmark
{
public:
    Benchmark(const Arguments &arguments, const fs::path &folder, const nn::ModelPack &pack,
              const nn::Backend &backend)
        : m_arguments(arguments), m_pack(pack), m_backend(backend), m_network(pack, backend),
          m_case(store::Case::openOrCreate(folder / "int8.case")),
          m_exact(store::Case::openOrCreate(folder / "fp32.case")), m_engine(pack, backend)
    {
        for (const nn::Tail &tail : pack.manifest().tails)
            if (tail.splice.from == tail.splice.to)
                m_splices.push_back(tail.splice);
    }

    // False where the clip is not there or cannot be used.
    bool add(const std::string &name)
    {
        const fs::path file = clipFile(m_arguments, name);
        if (file.empty()) {
            std::cerr << name << ": skipped, not in " << m_arguments.footage.string() << '\n';
            return false;
        }
        std::cerr << file.filename().string() << ": ingesting\n";
        Clip clip;
        clip.file = file.filename().string();
        resetPeakMemory();
        const double before = processorSeconds();
        clip.report = ingestInto(m_case, file, store::Codec::Int8, 0);
        clip.cpuSeconds = processorSeconds() - before;
        clip.peakMiB = peakMemoryMiB();
        clip.fresh = clip.report.outcome == ingest::VideoOutcome::Done;
        // Small, because only the representatives are compared.
        ingestInto(m_exact, file, store::Codec::Fp32, 5);
        m_clips.push_back(clip);
        return true;
    }

    std::vector<Table> tables()
    {
        std::vector<Table> all{ingestTable(), sightingsTable()};
        if (std::ranges::find(m_clips, "highway.avi", &Clip::file) != m_clips.end())
            all.push_back(boxesTable());
        all.push_back(patchesTable());
        all.push_back(costTable());
        all.push_back(limitsTable());
        all.push_back(timesTable());
        all.push_back(agreementTable());
        return all;
    }

private:
    ingest::VideoReport ingestInto(store::Case &into, const fs::path &file, store::Codec codec,
                                   double fps)
    {
        ingest::IngestOptions options;
        options.maps = store::MapsKept::Representatives;
        options.codec = codec;
        options.fps = fps;
        options.threads = m_arguments.threads;
        options.cuts.clear();
        for (const nn::Splice &splice : m_splices)
            options.cuts.push_back(splice.from);
        auto report = ingest::ingestVideo(into, file, m_pack, m_network, m_backend, options);
        if (report.outcome == ingest::VideoOutcome::Failed)
            throw Error(report.error);
        return report;
    }

    store::VideoSnapshot snapshot(const Clip &clip) const
    {
        return store::VideoSnapshot(m_case.videoFolder(clip.report.id));
    }

    static std::vector<store::PatchRecord> patchesOf(const store::VideoSnapshot &video)
    {
        return video.patches(0, UINT64_MAX);
    }

    query::QueryResult ask(const Clip &clip, const std::string &className, bool fresh)
    {
        query::QueryOptions options;
        options.classes = {className};
        options.videos = {clip.report.id};
        options.fresh = fresh;
        return m_engine.run(m_case, options);
    }

    static double bytesAnHour(const ingest::VideoReport &report)
    {
        return double(report.indexBytes + report.mapsBytes) / toSeconds(report.duration) *
               kSecondsAnHour;
    }

    Table ingestTable() const
    {
        Table table{"ingest",
                    "Ingest, `--maps reps --codec int8`",
                    {"clip", "frames", "duration s", "wall s", "times real time", "processor s",
                     "patches", "inferred", "share saved", "tracks", "clusters", "index MB",
                     "maps MB", "an hour GB", "peak MiB"},
                    {}};
        for (const Clip &clip : m_clips) {
            const auto &r = clip.report;
            const auto &c = r.counts;
            const json saved =
                c.patches ? json(rounded(1 - double(c.patchesInferred) / double(c.patches), 3))
                          : json();
            const auto measured = [&](double value, int places) {
                return clip.fresh ? json(rounded(value, places)) : json();
            };
            table.rows.push_back({clip.file, r.coverage.framesDecoded,
                                  rounded(toSeconds(r.duration)), measured(r.wallSeconds, 1),
                                  measured(r.timesRealtime(), 2), measured(clip.cpuSeconds, 1),
                                  c.patches, c.patchesInferred, saved, c.tracks, c.clusters,
                                  rounded(double(r.indexBytes) / 1e6),
                                  rounded(double(r.mapsBytes) / 1e6),
                                  rounded(bytesAnHour(r) / 1e9, 3), measured(clip.peakMiB, 0)});
        }
        return table;
    }

    Table sightingsTable()
    {
        Table table{"sightings",
                    "1. Sightings: share of each interval covered (≥ 0.80), share of the reported "
                    "time outside (≤ 0.10); parking `car` and corridor `person` must pass, the "
                    "rest is for information",
                    {"clip", "class", "covered, interval by interval", "least", "reported s",
                     "sightings", "outside", "result"},
                    {}};
        for (const TrueSightings &truth : readSightings(m_arguments.footage / "sightings.csv")) {
            const auto clip = std::ranges::find(m_clips, truth.clip, &Clip::file);
            if (clip != m_clips.end())
                table.rows.push_back(sightingsRow(*clip, truth));
        }
        return table;
    }

    std::vector<json> sightingsRow(const Clip &clip, const TrueSightings &truth)
    {
        const bool required = (truth.clip == "parking.mp4" && truth.className == "car") ||
                              (truth.clip == "corridor.mp4" && truth.className == "person");
        if (!m_pack.classNamed(truth.className))
            return {truth.clip, truth.className, "not a class of the pack",      nullptr, nullptr,
                    nullptr,    nullptr,         required ? json(false) : json()};
        const auto result = ask(clip, truth.className, true);
        const auto frames = snapshot(clip).frames();
        std::vector<Span> spans;
        for (const query::Sighting &sighting : result.sightings) {
            // The last picture belongs to it: until the next one is shown.
            const auto next = static_cast<std::size_t>(sighting.endFrame) + 1;
            spans.push_back({toSeconds(sighting.start),
                             toSeconds(next < frames.size() ? frames[next].time : sighting.end)});
        }
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

    Table boxesTable() const
    {
        Table table{
            "boxes",
            "2. highway: patches of frames 469 to 1699 against highway-boxes.csv at IoU 0.4, "
            "one to one, best first; recall over boxes whose mask has 400 px and more (the "
            "file's column `area`), a patch on a smaller one is right as well",
            {"measure", "value", "of", "wanted", "result"},
            {}};
        const auto clip = *std::ranges::find(m_clips, "highway.avi", &Clip::file);
        const auto score =
            scoreBoxes(patchesOf(snapshot(clip)),
                       readBoxes(m_arguments.footage / "highway-boxes.csv"), 469, 1699, 0.4, 400);
        table.rows.push_back({"recall", rounded(score.recall(), 3),
                              std::to_string(score.found) + " of " + std::to_string(score.wanted),
                              "≥ 0.80", score.recall() >= 0.8});
        table.rows.push_back({"precision", rounded(score.precision(), 3),
                              std::to_string(score.right) + " of " + std::to_string(score.patches),
                              "≥ 0.75", score.precision() >= 0.75});
        return table;
    }

    Table patchesTable() const
    {
        Table table{"patches",
                    "3. No frame-sized patch (share of the picture < 0.6), fewer than 3 "
                    "clusters a track",
                    {"clip", "largest box", "clusters a track", "result"},
                    {}};
        for (const Clip &clip : m_clips) {
            const auto video = snapshot(clip);
            const auto patches = patchesOf(video);
            const double largest = largestBoxShare(patches, video.meta());
            const double clusters = clustersPerTrack(patches);
            table.rows.push_back(
                {clip.file, rounded(largest, 3), rounded(clusters), largest < 0.6 && clusters < 3});
        }
        return table;
    }

    Table costTable()
    {
        Table table{"cost",
                    "4. Share of all patches that the query network is run on, class by class, "
                    "asked anew (≤ 0.10) and the second time (none)",
                    {"clip"},
                    {}};
        const auto &classes = m_pack.manifest().classes;
        table.columns.insert(table.columns.end(), classes.begin(), classes.end());
        table.columns.insert(table.columns.end(), {"most", "second time", "result"});
        for (const Clip &clip : m_clips) {
            std::vector<json> row{clip.file};
            double most = 0;
            std::uint64_t again = 0;
            for (const std::string &name : classes) {
                const auto first = ask(clip, name, true).stats;
                again += ask(clip, name, false).stats.verified;
                const double share =
                    first.patches ? double(first.verified) / double(first.patches) : 0;
                most = std::max(most, share);
                row.push_back(rounded(share, 3));
            }
            row.insert(row.end(), {rounded(most, 3), again, most <= 0.1 && again == 0});
            table.rows.push_back(std::move(row));
        }
        return table;
    }

    Table limitsTable() const
    {
        Table table{
            "limits", "5. Speed, memory and size", {"what", "value", "wanted", "result"}, {}};
        for (const Clip &clip : m_clips) {
            if (clip.file == "junction.mp4" && clip.fresh)
                table.rows.push_back({clip.file + ", times real time",
                                      rounded(clip.report.timesRealtime()), "≥ 3",
                                      clip.report.timesRealtime() >= 3});
            if (clip.fresh)
                table.rows.push_back({clip.file + ", peak memory MiB", rounded(clip.peakMiB, 0),
                                      "< 1431 (1.5 GB)", clip.peakMiB * 1048576 < 1.5e9});
            const auto video = snapshot(clip);
            if (video.meta().width == 640 && video.meta().height == 360)
                table.rows.push_back({clip.file + " (640x360), an hour GB",
                                      rounded(bytesAnHour(clip.report) / 1e9, 3), "< 1",
                                      bytesAnHour(clip.report) < 1e9});
        }
        return table;
    }

    Table timesTable()
    {
        Table table{"reuse_times",
                    "6a. Milliseconds a patch, reading and decoding included, all representatives "
                    "of a clip asked anew; " +
                        std::to_string(m_arguments.runs) + " interleaved runs",
                    {"clip", "patches", "reuse", "ms", "sd", "ratio to none", "result"},
                    {}};
        query::Verifier verifier(m_pack, m_backend);
        for (const Clip &clip : m_clips) {
            std::cerr << clip.file << ": timing reuse\n";
            const auto video = snapshot(clip);
            for (const ReuseTime &time : timeReuse(verifier, video, m_splices, m_arguments.runs))
                table.rows.push_back({clip.file, video.counts().clusters, time.reuse,
                                      rounded(time.ms.mean, 3), rounded(time.ms.sd, 3),
                                      rounded(time.ratio, 3),
                                      time.reuse == "none" ? json() : json(time.ratio < 1)});
        }
        return table;
    }

    Table agreementTable() const
    {
        Table table{
            "agreement",
            "6b. Verdicts from stored maps against the same network from the stored pixels: "
            "int8 ≥ 0.99 the same class, fp32 (ingested at 5 pictures a second) all "
            "probabilities equal to 1e-5",
            {"clip", "codec", "reuse", "patches", "same class", "largest difference", "result"},
            {}};
        for (const Clip &clip : m_clips)
            for (const store::Case *from : {&m_case, &m_exact})
                for (const nn::Splice &splice : m_splices)
                    table.rows.push_back(agreementRow(clip, *from, splice));
        return table;
    }

    std::vector<json> agreementRow(const Clip &clip, const store::Case &from,
                                   const nn::Splice &splice) const
    {
        const store::VideoSnapshot video(from.videoFolder(clip.report.id));
        const Agreement found = compareWithPixels(m_pack, m_backend, video, splice);
        const double same = found.patches ? double(found.same) / double(found.patches) : 1;
        const bool exact = video.meta().codec == store::Codec::Fp32;
        return {clip.file,
                std::string(store::codecName(video.meta().codec)),
                splice.name(),
                found.patches,
                rounded(same, 4),
                rounded(double(found.largestDifference), 7),
                exact ? same == 1 && found.largestDifference <= 1e-5F : same >= 0.99};
    }

    const Arguments &m_arguments;
    const nn::ModelPack &m_pack;
    const nn::Backend &m_backend;
    nn::IngestNetwork m_network;
    store::Case m_case, m_exact;
    query::QueryEngine m_engine;
    std::vector<nn::Splice> m_splices;
    std::vector<Clip> m_clips;
};

nn::ModelPack loadPack(const Arguments &arguments, const fs::path &folder)
{
    if (arguments.model != "random")
        return nn::ModelPack::load(arguments.model);
    test::RandomPackOptions options;
    options.width = 16;
    options.inputSize = 64;
    options.classes = {"background", "bicycle", "bus", "car", "motorcycle", "person", "truck"};
    return test::writeRandomPack(folder / "random-pack", options);
}

void print(const json &machine, const std::vector<Table> &tables, bool asJson)
{
    json document{{"machine", machine}};
    for (const Table &table : tables)
        document[table.name] = table.toJson();
    if (asJson) {
        std::cout << document.dump(2) << std::endl;
        return;
    }
    std::cout << "## Footage\n\n";
    for (const auto &[name, value] : machine.items())
        std::cout << "- " << name << ": "
                  << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
    for (const Table &table : tables)
        std::cout << '\n' << table.markdown();
    std::cout.flush();
}

int run(const Arguments &arguments)
{
    test::TempFolder temporary;
    const fs::path folder = arguments.folder.empty() ? temporary.path() : arguments.folder;
    fs::create_directories(folder);
    const nn::ModelPack pack = loadPack(arguments, folder);
    nn::InferenceOptions inference;
    inference.threads = arguments.threads;
    const nn::Backend backend = nn::chooseBackend(inference);
    const json machine{{"processor", processorName()},
                       {"cores", std::thread::hardware_concurrency()},
                       {"load average at the start", loadAverage()},
                       {"threads", backend.threads},
                       {"device", backend.device},
                       {"precision", backend.precision + " (" + backend.reason + ")"},
                       {"model pack", pack.manifest().name + ", " + pack.hash()}};
    Benchmark benchmark(arguments, folder, pack, backend);
    bool complete = true;
    for (const std::string &clip : arguments.clips)
        complete = benchmark.add(clip) && complete;
    const auto tables = benchmark.tables();
    print(machine, tables, arguments.json);
    return complete && std::ranges::all_of(tables, &Table::passed) ? 0 : 1;
}

} // namespace

} // namespace refocus::benchmark

int main(int argc, char **argv)
{
    using namespace refocus::benchmark;
    Arguments arguments;
    CLI::App app{"Measures on the footage what the engine must show."};
    app.add_option("--footage", arguments.footage, "folder of the clips")->capture_default_str();
    app.add_option("--model", arguments.model, "folder of a pack; random: one of random weights")
        ->capture_default_str();
    app.add_option("--case", arguments.folder, "folder whose cases are kept between runs");
    app.add_option("--clips", arguments.clips, "names, as parking,highway")->delimiter(',');
    app.add_option("--threads", arguments.threads, "0: as many as the machine has");
    app.add_option("--runs", arguments.runs, "of the timing of reuse")->check(CLI::Range(1, 1000));
    app.add_flag("--json", arguments.json);
    CLI11_PARSE(app, argc, argv);
    try {
        return run(arguments);
    } catch (const std::exception &error) {
        std::cerr << "benchmark_footage: " << error.what() << '\n';
        return 1;
    }
}
