// Export against real clips: which pictures are in them, what the tables and the manifest say, and
// what happens to files that are missing, changed or in the way.
#include "base/error.h"
#include "core/evidence/export_case.h"
#include "evidence/export.h"
#include "media/video_reader.h"
#include "store/files.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <csignal>
#include <fstream>
#include <set>
#include <sys/mount.h>
#include <sys/resource.h>

using namespace refocus;
using namespace std::chrono_literals;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::vector<int> ordinalsIn(const fs::path &clip)
{
    std::vector<int> ordinals;
    media::VideoReader reader(clip, {.threads = 1});
    while (const auto frame = reader.read())
        ordinals.push_back(test::readOrdinal(frame->image).value_or(-1));
    return ordinals;
}

std::vector<int> range(int first, int last)
{
    std::vector<int> numbers;
    for (int i = first; i <= last; ++i)
        numbers.push_back(i);
    return numbers;
}

json readJson(const fs::path &file) { return json::parse(store::readFile(file)); }

std::vector<std::string> namesIn(const fs::path &folder)
{
    std::vector<std::string> names;
    if (fs::exists(folder))
        for (const auto &entry : fs::directory_iterator(folder))
            names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

} // namespace

class TestExport : public QObject
{
    Q_OBJECT

    // The videos are drawn and indexed once; a test that spoils one draws its own.
    test::TempFolder m_folder;
    std::optional<store::Case> m_case;
    store::SourceRecord m_gate, m_yard;
    int m_number = 0;

    evidence::ExportOptions options()
    {
        evidence::ExportOptions options;
        options.outDir = m_folder / ("out" + std::to_string(++m_number));
        options.plan = {200ms, 200ms};
        options.classes = {"truck"};
        options.program = "test 1";
        options.queryJson = R"({"k":4})";
        options.queryStatsJson = R"({"reuse":"7"})";
        options.threads = 1;
        return options;
    }

    // What was exported, or the fault.
    std::pair<evidence::ExportResult, std::string>
    exported(const std::vector<query::Sighting> &sightings, const evidence::ExportOptions &chosen)
    {
        try {
            return {evidence::exportClips(*m_case, sightings, chosen), {}};
        } catch (const Error &fault) {
            return {{}, fault.what()};
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_case = store::Case::create(m_folder / "a.case");
        m_gate = test::addVideo(*m_case, m_folder, "gate", "Gate 3 / north");
        m_yard = test::addVideo(*m_case, m_folder, "yard", "");
    }

    void exactClipsHoldThePicturesAskedForAndNoOthers()
    {
        auto chosen = options();
        chosen.mode = evidence::ClipMode::Exact;
        const std::vector sightings{test::seen(m_gate, 30, 40)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QVERIFY(result.failures.empty());
        QVERIFY(result.warnings.empty());
        QCOMPARE(result.clips.size(), std::size_t{1});
        const auto &clip = result.clips.front();
        QCOMPARE(clip.file, std::string("Gate-3-north_truck_00-00-01.000.mp4"));
        QCOMPARE(clip.firstFrame, 25);
        QCOMPARE(clip.lastFrame, 45);
        QCOMPARE(clip.extraBefore + clip.extraAfter, 0);
        QCOMPARE(ordinalsIn(chosen.outDir / clip.file), range(25, 45));
    }

    void copiesHoldThePicturesFromTheKeyframeBefore()
    {
        const auto chosen = options();
        const std::vector sightings{test::seen(m_gate, 30, 40)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QCOMPARE(result.clips.size(), std::size_t{1});
        const auto &clip = result.clips.front();
        QCOMPARE(clip.firstFrame, 25);
        QCOMPARE(clip.lastFrame, 45);
        QCOMPARE(clip.extraBefore, 1); // Picture 24 is a keyframe.
        const auto after = static_cast<int>(clip.extraAfter);
        QCOMPARE(ordinalsIn(chosen.outDir / clip.file), range(24, 45 + after));
    }

    void aMarkedStretchIsAClipWithoutPadOfWhatIsSeenInIt()
    {
        auto chosen = options();
        chosen.mode = evidence::ClipMode::Exact;
        chosen.spans = {{m_yard.id, 400ms, 800ms}, {m_gate.id, 1200ms, 1600ms}};
        const std::vector sightings{test::seen(m_gate, 35, 60)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QCOMPARE(result.clips.size(), std::size_t{2});
        QCOMPARE(result.clips[0].file, std::string("yard_00-00-00.400.mp4"));
        QVERIFY(result.clips[0].sightings.empty());
        QCOMPARE(ordinalsIn(chosen.outDir / result.clips[0].file), range(10, 20));
        QCOMPARE(result.clips[1].file, std::string("Gate-3-north_truck_00-00-01.200.mp4"));
        QCOMPARE(ordinalsIn(chosen.outDir / result.clips[1].file), range(30, 40));
        const json list = readJson(chosen.outDir / "sightings.json").at("sightings");
        QCOMPARE(list[0]["clip"].get<std::string>(), result.clips[1].file);
        const json manifest = readJson(chosen.outDir / "manifest.json");
        QCOMPARE(manifest["clip_options"]["spans"][0]["in_s"].get<double>(), 0.4);
        QCOMPARE(manifest["clip_options"]["spans"][1]["video"].get<std::string>(), m_gate.id);
        QCOMPARE(manifest["sources"].size(), std::size_t{2});
    }

    void theWholeVideoIsTheLimit()
    {
        auto chosen = options();
        chosen.mode = evidence::ClipMode::Exact;
        chosen.plan.pad = 1h;
        const std::vector sightings{test::seen(m_yard, 50, 50)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QCOMPARE(result.clips.size(), std::size_t{1});
        QCOMPARE(ordinalsIn(chosen.outDir / result.clips[0].file), range(0, test::kFrames - 1));
    }

    void tablesNameTheClipOfEverySighting()
    {
        const auto chosen = options();
        const std::vector sightings{test::seen(m_yard, 60, 70), test::seen(m_gate, 30, 35, "car"),
                                    test::seen(m_gate, 40, 45), test::seen(m_gate, 70, 72)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QCOMPARE(result.clips.size(), std::size_t{3});
        const std::string merged = "Gate-3-north_car+truck_00-00-01.000.mp4";
        const std::string yard = "yard_truck_00-00-02.200.mp4";

        const json list = readJson(chosen.outDir / "sightings.json").at("sightings");
        QCOMPARE(list.size(), std::size_t{4});
        QCOMPARE(list[0]["clip"].get<std::string>(), yard);
        QCOMPARE(list[1]["clip"].get<std::string>(), merged);
        QCOMPARE(list[2]["clip"].get<std::string>(), merged);
        QCOMPARE(list[1]["camera"].get<std::string>(), std::string("Gate 3 / north"));
        json expected{{"video", m_gate.id},
                      {"path", m_gate.path},
                      {"class", "car"},
                      {"track", 7},
                      {"start_s", 1.2},
                      {"end_s", 1.4},
                      {"start_frame", 30},
                      {"end_frame", 35},
                      {"score", 0.9},
                      {"best",
                       {{"patch", m_gate.id + ":10"},
                        {"frame", 30},
                        {"time_s", 1.2},
                        {"box", {50, 60, 40, 30}},
                        {"score", 0.97}}},
                      {"camera", "Gate 3 / north"},
                      {"clip", merged}};
        QCOMPARE(list[1].dump(), expected.dump());

        const std::string csv = store::readFile(chosen.outDir / "sightings.csv");
        const std::string line = "\r\n" + m_yard.id + ',' + m_yard.path +
                                 ",yard,truck,7,2.400000,2.800000,60,70,0.9000," + m_yard.id +
                                 ":40,60,2.400000,80,60,40,30,0.9700,,," + yard + ",,\r\n";
        QVERIFY2(csv.find(line) != std::string::npos, csv.c_str());
        QCOMPARE(std::ranges::count(csv, '\n'), 5);
    }

    void tablesCarryAPersonsDecision()
    {
        const auto chosen = options();
        std::vector sightings{test::seen(m_gate, 30, 35), test::seen(m_gate, 50, 55, "car")};
        sightings[0].decision = store::Decision::Reject;
        sightings[1].decision = store::Decision::Label;
        sightings[1].foundClass = "truck";
        evidence::exportClips(*m_case, sightings, chosen);
        const json list = readJson(chosen.outDir / "sightings.json").at("sightings");
        QCOMPARE(list[0].at("decision").get<std::string>(), std::string("reject"));
        QVERIFY(!list[0].contains("found_class"));
        QCOMPARE(list[1].at("decision").get<std::string>(), std::string("label"));
        QCOMPARE(list[1].at("class").get<std::string>(), std::string("car"));
        QCOMPARE(list[1].at("found_class").get<std::string>(), std::string("truck"));
        const std::string csv = store::readFile(chosen.outDir / "sightings.csv");
        QVERIFY2(csv.find(",clip,decision,found_class\r\n") != std::string::npos, csv.c_str());
        QVERIFY2(csv.find(".mp4,reject,\r\n") != std::string::npos, csv.c_str());
        QVERIFY2(csv.find(".mp4,label,truck\r\n") != std::string::npos, csv.c_str());
    }

    void theManifestAccountsForEveryFile()
    {
        const auto chosen = options();
        const std::vector sightings{test::seen(m_gate, 30, 35), test::seen(m_yard, 30, 35)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QCOMPARE(result.clips.size(), std::size_t{2});
        const json manifest = readJson(chosen.outDir / "manifest.json");
        std::vector<std::string> files{"manifest.json"};
        for (const char *kind : {"clips", "tables"}) {
            for (const json &item : manifest.at(kind)) {
                const fs::path file = chosen.outDir / item.at("file").get<std::string>();
                files.push_back(file.filename().string());
                QCOMPARE(item.at("sha256").get<std::string>(), store::sha256OfFile(file));
                QCOMPARE(item.at("bytes").get<std::uint64_t>(), fs::file_size(file));
            }
        }
        std::ranges::sort(files);
        QCOMPARE(files, namesIn(chosen.outDir)); // No temporary file is left.

        const json &source = manifest.at("sources").at(0);
        QCOMPARE(source.at("sha256_at_ingest").get<std::string>(), m_gate.sha256);
        QCOMPARE(source.at("sha256_now").get<std::string>(), m_gate.sha256);
        QVERIFY(source.at("unchanged").get<bool>());
        QCOMPARE(source.at("model").at("sha256").get<std::string>(), std::string(64, 'b'));
        QCOMPARE(source.at("coverage").at("frames_decoded").get<int>(), test::kFrames);
        const json &clip = manifest.at("clips").at(0);
        QCOMPARE(clip.at("first_frame").get<int>(), 25);
        QCOMPARE(clip.at("in_s").get<double>(), 1.0);
        QCOMPARE(clip.at("out_s").get<double>(), 1.6);
        QCOMPARE(clip.at("extra_frames_before").get<int>(), 1);
        QCOMPARE(clip.at("sightings").dump(), std::string("[0]"));
        QCOMPARE(manifest.at("query").at("parameters").at("k").get<int>(), 4);
        QCOMPARE(manifest.at("query").at("stats").at("reuse").get<std::string>(), std::string("7"));
        QCOMPARE(manifest.at("program").get<std::string>(), std::string("test 1"));
        QVERIFY(manifest.at("ffmpeg").get<std::string>().find("libavcodec") != std::string::npos);
        QVERIFY(manifest.at("finished_utc").get<std::string>() >=
                manifest.at("started_utc").get<std::string>());
        QVERIFY(manifest.at("failures").empty());
    }

    void theWallClockIsExportedWithItsOffset()
    {
        store::SourceRecord source = m_gate;
        source.wallClockStart = 1772366400'000000; // 2026-03-01 12:00:00 UTC
        source.clockOffsetMs = -1500;
        m_case->putSource(source);
        const auto chosen = options();
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        evidence::exportClips(*m_case, sightings, chosen);
        m_case->putSource(m_gate);
        const json manifest = readJson(chosen.outDir / "manifest.json");
        QCOMPARE(manifest["sources"][0]["wall_clock_start_utc"].get<std::string>(),
                 std::string("2026-03-01T12:00:00.000Z"));
        QCOMPARE(manifest["sources"][0]["clock_offset_ms"].get<int>(), -1500);
        QCOMPARE(manifest["clips"][0]["in_utc"].get<std::string>(),
                 std::string("2026-03-01T11:59:59.500Z"));
        const json list = readJson(chosen.outDir / "sightings.json").at("sightings");
        QCOMPARE(list[0]["start_utc"].get<std::string>(), std::string("2026-03-01T11:59:59.700Z"));
    }

    void clipsThatBeginAtTheSameTimeHaveNamesOfTheirOwn()
    {
        auto chosen = options();
        chosen.plan.mergeGap = -1us;
        const std::vector sightings{test::seen(m_gate, 30, 35), test::seen(m_gate, 30, 40)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QCOMPARE(result.clips.size(), std::size_t{2});
        QCOMPARE(result.clips[0].file, std::string("Gate-3-north_truck_00-00-01.000.mp4"));
        QCOMPARE(result.clips[1].file, std::string("Gate-3-north_truck_00-00-01.000_2.mp4"));
    }

    void aMissingSourceIsNamedAndTheOthersAreExported()
    {
        const auto lost = test::addVideo(*m_case, m_folder, "lost", "");
        fs::remove(lost.path);
        const auto chosen = options();
        const std::vector sightings{test::seen(lost, 30, 35), test::seen(m_yard, 30, 35)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QCOMPARE(result.clips.size(), std::size_t{1});
        QCOMPARE(result.clips[0].video, m_yard.id);
        QCOMPARE(result.failures.size(), std::size_t{1});
        QCOMPARE(result.failures[0].file, lost.path);
        QCOMPARE(result.failures[0].error,
                 lost.path + ": the source of video " + lost.id + " is missing");
        const json manifest = readJson(chosen.outDir / "manifest.json");
        QCOMPARE(manifest["failures"][0]["error"].get<std::string>(), result.failures[0].error);
        QVERIFY(manifest["sources"][0]["sha256_now"].is_null());
        const json list = readJson(chosen.outDir / "sightings.json").at("sightings");
        QVERIFY(list[0]["clip"].is_null());
        QVERIFY(list[1]["clip"].is_string());
    }

    void aSourceThatIsNoVideoAnyMoreIsAFailure()
    {
        const auto spoilt = test::addVideo(*m_case, m_folder, "spoilt", "");
        test::writeText(spoilt.path, "not a video\n");
        const std::vector sightings{test::seen(spoilt, 30, 35)};
        const auto result = evidence::exportClips(*m_case, sightings, options());
        QVERIFY(result.clips.empty());
        QCOMPARE(result.failures.size(), std::size_t{1});
        QVERIFY(result.failures[0].error.find(spoilt.path) != std::string::npos);
    }

    void aChangedSourceIsExportedWithAWarning()
    {
        const auto changed = test::addVideo(*m_case, m_folder, "changed", "");
        std::ofstream(changed.path, std::ios::app | std::ios::binary) << std::string("\0\0\0\x0c"
                                                                                     "free"
                                                                                     "xxxx",
                                                                                     12);
        const auto chosen = options();
        const std::vector sightings{test::seen(changed, 30, 35)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QCOMPARE(result.clips.size(), std::size_t{1});
        QCOMPARE(result.warnings.size(), std::size_t{1});
        const std::string now = store::sha256OfFile(changed.path);
        QVERIFY(result.warnings[0].starts_with(changed.path));
        QVERIFY(result.warnings[0].find(now) != std::string::npos);
        const json manifest = readJson(chosen.outDir / "manifest.json");
        QVERIFY(!manifest["sources"][0]["unchanged"].get<bool>());
        QCOMPARE(manifest["sources"][0]["sha256_at_ingest"].get<std::string>(), changed.sha256);
        QCOMPARE(manifest["sources"][0]["sha256_now"].get<std::string>(), now);
        QCOMPARE(manifest["warnings"][0].get<std::string>(), result.warnings[0]);
    }

    void filesOfOthersAreNeverOverwritten()
    {
        const auto chosen = options();
        fs::create_directories(chosen.outDir);
        const std::string clip = "Gate-3-north_truck_00-00-01.000.mp4";
        test::writeText(chosen.outDir / clip, "mine");
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QCOMPARE(result.clips[0].file, std::string("Gate-3-north_truck_00-00-01.000_2.mp4"));
        QCOMPARE(store::readFile(chosen.outDir / clip), std::string("mine"));

        const auto before = namesIn(chosen.outDir);
        const std::string manifest = store::readFile(chosen.outDir / "manifest.json");
        QVERIFY_EXCEPTION_THROWN(evidence::exportClips(*m_case, sightings, chosen), Error);
        QCOMPARE(namesIn(chosen.outDir), before);
        QCOMPARE(store::readFile(chosen.outDir / "manifest.json"), manifest);
    }

    void cancellingLeavesNothingBehind_data()
    {
        QTest::addColumn<int>("calls");
        for (const int calls : {0, 1, 3, 6})
            QTest::addRow("after %d reports", calls) << calls;
    }
    void cancellingLeavesNothingBehind()
    {
        QFETCH(int, calls);
        auto chosen = options();
        chosen.mode = evidence::ClipMode::Exact;
        const std::vector sightings{test::seen(m_gate, 30, 35), test::seen(m_yard, 30, 70)};
        int count = 0;
        const auto progress = [&](const ProgressReport &) { return count++ < calls; };
        QVERIFY_EXCEPTION_THROWN(evidence::exportClips(*m_case, sightings, chosen, progress),
                                 Cancelled);
        QVERIFY(!fs::exists(chosen.outDir));
    }

    void progressRisesToTheEnd()
    {
        auto chosen = options();
        chosen.plan = {0us, -1us};
        const std::vector sightings{test::seen(m_gate, 30, 35), test::seen(m_gate, 40, 45),
                                    test::seen(m_yard, 30, 70), test::seen(m_yard, 75, 80)};
        std::vector<double> fractions;
        evidence::exportClips(*m_case, sightings, chosen, [&](const ProgressReport &report) {
            fractions.push_back(report.fraction);
            return true;
        });
        QVERIFY(fractions.size() >= 4);
        QVERIFY(std::ranges::is_sorted(fractions));
        QVERIFY(fractions.front() >= 0 && fractions.back() <= 1);
    }

    void aFullDiskLeavesNothingBehind()
    {
        auto chosen = options();
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{1000, before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        const std::string error = exported(sightings, chosen).second;
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QVERIFY2(error.find("manifest.json") != std::string::npos, error.c_str());
        QVERIFY(!fs::exists(chosen.outDir));
    }

    void aClipThatCannotBeWrittenIsAFailureAndNoHalfClipIsLeft()
    {
        auto chosen = options();
        chosen.mode = evidence::ClipMode::Exact;
        chosen.plan.pad = 1h;
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{6000, before.rlim_max}; // Enough for the manifest, not for the clip.
        setrlimit(RLIMIT_FSIZE, &small);
        const auto [result, error] = exported(sightings, chosen);
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QVERIFY2(error.empty(), error.c_str());
        QVERIFY(result.clips.empty());
        QCOMPARE(result.failures.size(), std::size_t{1});
        QVERIFY(result.failures[0].error.find("Gate-3-north") != std::string::npos);
        const std::vector<std::string> tables{"manifest.json", "sightings.csv", "sightings.json"};
        QCOMPARE(namesIn(chosen.outDir), tables);
    }

    void afterTheDiskIsFullNoFurtherClipIsBegun()
    {
        const auto disk = m_folder / "disk";
        fs::create_directory(disk);
        if (mount("none", disk.c_str(), "tmpfs", 0, "size=44k") != 0)
            QSKIP("this user cannot mount a small disk");
        auto chosen = options();
        chosen.outDir = disk / "out";
        chosen.mode = evidence::ClipMode::Exact;
        chosen.spans = {{m_gate.id, 0ms, 1h}, {m_yard.id, 0ms, 1h}, {m_gate.id, 0ms, 1h}};
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        const auto [result, error] = exported(sightings, chosen);
        const auto left = namesIn(chosen.outDir);
        QCOMPARE(umount(disk.c_str()), 0);
        QVERIFY2(error.empty(), error.c_str());
        QCOMPARE(result.clips.size(), std::size_t{1}); // What is made stays.
        QCOMPARE(result.failures.size(), std::size_t{2});
        QVERIFY(result.failures[0].error.find("No space left") != std::string::npos);
        QVERIFY(result.failures[1].error.ends_with(result.failures[1].file +
                                                   ": was not begun: the disk is full"));
        std::vector<std::string> whole{result.clips[0].file, "manifest.json", "sightings.csv",
                                       "sightings.json"};
        std::ranges::sort(whole);
        QCOMPARE(left, whole); // No half clip.
    }

    void whateverTheDiskHoldsClipsHaveTheirManifest()
    {
        const auto disk = m_folder / "disk";
        fs::create_directory(disk);
        auto chosen = options();
        chosen.outDir = disk / "out";
        chosen.mode = evidence::ClipMode::Exact;
        chosen.spans = {{m_gate.id, 0ms, 1h}, {m_yard.id, 0ms, 1h}, {m_gate.id, 0ms, 1h}};
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        std::set<std::size_t> clips;
        for (int kib = 16; kib <= 104; kib += 4) {
            const std::string size = "size=" + std::to_string(kib) + "k";
            if (mount("none", disk.c_str(), "tmpfs", 0, size.c_str()) != 0)
                QSKIP("this user cannot mount a small disk");
            const auto [result, error] = exported(sightings, chosen);
            const auto left =
                fs::exists(chosen.outDir) ? namesIn(chosen.outDir) : std::vector<std::string>{};
            QCOMPARE(umount(disk.c_str()), 0);
            if (!error.empty()) {
                QVERIFY2(left.empty(), left.front().c_str());
                continue;
            }
            clips.insert(result.clips.size());
            QVERIFY2(std::ranges::count(left, "manifest.json") == 1, size.c_str());
            QCOMPARE(left.size(), result.clips.size() + 3); // And the two tables.
        }
        QCOMPARE(clips, (std::set<std::size_t>{0, 1, 2, 3}));
    }

    void clipsStayWhereTheManifestCannotBeWritten()
    {
        auto chosen = options();
        chosen.queryJson = "{\"note\": \"" + std::string(300'000, 'x') + "\"}";
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{200'000, before.rlim_max}; // Enough for the clip.
        setrlimit(RLIMIT_FSIZE, &small);
        const auto [result, error] = exported(sightings, chosen);
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QVERIFY2(error.empty(), error.c_str());
        QCOMPARE(result.clips.size(), std::size_t{1});
        QCOMPARE(result.failures.size(), std::size_t{1});
        QCOMPARE(result.failures[0].file, std::string("manifest.json"));
        QVERIFY(result.failures[0].error.find("manifest.json") != std::string::npos);
        std::vector<std::string> whole{result.clips[0].file, "sightings.csv", "sightings.json"};
        std::ranges::sort(whole);
        QCOMPARE(namesIn(chosen.outDir), whole);
    }

    void aFolderThatCannotBeMadeIsNamed()
    {
        auto chosen = options();
        chosen.outDir = fs::path(m_gate.path) / "out";
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        try {
            evidence::exportClips(*m_case, sightings, chosen);
            QFAIL("exported into a file");
        } catch (const Error &error) {
            QVERIFY(std::string(error.what()).starts_with(chosen.outDir.string()));
        }
    }

    void noSightingsAreAnAnswerToo()
    {
        const auto chosen = options();
        const auto result = evidence::exportClips(*m_case, {}, chosen);
        QVERIFY(result.clips.empty());
        QVERIFY(result.failures.empty());
        QCOMPARE(readJson(chosen.outDir / "manifest.json")["sighting_count"].get<int>(), 0);
        QCOMPARE(readJson(chosen.outDir / "sightings.json").dump(),
                 std::string(R"({"sightings":[]})"));
    }

    void aVideoThatIsNotInTheCaseIsAFailure()
    {
        store::SourceRecord stranger = m_gate;
        stranger.id = "stranger-00000000";
        const std::vector sightings{test::seen(stranger, 30, 35)};
        const auto result = evidence::exportClips(*m_case, sightings, options());
        QCOMPARE(result.failures.size(), std::size_t{1});
        QCOMPARE(result.failures[0].video, stranger.id);
    }
};

QTEST_GUILESS_MAIN(TestExport)
#include "tst_export.moc"
