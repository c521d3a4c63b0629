// What the report of an export says, and that nothing a case holds can become markup in it.
#include "base/error.h"
#include "core/evidence/export_case.h"
#include "evidence/export.h"
#include "store/files.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace refocus;
using namespace std::chrono_literals;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::string kHostile = "<script>alert(\"1\")</script>&'\xE2\x80\xAEgpj.exe";
const std::string kHarmless =
    "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;\xEF\xBF\xBDgpj.exe";

int countOf(const std::string &text, const std::string &part)
{
    int count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

// One bit wherever the file has these bytes.
void spoil(const fs::path &file, const std::string &bytes)
{
    std::string content = store::readFile(file);
    for (auto at = content.find(bytes); at != std::string::npos; at = content.find(bytes, at + 1))
        content[at] = static_cast<char>(content[at] ^ 1);
    test::writeText(file, content);
}

} // namespace

#define VERIFY_HAS(text, part) QVERIFY2((text).find(part) != std::string::npos, (text).c_str())

class TestReport : public QObject
{
    Q_OBJECT

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
        options.queryJson = R"({"k":4,"videos":[],"region":[]})";
        json figures = json::parse(R"({"reuse":"7","device":"cpu","precision":"bf16",
                                       "model":"street","model_sha256":"abc123"})");
        for (const std::string &video : m_case->videoIds())
            figures["searched_s"][video] = {{0, 4}};
        options.queryStatsJson = figures.dump();
        options.report = true;
        options.threads = 1;
        return options;
    }

    std::string reportOf(const evidence::ExportOptions &chosen,
                         std::span<const query::Sighting> sightings)
    {
        evidence::exportClips(*m_case, sightings, chosen);
        return store::readFile(chosen.outDir / "report.html");
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_case = store::Case::create(m_folder / "a.case");
        m_gate = test::addVideo(*m_case, m_folder, "gate", "Gate 3");
        m_yard = test::addVideo(*m_case, m_folder, "yard", "");
    }

    void everySightingHasItsTimesDecisionClipAndHash()
    {
        const auto chosen = options();
        std::vector sightings{test::seen(m_gate, 30, 35), test::seen(m_gate, 60, 65, "car")};
        sightings[0].decision = store::Decision::Accept;
        sightings[1].decision = store::Decision::Label;
        sightings[1].foundClass = "bus";
        store::Review review;
        review.decision = store::Decision::Accept;
        review.note = "two men\nget out";
        review.starred = true;
        m_case->putReview({m_gate.id, sightings[0].best.patch}, review);
        const std::string html = reportOf(chosen, sightings);
        for (const char *part :
             {"<h1>Export of a</h1>", "2 sightings, 2 clips", "<b>truck</b><br>0.90", "<b>car</b>",
              "00:00:01.200<br>00:00:01.400", "frames 30 to 35", "accepted",
              "class given by a person", "the network: bus", "starred", "two men<br>get out",
              "unknown", "1 before", "test 1", "street-test"})
            VERIFY_HAS(html, part);
        const json manifest = json::parse(store::readFile(chosen.outDir / "manifest.json"));
        QCOMPARE(manifest["clips"].size(), std::size_t{2});
        for (const json &clip : manifest["clips"]) {
            QCOMPARE(countOf(html, clip["sha256"].get<std::string>()), 2); // Sighting and clip.
            QCOMPARE(countOf(html, clip["file"].get<std::string>()), 2);
        }
        QCOMPARE(countOf(html, m_gate.sha256), 2); // At ingest and now.
        QCOMPARE(countOf(html, std::string(64, 'b')), 1);
        for (const char *part : {"Computed on", "cpu, bf16", "7→7", "street", "abc123"})
            VERIFY_HAS(html, part);
    }

    void theManifestHasTheReportsHash()
    {
        const auto chosen = options();
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        reportOf(chosen, sightings);
        const json manifest = json::parse(store::readFile(chosen.outDir / "manifest.json"));
        const json &report = manifest["tables"].back();
        QCOMPARE(report["file"].get<std::string>(), std::string("report.html"));
        QCOMPARE(report["sha256"].get<std::string>(),
                 store::sha256OfFile(chosen.outDir / "report.html"));
    }

    void picturesAreInsideIt()
    {
        const std::vector<std::uint8_t> jpeg{0xFF, 0xD8, 0xFF, 0x01};
        store::Case own = store::Case::create(m_folder / "pictures.case");
        const auto source = test::addVideo(own, m_folder, "pictured", "", {{10, jpeg}});
        const std::vector sightings{test::seen(source, 30, 35)}; // Its best patch is 10.
        const auto chosen = options();
        evidence::exportClips(own, sightings, chosen);
        VERIFY_HAS(store::readFile(chosen.outDir / "report.html"),
                   "src=\"data:image/jpeg;base64,/9j/AQ==\"");
        // Without one of its own: that of the track's best view, which is patch 30.
        const auto track = test::addVideo(own, m_folder, "track", "", {{30, jpeg}});
        const std::vector others{test::seen(track, 30, 35)};
        const auto again = options();
        evidence::exportClips(own, others, again);
        VERIFY_HAS(store::readFile(again.outDir / "report.html"),
                   "src=\"data:image/jpeg;base64,/9j/AQ==\"");
    }

    void aDamagedPictureIsLeftOut()
    {
        const std::string jpeg = "\xFF\xD8\xFF of a truck";
        store::Case own = store::Case::create(m_folder / "damaged.case");
        const auto source =
            test::addVideo(own, m_folder, "damaged", "",
                           {{10, std::vector<std::uint8_t>(jpeg.begin(), jpeg.end())}});
        spoil(own.videoFolder(source.id) / "index.mdb", jpeg);
        const std::vector sightings{test::seen(source, 30, 35)};
        const auto chosen = options();
        const auto result = evidence::exportClips(own, sightings, chosen);
        QVERIFY(result.failures.empty());
        QCOMPARE(result.clips.size(), std::size_t{1});
        VERIFY_HAS(store::readFile(chosen.outDir / "report.html"), "no picture<");
    }

    void aSearchThatFoundNothingSaysSo()
    {
        const std::string html = reportOf(options(), {});
        VERIFY_HAS(html, "0 sightings, 0 clips");
        VERIFY_HAS(html, "None was found");
        VERIFY_HAS(html, "There was nothing to make a clip of.");
        QCOMPARE(countOf(html, "a person marked"), 0);
        auto marked = options();
        marked.spans = {{m_gate.id, 400ms, 800ms}};
        const std::string stretch = reportOf(marked, {});
        VERIFY_HAS(stretch, "None: the clips show what a person marked.");
    }

    void aClassThatAPersonGaveHasNoScore()
    {
        std::vector sightings{test::seen(m_gate, 30, 35, "car")};
        sightings[0].decision = store::Decision::Label;
        sightings[0].foundClass = "truck";
        const std::string html = reportOf(options(), sightings);
        VERIFY_HAS(html, "<b>car</b><br><span class=\"muted\">given by a person</span>");
        VERIFY_HAS(html, "the network: truck, 0.90<");
        QCOMPARE(countOf(html, "0.90"), 1);
    }

    void nothingThatACaseHoldsBecomesMarkup()
    {
        store::SourceRecord record = m_gate;
        record.name = kHostile;
        record.timeZone = kHostile;
        record.wallClockStart = 1772366400'000000;
        m_case->putSource(record);
        auto chosen = options();
        chosen.program = kHostile;
        chosen.classes = {kHostile};
        chosen.queryJson = json{{kHostile, kHostile}, {"list", {kHostile}}}.dump();
        chosen.queryStatsJson = json{{"model", kHostile}, {"model_sha256", kHostile}}.dump();
        std::vector sightings{test::seen(m_gate, 30, 35, kHostile)};
        sightings[0].decision = store::Decision::Label;
        sightings[0].foundClass = kHostile;
        store::Review review;
        review.note = kHostile;
        m_case->putReview({m_gate.id, sightings[0].best.patch}, review);
        const std::string html = reportOf(chosen, sightings);
        m_case->putSource(m_gate);
        QCOMPARE(countOf(html, "<script"), 0);
        QCOMPARE(countOf(html, "\xE2\x80\xAE"), 0);
        QCOMPARE(countOf(html, "alert(\""), 0);
        // Program, class asked for, class, the network's, note, camera of the sighting, clip,
        // source and coverage, zone, the question's name and two values, model and its hash.
        QCOMPARE(countOf(html, kHarmless), 15);
        VERIFY_HAS(html, "default-src 'none'"); // A browser runs nothing either way.
    }

    void whatWasNotSearchedIsSaid()
    {
        store::SourceRecord never;
        never.id = "never-00000000";
        never.path = "/videos/never.mp4";
        m_case->putSource(never);
        auto chosen = options();
        chosen.queryJson = json{{"videos", {m_gate.id}}}.dump();
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        const std::string html = reportOf(chosen, sightings);
        m_case->removeVideo(never.id);
        VERIFY_HAS(html, "<tr><td>never.mp4</td><td>none</td>");
        VERIFY_HAS(html, "not ingested, not searched");
        VERIFY_HAS(html, "<tr><td>yard.mp4</td><td>100</td>");
        VERIFY_HAS(html, "indexed, but left out of the question");
        VERIFY_HAS(html, "<tr><td>Gate 3</td><td>100</td>");
        VERIFY_HAS(html, "<td>searched</td>");
        QCOMPARE(countOf(html, "searched s"), 0); // Not among the question's figures.
    }

    void whatWasSearchedIsWhatTheAnswerSays_data()
    {
        QTest::addColumn<QString>("question");
        QTest::addColumn<QString>("searched"); // Of gate, GATE; of yard nothing.
        QTest::addColumn<QStringList>("said");
        const QString later = "indexed after the question was asked, not searched";
        QTest::newRow("indexed later")
            << R"({"k":4})"
            << R"({"GATE":[[0,4]]})" << QStringList{"<td>searched</td>", later};
        QTest::newRow("grown since")
            << R"({"k":4})"
            << R"({"GATE":[[0,3]]})"
            << QStringList{"searched only 00:00:00.000 to 00:00:03.000<", later};
        QTest::newRow("five stretches")
            << R"({"k":4})"
            << R"({"GATE":[[0,1],[1.5,2],[2.25,2.5],[2.75,3],[3.5,4]]})"
            << QStringList{"searched only 00:00:00.000 to 00:00:01.000<br>00:00:01.500 to "
                           "00:00:02.000<br>",
                           "<br>and 1 stretch more<", later};
        QTest::newRow("another time was asked for")
            << R"({"k":4})"
            << R"({"GATE":[]})"
            << QStringList{"nothing of it lies in the time that was asked for", later};
        QTest::newRow("ended early")
            << R"({"k":4})"
            << "{}" << QStringList{"the search was ended before it was over"};
        QTest::newRow("no question") << "{}"
                                     << "{}" << QStringList{"<td>indexed</td>"};
    }
    void whatWasSearchedIsWhatTheAnswerSays()
    {
        QFETCH(QString, question);
        QFETCH(QString, searched);
        QFETCH(QStringList, said);
        auto chosen = options();
        chosen.queryJson = question.toStdString();
        searched.replace("GATE", QString::fromStdString(m_gate.id));
        chosen.queryStatsJson = json{{"searched_s", json::parse(searched.toStdString())}}.dump();
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        const std::string html = reportOf(chosen, sightings);
        for (const QString &part : said)
            VERIFY_HAS(html, part.toStdString());
    }

    void whatIsMissingComesFirst()
    {
        const auto lost = test::addVideo(*m_case, m_folder, "lost", "");
        fs::remove(lost.path);
        const std::vector sightings{test::seen(lost, 30, 35), test::seen(m_gate, 30, 35)};
        const std::string html = reportOf(options(), sightings);
        m_case->removeVideo(lost.id);
        VERIFY_HAS(html, "What is missing");
        VERIFY_HAS(html, "is missing</td>");
        QVERIFY(html.find("What is missing") < html.find("<h2>Sightings"));
        VERIFY_HAS(html, "no clip");
        VERIFY_HAS(html, "the file could not be read");
    }

    void thePdfIsMadeFromTheSameText()
    {
        auto chosen = options();
        std::string seen;
        chosen.makePdf = [&](const std::string &html, const fs::path &pdf, const Progress &) {
            seen = html;
            test::writeText(pdf, "%PDF");
        };
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        QCOMPARE(seen, std::string());
        const std::string html = reportOf(chosen, sightings);
        QCOMPARE(seen, html);
        const json manifest = json::parse(store::readFile(chosen.outDir / "manifest.json"));
        QCOMPARE(manifest["tables"].back()["file"].get<std::string>(), std::string("report.pdf"));
        QCOMPARE(manifest["tables"].back()["bytes"].get<int>(), 4);
    }

    void aPdfThatCannotBeMadeTakesNothingWithIt()
    {
        auto chosen = options();
        chosen.makePdf = [](const std::string &, const fs::path &pdf, const Progress &) {
            test::writeText(pdf, "half");
            throw Error(pdf, "no space left on device");
        };
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        const auto result = evidence::exportClips(*m_case, sightings, chosen);
        QCOMPARE(result.clips.size(), std::size_t{1});
        QCOMPARE(result.reports, std::vector<std::string>{"report.html"});
        QCOMPARE(result.failures.size(), std::size_t{1});
        QCOMPARE(result.failures[0].file, std::string("report.pdf"));
        QVERIFY(!fs::exists(chosen.outDir / "report.pdf"));
        QVERIFY(fs::exists(chosen.outDir / "manifest.json"));
    }

    // A note in the case is damaged, which the report alone reads.
    void aReportThatCannotBeMadeTakesNothingWithIt()
    {
        store::Case own = store::Case::create(m_folder / "notes.case");
        const auto source = test::addVideo(own, m_folder, "noted", "");
        const std::vector sightings{test::seen(source, 30, 35)};
        store::Review review;
        review.note = "two men get out";
        own.putReview({source.id, sightings[0].best.patch}, review);
        spoil(own.folder() / "case.mdb", review.note);
        auto chosen = options();
        chosen.makePdf = [](const std::string &, const fs::path &pdf, const Progress &) {
            test::writeText(pdf, "%PDF");
        };
        const auto result = evidence::exportClips(own, sightings, chosen);
        QCOMPARE(result.clips.size(), std::size_t{1});
        QVERIFY(result.reports.empty());
        QCOMPARE(result.failures.size(), std::size_t{2});
        QVERIFY(result.lacks("report.html") && result.lacks("report.pdf"));
        QVERIFY(!fs::exists(chosen.outDir / "report.html"));
        const json manifest = json::parse(store::readFile(chosen.outDir / "manifest.json"));
        QCOMPARE(manifest["failures"].size(), std::size_t{2});
        QCOMPARE(manifest["tables"].size(), std::size_t{2});
    }

    void cancellingThePdfLeavesNothingBehind()
    {
        auto chosen = options();
        chosen.makePdf = [](const std::string &, const fs::path &pdf, const Progress &) {
            test::writeText(pdf, "half");
            throw Cancelled();
        };
        const std::vector sightings{test::seen(m_gate, 30, 35)};
        QVERIFY_EXCEPTION_THROWN(evidence::exportClips(*m_case, sightings, chosen), Cancelled);
        QVERIFY(!fs::exists(chosen.outDir));
    }
};

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
