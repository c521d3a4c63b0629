// Videos that are none, are broken, odd or forbidden, and disks that are full: a sentence that
// names the file and the fault, the right exit code, and a case that is sound.
#include "app/cli/hardship.h"
#include "app/cli/workplace.h"

#include <QElapsedTimer>
#include <QTest>

#include <fstream>
#include <sys/stat.h>

using namespace refocus;
using nlohmann::json;
using test::CliResult;
namespace fs = std::filesystem;

class TestCliBadVideo : public QObject
{
    Q_OBJECT

    test::Workplace m_place;
    QString m_street;
    json m_patches; // Of the street, undisturbed.
    std::size_t m_caseBytes = 0;

    // A clip of 60 pictures with something that moves.
    fs::path clip(const std::string &name, test::ClipOptions options = {}) const
    {
        test::writeClip(m_place / name, options);
        return m_place / name;
    }

    std::size_t bytesOf(const fs::path &folder) const
    {
        std::size_t bytes = 0;
        for (const auto &entry : fs::recursive_directory_iterator(folder)) {
            struct stat status
            {};
            if (entry.is_regular_file() && stat(entry.path().c_str(), &status) == 0)
                bytes += static_cast<std::size_t>(status.st_blocks) * 512;
        }
        return bytes;
    }

    // Of an export that failed: either nothing, or all that its manifest names.
    static QByteArray halfWritten(const fs::path &out)
    {
        if (!fs::exists(out))
            return {};
        if (fs::exists(out / "manifest.json"))
            return json::accept(std::ifstream(out / "manifest.json")) ? "" : "half a manifest";
        for (const auto &entry : fs::directory_iterator(out))
            return "left behind: " + QByteArray(entry.path().c_str());
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_street = test::text(m_place.writeStreet("street.mp4", 360));
        const CliResult whole = m_place.ingest("whole.case", {m_street});
        QVERIFY2(whole.left(0), whole.text());
        m_patches = m_place.ask("patches", "whole.case").json();
        QVERIFY(m_patches["patches"].size() > 100);
        m_caseBytes = bytesOf(m_place / "whole.case");
    }

    void whatIsNoVideoIsRefusedAndLeavesNoTrace_data()
    {
        QTest::addColumn<QString>("path");
        const auto row = [](const char *name, const fs::path &path) {
            QTest::newRow(name) << test::text(path);
        };
        test::writeText(m_place / "letter.mp4", "Dear Sir or Madam,\n\nplease find enclosed\n");
        row("a text file named .mp4", m_place / "letter.mp4");
        test::writeText(m_place / "nothing.mp4", "");
        row("an empty file", m_place / "nothing.mp4");
        const fs::path cut = clip("cut.mp4");
        test::truncateFile(cut, 0.6);
        row("MP4 without moov", cut);
        test::writeAudioOnly(m_place / "sound.wav");
        row("audio only", m_place / "sound.wav");
        row("not there", m_place / "missing.mp4");
        fs::create_directories(m_place / "folder.mp4");
        row("a folder", m_place / "folder.mp4");
    }
    void whatIsNoVideoIsRefusedAndLeavesNoTrace()
    {
        QFETCH(QString, path);
        const std::string name = fs::path(path.toStdString()).filename().string();
        const CliResult result = m_place.ingest("refused.case", {path});
        QVERIFY2(result.left(1), result.text());
        QCOMPARE(result.json()["videos"][0]["state"], json("failed"));
        const auto error = result.json()["videos"][0]["error"].get<std::string>();
        QVERIFY2(error.find(name) != std::string::npos && error.size() > name.size() + 5,
                 error.c_str());
        QCOMPARE(m_place.ask("info", "refused.case").json()["videos"].size(), 0U);
        QVERIFY2(m_place.ask("verify", "refused.case").left(0), "the case is not sound");
        const CliResult probed = test::runCli({"probe", "--json", path});
        QVERIFY2(probed.left(1) && probed.says(name) && probed.out.isEmpty(), probed.text());
    }

    void videosThatAreNotThereMakeNoCase()
    {
        const CliResult none =
            m_place.ingest("none.case", {test::text(m_place / "a.mp4"), "/no/such/b.mp4"});
        QVERIFY2(none.left(1), none.text());
        const json videos = none.json()["videos"];
        QCOMPARE(videos.size(), 2U);
        QCOMPARE(videos[1]["error"], json("/no/such/b.mp4: does not exist"));
        QVERIFY2(none.says("a.mp4: does not exist"), none.text());
        QVERIFY(!fs::exists(m_place / "none.case"));
        const CliResult one =
            m_place.ingest("one.case", {"/no/such/b.mp4", test::text(clip("there.mp4"))});
        QVERIFY2(one.left(1), one.text());
        QCOMPARE(one.json()["videos"][0]["state"], json("failed"));
        QCOMPARE(one.json()["videos"][1]["state"], json("done"));
    }

    void aSentenceGoesToStandardErrorWithoutJson()
    {
        test::writeText(m_place / "note.mp4", "not a film");
        const CliResult result =
            test::runCli({"ingest", "--case", test::text(m_place / "plain.case"), "--model",
                          test::text(m_place.pack()), test::text(m_place / "note.mp4")});
        QVERIFY2(result.left(1) && result.says("note.mp4"), result.text());
    }

    void anOddVideoIsDone_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        const auto row = [](const char *name, const fs::path &path, int least, int most) {
            QTest::newRow(name) << test::text(path) << least << most;
        };
        test::ClipOptions faststart;
        faststart.frames = 100;
        faststart.encoder.formatOptions = {{"movflags", "+faststart"}};
        const fs::path cut = clip("cut-in-a-gop.mp4", faststart);
        test::truncateFile(cut, 0.6);
        row("cut in the middle of a GOP", cut, 30, 90);
        test::ClipOptions hundred;
        hundred.frames = 100;
        const fs::path stream = clip("cut.ts", hundred);
        test::truncateFile(stream, 0.55);
        row("a transport stream that breaks off", stream, 30, 90);
        test::ClipOptions still;
        still.ordinalPattern = false;
        row("no motion", clip("still.mp4", still), 40, 40);
        test::ClipOptions one;
        one.frames = 1;
        row("one frame", clip("one.mp4", one), 1, 1);
        test::ClipOptions dot;
        dot.frames = 5;
        dot.size = {1, 1};
        dot.encoder.codec = "ffv1";
        dot.encoder.pixelFormat = "bgr0";
        row("1x1 pictures", clip("dot.mkv", dot), 5, 5);
    }
    void anOddVideoIsDone()
    {
        QFETCH(QString, path);
        QFETCH(int, least);
        QFETCH(int, most);
        const std::string name = fs::path(path.toStdString()).stem().string() + ".case";
        const CliResult result = m_place.ingest(name, {path});
        QVERIFY2(result.left(0), result.text());
        const json video = result.json()["videos"][0];
        QCOMPARE(video["state"], json("done"));
        const int frames = video["frames"].get<int>();
        QVERIFY2(frames >= least && frames <= most, result.text());
        QVERIFY2(m_place.ask("verify", name).left(0), "the case is not sound");
        const CliResult asked = m_place.queryAll(name);
        QVERIFY2(asked.left(0), asked.text());
    }

    void picturesOf8KAreDone()
    {
        QElapsedTimer timer;
        timer.start();
        test::ClipOptions huge;
        huge.frames = 3;
        huge.size = {7680, 4320};
        huge.ordinalPattern = false;
        huge.encoder.codec = "mjpeg";
        huge.encoder.pixelFormat = "yuvj420p";
        const auto path = clip("huge.avi", huge);
        if (timer.elapsed() > 60'000)
            QSKIP("drawing 8K pictures takes too long on this machine");
        const CliResult result = m_place.ingest("huge.case", {test::text(path)});
        QVERIFY2(result.left(0), result.text());
        QCOMPARE(result.json()["videos"][0]["frames"], json(3));
        QVERIFY2(m_place.ask("verify", "huge.case").left(0), "the case is not sound");
    }

    void flippedBytesEndInASentenceOrAnIndex_data()
    {
        QTest::addColumn<unsigned>("seed");
        QTest::addColumn<QString>("name");
        for (unsigned seed = 1; seed <= 2; ++seed)
            for (const char *name : {"flipped.mp4", "flipped.avi"})
                QTest::addRow("%s, seed %u", name, seed) << seed << name;
    }
    void flippedBytesEndInASentenceOrAnIndex()
    {
        QFETCH(unsigned, seed);
        QFETCH(QString, name);
        const std::string file = std::to_string(seed) + name.toStdString();
        test::ClipOptions options;
        options.frames = 60;
        if (name.endsWith(".avi"))
            options.encoder.codec = "mpeg4";
        const fs::path path = clip(file, options);
        test::flipBytes(path, seed, 60, 0.02);
        const CliResult result = m_place.ingest(file + ".case", {test::text(path)});
        QVERIFY2(result.left(0) || result.left(1), result.text());
        const json video = result.json()["videos"][0];
        if (result.left(1)) {
            const auto error = video["error"].get<std::string>();
            QVERIFY2(error.find(file) != std::string::npos, error.c_str());
        } else {
            QCOMPARE(video["state"], json("done"));
            QVERIFY(video["frames"].get<int>() > 0);
        }
        QVERIFY2(m_place.ask("verify", file + ".case").left(0), "the case is not sound");
    }

    void oneBadFileDoesNotStopTheRest()
    {
        test::writeText(m_place / "between.mp4", "not a film");
        const auto other = test::text(clip("other.mp4"));
        const CliResult result =
            m_place.ingest("mixed.case", {m_street, test::text(m_place / "between.mp4"), other});
        QVERIFY2(result.left(1), result.text());
        const json videos = result.json()["videos"];
        QCOMPARE(videos.size(), 3U);
        QCOMPARE(videos[0]["state"], json("done"));
        QCOMPARE(videos[1]["state"], json("failed"));
        QCOMPARE(videos[2]["state"], json("done"));
        QCOMPARE(m_place.ask("info", "mixed.case").json()["videos"].size(), 2U);
        QVERIFY2(m_place.ask("verify", "mixed.case").left(0), "the case is not sound");
    }

    void aPathWithoutPermissionIsNamed_data()
    {
        QTest::addColumn<QString>("closed"); // Gets this mode for the time of the command.
        QTest::addColumn<unsigned>("mode");
        QTest::addColumn<QStringList>("line");
        const QString video = test::text(clip("closed.mp4"));
        const QString readOnly = test::text(m_place / "shelf"),
                      whole = test::text(m_place / "whole.case");
        fs::create_directories(m_place / "shelf");
        const QString pack = test::text(m_place.pack());
        const QStringList query{"query", "--class", "car", "--model", pack, "--case", whole};
        QTest::newRow("video") << video << 0U << m_place.ingestLine("closed.case", {video});
        QTest::newRow("video, probed") << video << 0U << QStringList{"probe", video};
        QTest::newRow("where the case shall be")
            << readOnly << 0555U << m_place.ingestLine("shelf/new.case", {m_street});
        QTest::newRow("case") << whole << 0U << query;
        QTest::newRow("pack") << pack << 0U << query;
        QTest::newRow("where the export shall be")
            << readOnly << 0555U << QStringList{"export",  "--class", test::Workplace::allClasses(),
                                                "--model", pack,      "--case",
                                                whole,     "--out",   readOnly + "/out"};
    }
    void aPathWithoutPermissionIsNamed()
    {
        QFETCH(QString, closed);
        QFETCH(unsigned, mode);
        QFETCH(QStringList, line);
        if (!test::canObeyPermissions())
            QSKIP("this user may open every file and cannot give that right away");
        const fs::path path = closed.toStdString();
        const fs::perms before = fs::status(path).permissions();
        fs::permissions(path, static_cast<fs::perms>(mode));
        const CliResult result = test::runCli(line, test::obeyPermissions);
        fs::permissions(path, before);
        QVERIFY2(result.left(1), result.text());
        const QByteArray all = result.out + result.err;
        QVERIFY2(all.contains(path.filename().c_str()), result.text());
        QVERIFY2(all.contains("ermission") || all.contains("not be opened"), result.text());
        QVERIFY(!fs::exists(m_place / "shelf/new.case") && !fs::exists(m_place / "shelf/out"));
        QVERIFY2(m_place.ask("verify", "whole.case").left(0), "the case is not sound");
    }

    void aFullDiskStopsIngestAndMoreSpaceLetsItGoOn_data()
    {
        QTest::addColumn<double>("share"); // Of what the case needs.
        for (const double share : {0.1, 0.6})
            QTest::addRow("%.0f %% of the space", share * 100) << share;
    }
    void aFullDiskStopsIngestAndMoreSpaceLetsItGoOn()
    {
        QFETCH(double, share);
        const auto bytes = static_cast<double>(m_caseBytes);
        test::SmallDisk disk(m_place / "disk", static_cast<std::size_t>(bytes * share));
        if (!disk.mounted())
            QSKIP("mounting a small disk needs root");
        const CliResult full = m_place.ingest("disk/full.case", {m_street});
        QVERIFY2(full.left(1), full.text());
        QVERIFY2((full.out + full.err).contains("full.case"), full.text());
        QVERIFY2((full.out + full.err).contains("disk is full"), full.text());
        disk.grow(4 * m_caseBytes + (8U << 20U));
        const CliResult sound = m_place.ask("verify", "disk/full.case");
        QVERIFY2(sound.left(0) || share < 0.2, sound.text());
        const CliResult second = m_place.ingest("disk/full.case", {m_street});
        QVERIFY2(second.left(0), second.text());
        const QByteArray difference = m_place.differsFrom(m_patches, "disk/full.case");
        QVERIFY2(difference.isEmpty(), difference);
    }

    // The same without a disk of one's own: the system refuses to make a file larger.
    void aFileThatCannotGrowStopsIngest_data()
    {
        QTest::addColumn<int>("kib");
        QTest::newRow("16 KiB") << 16;
        QTest::newRow("64 KiB") << 64;
    }
    void aFileThatCannotGrowStopsIngest()
    {
        QFETCH(int, kib);
        const std::string name = "grow" + std::to_string(kib) + ".case";
        const CliResult full = m_place.ingest(
            name, {m_street}, [kib] { test::limitFileSize(static_cast<std::size_t>(kib) * 1024); });
        QVERIFY2(full.left(1), full.text());
        QVERIFY2((full.out + full.err).contains(name.c_str()), full.text());
        const CliResult second = m_place.ingest(name, {m_street});
        QVERIFY2(second.left(0), second.text());
        const QByteArray difference = m_place.differsFrom(m_patches, name);
        QVERIFY2(difference.isEmpty(), difference);
    }

    void aFullDiskStopsExportAndNothingHalfWrittenStays_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<int>("kib");
        for (const char *mode : {"copy", "exact"})
            for (const int kib : {4, 24})
                QTest::addRow("%s, %d KiB", mode, kib) << mode << kib;
    }
    void aFullDiskStopsExportAndNothingHalfWrittenStays()
    {
        QFETCH(QString, mode);
        QFETCH(int, kib);
        test::SmallDisk disk(m_place / "disk", static_cast<std::size_t>(kib) * 1024);
        if (!disk.mounted())
            QSKIP("mounting a small disk needs root");
        const CliResult full = test::runCli(
            QStringList{"export", "--json", "--case", test::text(m_place / "whole.case"), "--model",
                        test::text(m_place.pack()), "--class", test::Workplace::allClasses(),
                        "--mode", mode, "--out", test::text(m_place / "disk/out"), "--device",
                        "cpu", "--precision", "fp32"} +
            test::Workplace::kDepth);
        QVERIFY2(full.left(1) && full.says("out"), full.text());
        const QByteArray left = halfWritten(m_place / "disk/out");
        QVERIFY2(left.isEmpty(), left);
    }

    void aFullDiskStopsTheDemo()
    {
        test::SmallDisk disk(m_place / "disk", 16U << 10U);
        if (!disk.mounted())
            QSKIP("mounting a small disk needs root");
        const auto out = m_place / "disk/demo.mp4";
        const CliResult full = test::runCli({"demo", "--seconds", "2", "--out", test::text(out)});
        QVERIFY2(full.left(1) && full.says("demo.mp4"), full.text());
        QVERIFY(fs::is_empty(m_place / "disk"));
    }
};

QTEST_GUILESS_MAIN(TestCliBadVideo)
#include "tst_cli_bad_video.moc"
