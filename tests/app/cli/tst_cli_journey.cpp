// The way through the program with the demo scene: what CLI.md promises to scripts.
#include "app/cli/workplace.h"
#include "media/video_reader.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>

using namespace refocus;
using nlohmann::json;
using test::CliResult;

namespace {

// "" where the object has all of the fields; else the first that it lacks.
QByteArray lacks(const json &object, std::initializer_list<const char *> fields)
{
    for (const char *field : fields)
        if (!object.is_object() || !object.contains(field))
            return QByteArray("no field ") + field + " in " +
                   QByteArray::fromStdString(object.dump()).left(500);
    return {};
}

std::string sha256Of(const std::filesystem::path &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return "unreadable";
    return hash.result().toHex().toStdString();
}

int countPictures(const std::filesystem::path &path)
{
    media::VideoReader reader(path, {1});
    int count = 0;
    while (reader.skip())
        ++count;
    return count;
}

} // namespace

class TestCliJourney : public QObject
{
    Q_OBJECT

    test::Workplace m_place;
    QString m_demo;
    json m_video, m_patches, m_sightings;

    QStringList withPack(const QStringList &line) const
    {
        return line + QStringList{"--model",     test::text(m_place.pack()),
                                  "--device",    "cpu",
                                  "--precision", "fp32",
                                  "--threads",   "1"};
    }
    QString caseFolder() const { return test::text(m_place / "demo.case"); }

private Q_SLOTS:
    // The journey's own order: each step stands on the one before.
    void demoRendersASceneAndItsTruth()
    {
        m_demo = test::text(m_place / "demo.mp4");
        const CliResult result =
            test::runCli({"demo", "--json", "--seconds", "4", "--out", m_demo});
        QVERIFY2(result.left(0), result.text());
        const json document = result.json();
        QCOMPARE(lacks(document, {"video", "truth", "frames", "sightings"}), QByteArray());
        QCOMPARE(countPictures(m_demo.toStdString()), document["frames"].get<int>());
        QFile truth(QString::fromStdString(document["truth"]));
        QVERIFY(truth.open(QIODevice::ReadOnly));
        const auto content = truth.readAll().toStdString();
        QCOMPARE(json::parse(content)["objects"].size(), document["frames"].get<std::size_t>());
    }

    void probeDescribesIt()
    {
        const CliResult result = test::runCli({"probe", "--json", m_demo});
        QVERIFY2(result.left(0), result.text());
        const json document = result.json();
        QCOMPARE(lacks(document, {"format", "duration_s", "streams", "warnings"}), QByteArray());
        QCOMPARE(document["streams"].size(), 1U);
        QCOMPARE(lacks(document["streams"][0],
                       {"codec", "width", "height", "pix_fmt", "time_base", "frames", "vfr",
                        "rotation", "first_pts_s", "duplicate_pts", "missing_pts", "edit_list"}),
                 QByteArray());
        QCOMPARE(document["streams"][0]["vfr"], json(false));
    }

    void ingestIndexesIt()
    {
        const CliResult result = m_place.ingest("demo.case", {m_demo});
        QVERIFY2(result.left(0), result.text());
        const json document = result.json();
        QCOMPARE(lacks(document, {"videos", "peak_rss_mb"}), QByteArray());
        QCOMPARE(document["videos"].size(), 1U);
        m_video = document["videos"][0];
        QCOMPARE(lacks(m_video, {"id", "path", "state", "frames", "frames_failed", "duration_s",
                                 "wall_s", "times_realtime", "patches", "patches_inferred",
                                 "tracks", "clusters", "bytes"}),
                 QByteArray());
        QCOMPARE(lacks(m_video["bytes"], {"index", "maps"}), QByteArray());
        QCOMPARE(m_video["state"], json("done"));
        QCOMPARE(m_video["frames_failed"], json(0));
        QVERIFY(m_video["patches"].get<int>() > 0);
        QCOMPARE(m_video["path"].get<std::string>(), m_demo.toStdString());
    }

    void ingestingItAgainDoesNothingAndSaysSo()
    {
        const CliResult result = m_place.ingest("demo.case", {m_demo});
        QVERIFY2(result.left(0), result.text());
        const json video = result.json()["videos"][0];
        QCOMPARE(video["state"], json("already"));
        QCOMPARE(video["id"], m_video["id"]);
        QCOMPARE(video["patches"], m_video["patches"]);
        const CliResult plain = test::runCli(withPack({"ingest", "--case", caseFolder(), m_demo}));
        QVERIFY2(plain.left(0) && plain.out.contains("already"), plain.text());
    }

    void patchesListsTheWholeIndex()
    {
        const CliResult result = m_place.ask("patches", "demo.case");
        QVERIFY2(result.left(0), result.text());
        m_patches = result.json()["patches"];
        QCOMPARE(m_patches.size(), m_video["patches"].get<std::size_t>());
        int inferred = 0, representatives = 0;
        for (const json &patch : m_patches) {
            QCOMPARE(lacks(patch, {"patch", "video", "frame", "time_s", "box", "track", "cluster",
                                   "representative", "inferred", "topk"}),
                     QByteArray());
            QCOMPARE(patch["box"].size(), 4U);
            QVERIFY(!patch["topk"].empty());
            QVERIFY(!lacks(patch["topk"][0], {"class", "p"}).size());
            inferred += patch["inferred"].get<bool>();
            representatives += patch["representative"].get<bool>();
        }
        QCOMPARE(inferred, m_video["patches_inferred"].get<int>());
        QCOMPARE(representatives, m_video["clusters"].get<int>());
        const CliResult one = test::runCli({"patches", "--json", "--case", caseFolder(), "--video",
                                            QString::fromStdString(m_video["id"])});
        QCOMPARE(one.json()["patches"], m_patches);
    }

    void classesCountsThem()
    {
        const CliResult result = m_place.ask("classes", "demo.case");
        QVERIFY2(result.left(0), result.text());
        const json document = result.json();
        QVERIFY(!document["classes"].empty());
        QCOMPARE(lacks(document["classes"][0], {"class", "patches", "clusters"}), QByteArray());
    }

    void queryFindsSightingsAndKeepsTheVerdicts()
    {
        const CliResult result = m_place.queryAll("demo.case");
        QVERIFY2(result.left(0), result.text());
        const json document = result.json();
        QCOMPARE(lacks(document["stats"], {"patches", "candidates", "verified", "cached",
                                           "ms_first", "ms_total", "ms_read", "ms_infer",
                                           "bytes_read", "reuse", "device", "precision", "model"}),
                 QByteArray());
        m_sightings = document["sightings"];
        QVERIFY(!m_sightings.empty());
        for (const json &sighting : m_sightings) {
            QCOMPARE(lacks(sighting, {"video", "path", "class", "track", "start_s", "end_s",
                                      "start_frame", "end_frame", "score", "best"}),
                     QByteArray());
            QCOMPARE(lacks(sighting["best"], {"patch", "frame", "time_s", "box", "score"}),
                     QByteArray());
        }
        QVERIFY(std::ranges::is_sorted(m_sightings, {}, [](const json &s) {
            return std::pair(s["video"].get<std::string>(), s["start_s"].get<double>());
        }));
        QVERIFY(document["stats"]["verified"].get<int>() > 0);

        const json again = m_place.queryAll("demo.case").json();
        QCOMPARE(again["stats"]["verified"], json(0));
        QCOMPARE(again["stats"]["cached"], document["stats"]["candidates"]);
        QCOMPARE(again["sightings"], m_sightings);
        const json fresh = m_place.queryAll("demo.case", {"--fresh"}).json();
        QCOMPARE(fresh["stats"]["verified"], document["stats"]["verified"]);
        QCOMPARE(fresh["sightings"], m_sightings);
    }

    void queryHasWaysToAskForLess()
    {
        const auto count = [this](const QStringList &more) {
            const CliResult result = m_place.queryAll("demo.case", more);
            return result.left(0) ? static_cast<int>(result.json()["sightings"].size()) : -1;
        };
        QCOMPARE(count({"--limit", "1"}), 1);
        QCOMPARE(count({"--from", "1000"}), 0);
        QCOMPARE(count({"--region", "-9,-9;-5,-9;-5,-5"}), 0);
        QCOMPARE(count({"--video", QString::fromStdString(m_video["id"])}),
                 static_cast<int>(m_sightings.size()));
        for (const char *reuse : {"none", "4", "7", "auto"}) {
            const CliResult result = m_place.queryAll("demo.case", {"--reuse", reuse});
            QVERIFY2(result.left(0), result.text());
        }
    }

    void exportTakesClipsAway_data()
    {
        QTest::addColumn<QStringList>("mode");
        QTest::newRow("copy") << QStringList{"--mode", "copy"};
        QTest::newRow("exact") << QStringList{"--mode", "exact"};
        QTest::newRow("burnt in") << QStringList{"--mode", "exact", "--burn-in"};
    }
    void exportTakesClipsAway()
    {
        QFETCH(QStringList, mode);
        const std::string name = "export" + mode.join("").toStdString();
        const CliResult result =
            test::runCli(withPack(QStringList{"export", "--json", "--case", caseFolder(), "--class",
                                              test::Workplace::allClasses(), "--pad", "0.2",
                                              "--out", test::text(m_place / name)} +
                                  test::Workplace::kDepth + mode));
        QVERIFY2(result.left(0), result.text());
        QFile file(test::text(m_place / name) + "/manifest.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const json manifest = json::parse(file.readAll().toStdString());
        QVERIFY(!manifest["clips"].empty());
        QCOMPARE(manifest["sources"][0]["sha256_now"].get<std::string>(),
                 sha256Of(m_demo.toStdString()));
        std::size_t shown = 0;
        for (const json &clip : manifest["clips"]) {
            const auto path = m_place / name / clip["file"].get<std::string>();
            QCOMPARE(clip["sha256"].get<std::string>(), sha256Of(path));
            const int asked = clip["last_frame"].get<int>() - clip["first_frame"].get<int>() + 1;
            if (mode.contains("exact"))
                QCOMPARE(countPictures(path), asked);
            else
                QVERIFY(countPictures(path) >= asked);
            shown += clip["sightings"].size();
        }
        QCOMPARE(shown, m_sightings.size());
        for (const json &table : manifest["tables"])
            QCOMPARE(table["sha256"].get<std::string>(),
                     sha256Of(m_place / name / table["file"].get<std::string>()));
        // A folder that holds an export already is left alone.
        const CliResult again = test::runCli(
            withPack({"export", "--case", caseFolder(), "--class", test::Workplace::allClasses(),
                      "--out", test::text(m_place / name)}));
        QVERIFY2(again.left(1) && again.says(name), again.text());
    }

    void verifyFindsItSoundAndInfoCountsIt()
    {
        const CliResult sound = m_place.ask("verify", "demo.case");
        QVERIFY2(sound.left(0), sound.text());
        QCOMPARE(sound.json()["sound"], json(true));
        const CliResult info = m_place.ask("info", "demo.case");
        QVERIFY2(info.left(0), info.text());
        const json video = info.json()["videos"][0];
        QCOMPARE(video["patches"], m_video["patches"]);
        QCOMPARE(video["clusters"], m_video["clusters"]);
    }

    void whatCannotBePrintedIsAFault()
    {
        for (const QStringList &line :
             {QStringList{"info", "--json", "--case", caseFolder()},
              QStringList{"classes", "--case", caseFolder()}, QStringList{"--help"}}) {
            QProcess process;
            process.setStandardOutputFile("/dev/full");
            test::start(process, line);
            const CliResult result = test::finish(process);
            QVERIFY2(result.left(1) && result.says("standard output"), result.text());
        }
    }

    void deletedMapsAreMadeAnew()
    {
        const auto maps =
            m_place / "demo.case" / "videos" / m_video["id"].get<std::string>() / "maps.mdb";
        QVERIFY(std::filesystem::remove(maps));
        const QStringList line = withPack({"derive", "--json", "--case", caseFolder()});
        const CliResult made = test::runCli(line);
        QVERIFY2(made.left(0), made.text());
        const json video = made.json()["videos"][0];
        QCOMPARE(video["video"], m_video["id"]);
        QCOMPARE(video["patches"], m_video["clusters"]); // Their representatives.
        QCOMPARE(video["maps"].get<std::size_t>(),
                 video["cuts"].size() * video["patches"].get<std::size_t>());
        QVERIFY(std::filesystem::exists(maps));
        QCOMPARE(test::runCli(line).json()["videos"][0]["maps"], json(0));
        const CliResult sound = m_place.ask("verify", "demo.case");
        QVERIFY2(sound.left(0) && sound.json()["findings"].empty(), sound.text());
        const auto manifest = maps.parent_path() / "manifest.json";
        std::filesystem::rename(manifest, manifest.string() + ".away");
        const CliResult unfinished = test::runCli(line);
        std::filesystem::rename(manifest.string() + ".away", manifest);
        QVERIFY2(unfinished.left(1), unfinished.text());
        QCOMPARE(unfinished.json()["videos"][0].count("error"), std::size_t{1});
        const CliResult wrong = test::runCli(line + QStringList{"--splices", "40"});
        QVERIFY2(wrong.left(1), wrong.text());
        const CliResult unknown = test::runCli(line + QStringList{"--video", "yard"});
        QVERIFY2(unknown.left(1) && unknown.says(m_video["id"].get<std::string>().c_str()),
                 unknown.text());
    }

    void reviewKeepsADecisionAndForgetsIt()
    {
        const auto patch = QString::fromStdString(m_patches[0]["patch"]);
        const auto decisions = [this] {
            return m_place.ask("info", "demo.case").json()["reviews"].get<int>();
        };
        const QStringList line{"review", "--json", "--case", caseFolder(), "--patch", patch};
        QVERIFY2(test::runCli(line + QStringList{"--accept"}).left(0), "accept");
        QCOMPARE(decisions(), 1);
        QVERIFY2(test::runCli(line + QStringList{"--label", "truck"}).left(0), "label");
        QCOMPARE(decisions(), 1);
        QVERIFY2(test::runCli(line + QStringList{"--clear"}).left(0), "clear");
        QCOMPARE(decisions(), 0);
        const CliResult wrong = test::runCli(line + QStringList{"--label", "submarine"});
        QVERIFY2(wrong.left(1) && wrong.says("submarine"), wrong.text());
    }

    void similarFindsPatchesThatLookAlike()
    {
        const auto first = std::ranges::find(m_patches, json(true),
                                             [](const json &patch) { return patch["inferred"]; });
        QVERIFY(first != m_patches.end());
        const CliResult result =
            test::runCli({"similar", "--json", "--case", caseFolder(), "--patch",
                          QString::fromStdString((*first)["patch"]), "--limit", "5"});
        QVERIFY2(result.left(0), result.text());
        const json found = result.json()["similar"];
        QVERIFY(!found.empty() && found.size() <= 5);
        QVERIFY(std::ranges::is_sorted(found, std::ranges::greater{}, [](const json &patch) {
            return patch["similarity"].get<double>();
        }));
    }

    void whatIsAskedForButNotThereIsASentence_data()
    {
        QTest::addColumn<QStringList>("line");
        QTest::addColumn<QByteArray>("word");
        const auto row = [](const char *name, const QStringList &line, const char *word) {
            QTest::newRow(name) << line << QByteArray(word);
        };
        const QStringList onCase{"--case", caseFolder()},
            pack{"--model", test::text(m_place.pack())};
        row("class", QStringList{"query", "--class", "submarine"} + onCase + pack, "submarine");
        row("video", QStringList{"query", "--class", "car", "--video", "gate3"} + onCase + pack,
            "gate3");
        row("splice", QStringList{"query", "--class", "car", "--reuse", "99"} + onCase + pack,
            "99");
        row("patch", QStringList{"similar", "--patch", "gate3:7"} + onCase, "gate3");
        row("patch of no shape", QStringList{"review", "--accept", "--patch", "seven"} + onCase,
            "seven");
        row("case", {"info", "--case", test::text(m_place / "nowhere.case")}, "nowhere.case");
        row("pack", QStringList{"query", "--class", "car", "--model", "/no/such/pack"} + onCase,
            "/no/such/pack");
    }
    void whatIsAskedForButNotThereIsASentence()
    {
        QFETCH(QStringList, line);
        QFETCH(QByteArray, word);
        const CliResult result = test::runCli(line);
        QVERIFY2(result.left(1) && result.says(word.toStdString()), result.text());
        QVERIFY2(result.out.isEmpty(), result.text());
    }

    void aWrongCommandLineIsTwo_data()
    {
        QTest::addColumn<QStringList>("line");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("no such command") << QStringList{"dance"};
        QTest::newRow("no video") << QStringList{"ingest", "--case", caseFolder()};
        QTest::newRow("no case") << QStringList{"query", "--class", "car"};
        QTest::newRow("no such option") << QStringList{"info", "--case", caseFolder(), "--verbose"};
        QTest::newRow("codec") << QStringList{"ingest",  "--case", caseFolder(),
                                              "--codec", "mp3",    m_demo};
        QTest::newRow("time") << QStringList{"query", "--case", caseFolder(), "--class",
                                             "car",   "--from", "noon"};
        QTest::newRow("backwards") << QStringList{
            "query", "--case", caseFolder(), "--class", "car", "--from", "9", "--to", "3"};
        QTest::newRow("region") << QStringList{"query", "--case",   caseFolder(), "--class",
                                               "car",   "--region", "1,2;3,4"};
        QTest::newRow("two decisions") << QStringList{"review", "--case",   caseFolder(), "--patch",
                                                      "a:1",    "--accept", "--reject"};
    }
    void aWrongCommandLineIsTwo()
    {
        QFETCH(QStringList, line);
        const CliResult result = test::runCli(line);
        QVERIFY2(result.left(2), result.text());
        QVERIFY2(result.out.isEmpty() && !result.err.isEmpty(), result.text());
    }
};

QTEST_GUILESS_MAIN(TestCliJourney)
#include "tst_cli_journey.moc"
