// Cases and model packs that are damaged, cut short, of another pack or lie about themselves: a
// sentence that names the file, or the right answer; never a crash.
#include "app/cli/workplace.h"
#include "nn/model_pack.h"
#include "support/random_pack.h"

#include <QTest>

#include <fstream>
#include <random>

using namespace refocus;
using nlohmann::json;
using test::CliResult;
namespace fs = std::filesystem;

namespace {

std::string bytesOf(const fs::path &file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path &file, const std::string &bytes)
{
    std::ofstream(file, std::ios::binary) << bytes;
}

// The file with another header in front of the same data.
std::string withHeader(const std::string &file, const std::string &header, std::uint64_t claimed)
{
    std::uint64_t size = 0;
    for (int i = 7; i >= 0; --i)
        size = size << 8 | static_cast<unsigned char>(file[static_cast<std::size_t>(i)]);
    std::string result;
    for (int i = 0; i < 8; ++i)
        result += static_cast<char>(claimed >> (8 * i) & 0xff);
    return result + header + file.substr(8 + size);
}

} // namespace

class TestCliBadCase : public QObject
{
    Q_OBJECT

    test::Workplace m_place;
    QString m_street;
    std::string m_id;
    json m_patches, m_sightings;

    QStringList queryLine(const std::string &caseName, const fs::path &pack) const
    {
        return {"query",   "--class",        "car",      "--case", test::text(m_place / caseName),
                "--model", test::text(pack), "--device", "cpu",    "--precision",
                "fp32"};
    }

    // A copy of the whole case, to be damaged.
    fs::path copy(const std::string &name) const
    {
        fs::copy(m_place / "whole.case", m_place / name, fs::copy_options::recursive);
        return m_place / name / "videos" / m_id;
    }

    // Each command ends with what it would have said of the whole case, or with a sentence.
    QByteArray indecency(const std::string &caseName) const
    {
        const CliResult patches = m_place.ask("patches", caseName);
        if (!patches.decent() || (patches.left(0) && patches.json() != m_patches))
            return "patches: " + patches.text();
        const CliResult query = m_place.queryAll(caseName, {"--fresh"});
        if (!query.decent() || (query.left(0) && query.json()["sightings"] != m_sightings))
            return "query: " + query.text();
        const CliResult info = m_place.ask("info", caseName);
        if (!info.decent())
            return "info: " + info.text();
        const CliResult verify = m_place.ask("verify", caseName);
        if (!verify.left(0) &&
            !(verify.left(1) && (verify.says("") || !verify.json()["findings"].empty())))
            return "verify: " + verify.text();
        const CliResult again = m_place.ingest(caseName, {m_street});
        if (!again.left(0) &&
            !(again.left(1) && (again.says("") || again.json()["videos"][0].contains("error"))))
            return "ingest: " + again.text();
        // What is damaged where it matters is found by verify.
        if ((patches.left(1) || query.left(1)) && verify.left(0))
            return "verify found nothing, but: " + patches.text() + query.text();
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_street = test::text(m_place.writeStreet("street.mp4", 240));
        const CliResult whole = m_place.ingest("whole.case", {m_street});
        QVERIFY2(whole.left(0), whole.text());
        m_id = whole.json()["videos"][0]["id"].get<std::string>();
        m_patches = m_place.ask("patches", "whole.case").json();
        QVERIFY(!m_patches["patches"].empty());
        // Asked once with the verdicts kept, so that these are there to be damaged as well.
        m_sightings = m_place.queryAll("whole.case").json()["sightings"];
        QVERIFY(!m_sightings.empty());
    }

    void aDamagedPageEndsInASentenceOrTheRightAnswer_data()
    {
        QTest::addColumn<unsigned>("seed");
        QTest::addColumn<QString>("file");
        for (const unsigned seed : {1U, 2U, 3U, 5U})
            QTest::addRow("index.mdb, seed %u", seed) << seed << "index.mdb";
        QTest::addRow("maps.mdb") << 7U << "maps.mdb";
    }
    void aDamagedPageEndsInASentenceOrTheRightAnswer()
    {
        QFETCH(unsigned, seed);
        QFETCH(QString, file);
        const std::string name = "damaged" + std::to_string(seed) + ".case";
        const fs::path path = copy(name) / file.toStdString();
        std::string bytes = bytesOf(path);
        std::mt19937 random(seed);
        // A run of sixteen bytes in one page of the tree, or in all of them for the last seeds.
        const std::size_t pages = bytes.size() / 4096;
        for (std::size_t i = 0; i < (seed > 4 ? pages : 1); ++i) {
            const std::size_t page = seed > 4 ? i : random() % pages;
            const std::size_t at = page * 4096 + random() % (4096 - 16);
            for (std::size_t b = at; b < at + 16; ++b)
                bytes[b] = static_cast<char>(random());
        }
        write(path, bytes);
        const QByteArray fault = indecency(name);
        QVERIFY2(fault.isEmpty(), fault);
    }

    void aFileCutShortEndsInASentenceOrTheRightAnswer_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<double>("keep");
        QTest::newRow("half an index") << "index.mdb" << 0.5;
        QTest::newRow("index without its end") << "index.mdb" << 0.97;
        QTest::newRow("half of the maps") << "maps.mdb" << 0.5;
        QTest::newRow("half a manifest") << "manifest.json" << 0.5;
    }
    void aFileCutShortEndsInASentenceOrTheRightAnswer()
    {
        QFETCH(QString, file);
        QFETCH(double, keep);
        const std::string name = QTest::currentDataTag() + std::string(".case");
        const fs::path path = copy(name) / file.toStdString();
        test::truncateFile(path, keep);
        const QByteArray fault = indecency(name);
        QVERIFY2(fault.isEmpty(), fault);
        if (file == "index.mdb") {
            const CliResult patches = m_place.ask("patches", name);
            QVERIFY2(patches.left(1) && patches.says("index.mdb"), patches.text());
        }
    }

    void aDamagedCaseFileIsNamed()
    {
        copy("casefile.case");
        test::truncateFile(m_place / "casefile.case/case.mdb", 0.4);
        for (const char *command : {"info", "patches", "verify", "classes"}) {
            const CliResult result = m_place.ask(command, "casefile.case");
            QVERIFY2(result.left(1), result.text());
            QVERIFY2((result.out + result.err).contains("case.mdb"), result.text());
        }
    }

    void aFolderThatIsNoCaseIsNamed()
    {
        fs::create_directories(m_place / "holidays");
        test::writeText(m_place / "holidays/letter.txt", "no case");
        for (const char *command : {"info", "verify"}) {
            const CliResult result = m_place.ask(command, "holidays");
            // What verify finds is its result; everybody else ends with a sentence.
            QVERIFY2(result.left(1) && (result.out + result.err).contains("holidays"),
                     result.text());
        }
        const CliResult result = m_place.ingest("holidays", {m_street});
        QVERIFY2(result.left(1) && result.says("holidays"), result.text());
        QCOMPARE(std::distance(fs::directory_iterator(m_place / "holidays"), {}), 1);
    }

    void aCaseOfAnotherModelPackIsRefused()
    {
        test::writeRandomPack(m_place / "other", {.seed = 2});
        const CliResult query = test::runCli(queryLine("whole.case", m_place / "other"));
        QVERIFY2(query.left(1) && query.says("model pack") && query.says(m_id), query.text());
        const CliResult ingest =
            test::runCli({"ingest", "--case", test::text(m_place / "whole.case"), "--model",
                          test::text(m_place / "other"), m_street});
        QVERIFY2(ingest.left(1) && ingest.says("model pack") && ingest.says("street.mp4"),
                 ingest.text());
        const QByteArray difference = m_place.differsFrom(m_patches, "whole.case");
        QVERIFY2(difference.isEmpty(), difference);
    }

    void aBrokenPackIsRefusedAndNamed_data()
    {
        QTest::addColumn<QString>("file"); // That is named.
        const auto pack = [this](const char *row, const char *named) {
            QTest::newRow(row) << named;
            return copyPack(row);
        };
        test::flipBytes(pack("wrong hash", "ingest.safetensors") / "ingest.safetensors", 1, 1, 0.5);
        fs::remove(pack("a file is missing", "tail.safetensors") / "tail.safetensors");
        test::truncateFile(pack("half a manifest", "pack.json") / "pack.json", 0.5);
        test::writeText(pack("an empty manifest", "pack.json") / "pack.json", "{}");

        // From here on the hashes are right, and the reader itself must notice.
        const std::string whole = bytesOf(m_place.pack() / "ingest.safetensors");
        const json header = headerOf(whole);
        const auto lie = [&](const char *row, const json &says, std::uint64_t claimed = 0) {
            const fs::path folder = pack(row, "ingest.safetensors");
            const std::string text = says.dump();
            write(folder / "ingest.safetensors",
                  withHeader(whole, text, claimed ? claimed : text.size()));
            nn::ModelPack::write(folder, m_manifest);
        };
        lie("a header beyond the file", header, whole.size() * 2);
        lie("a header of all bytes", header, UINT64_MAX);
        json changed = header;
        changed["fc.weight"]["data_offsets"][1] = 1'000'000'000'000;
        lie("a tensor beyond the file", changed);
        changed = header;
        changed["fc.weight"]["shape"] = {std::int64_t(1) << 40, std::int64_t(1) << 40};
        lie("a shape that overflows", changed);
        changed = header;
        changed["fc.weight"]["shape"] = {1, 1};
        lie("a shape too small", changed);
        changed = header;
        changed["fc.weight"]["shape"] = {-5, -128};
        lie("a negative shape", changed);
        changed = header;
        std::swap(changed["fc.weight"]["data_offsets"][0], changed["fc.weight"]["data_offsets"][1]);
        lie("an end before the beginning", changed);
        lie("no header", json("nothing"));
        changed = header;
        changed.erase("fc.weight");
        lie("a tensor is missing", changed);
    }
    void aBrokenPackIsRefusedAndNamed()
    {
        QFETCH(QString, file);
        const fs::path folder = packFolder(QTest::currentDataTag());
        const CliResult ingest = test::runCli({"ingest", "--json", "--device", "cpu", "--precision",
                                               "fp32", "--case", test::text(m_place / "new.case"),
                                               "--model", test::text(folder), m_street});
        QVERIFY2(ingest.left(1) && ingest.says(file.toStdString()), ingest.text());
        QVERIFY2(!fs::exists(m_place / "new.case"), "a case was made");
    }

private:
    nn::PackManifest m_manifest = nn::ModelPack::load(m_place.pack()).manifest();

    static json headerOf(const std::string &file)
    {
        const auto begin = file.begin() + 8;
        std::size_t size = 0;
        for (int i = 7; i >= 0; --i)
            size = size << 8 | static_cast<unsigned char>(file[static_cast<std::size_t>(i)]);
        return json::parse(begin, begin + static_cast<std::ptrdiff_t>(size));
    }

    fs::path packFolder(const char *row) const { return m_place / ("pack " + std::string(row)); }

    fs::path copyPack(const char *row) const
    {
        fs::copy(m_place.pack(), packFolder(row));
        return packFolder(row);
    }
};

QTEST_GUILESS_MAIN(TestCliBadCase)
#include "tst_cli_bad_case.moc"
