// The commands that need no network, run as a script would: JSON on standard output and nothing
// else there, sentences on standard error, exit codes.
#include "core/evidence/export_case.h"
#include "media/video_reader.h"
#include "store/default_model.h"
#include "support/random_pack.h"

#include <QProcess>
#include <QTest>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace refocus;
using nlohmann::json;

namespace {

struct Answer
{
    int code = -1;
    std::string out, error;
    json document() const { return json::parse(out); }
};

Answer run(const std::vector<std::string> &arguments)
{
    QStringList list;
    for (const std::string &argument : arguments)
        list << QString::fromStdString(argument);
    QProcess process;
    process.start(REFOCUS_CLI, list);
    if (!process.waitForFinished(120000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput().toStdString(),
            process.readAllStandardError().toStdString()};
}

} // namespace

class TestCommands : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    std::string m_case;
    store::SourceRecord m_gate, m_yard;

    std::string patch(int number) const { return m_gate.id + ':' + std::to_string(number); }

private Q_SLOTS:
    void initTestCase()
    {
        m_case = (m_folder / "a.case").string();
        auto in = store::Case::create(m_case);
        m_gate = test::addVideo(in, m_folder, "gate", "Gate 3");
        m_yard = test::addVideo(in, m_folder, "yard", "");
    }

    void wrongCommandLinesEndWithTwo_data()
    {
        QTest::addColumn<QString>("line");
        for (const char *line : {"",
                                 "nonsense",
                                 "info",
                                 "review --case a --patch a:1",
                                 "review --case a --patch a:1 --accept --reject",
                                 "classes --case a --k 0",
                                 "model",
                                 "export --case a --class car",
                                 "export --case a --class car --out b --pad -1",
                                 "query --case a --class car --from later",
                                 "query --case a --class car --reuse deep",
                                 "query --case a --class car --device gpu",
                                 "query --case a --class car --device cuda:",
                                 "compare --case a --class car --reuse deep",
                                 "derive --case a --splices deep",
                                 "ingest --case a --splices deep b.mp4",
                                 "train --out b --splices deep data",
                                 "train --out b --grow deep data",
                                 "demo --seconds 0.5",
                                 "train --out b",
                                 "train --out b --part head data",
                                 "review --case a --patch a:1 --label car --class car"})
            QTest::addRow("'%s'", line) << line;
    }
    void wrongCommandLinesEndWithTwo()
    {
        QFETCH(QString, line);
        std::vector<std::string> arguments;
        for (const QString &part : line.split(' ', Qt::SkipEmptyParts))
            arguments.push_back(part.toStdString());
        const Answer answer = run(arguments);
        QCOMPARE(answer.code, 2);
        QVERIFY(!answer.error.empty());
    }

    void aFolderThatIsNoCaseIsNamed_data()
    {
        QTest::addColumn<QString>("command");
        for (const char *command : {"info", "verify", "classes", "patches"})
            QTest::addRow("%s", command) << command;
    }
    void aFolderThatIsNoCaseIsNamed()
    {
        QFETCH(QString, command);
        const std::string folder = (m_folder / "nothing").string();
        const Answer answer = run({command.toStdString(), "--case", folder, "--json"});
        QCOMPARE(answer.code, 1);
        QVERIFY2(answer.error.find(folder) != std::string::npos, answer.error.c_str());
        QVERIFY(answer.out.empty());
    }

    void infoCountsWhatIsThere()
    {
        const Answer answer = run({"info", "--case", m_case, "--json"});
        QCOMPARE(answer.code, 0);
        const json videos = answer.document().at("videos");
        QCOMPARE(videos.size(), std::size_t{2});
        QCOMPARE(videos[0].at("id").get<std::string>(), m_gate.id);
        QCOMPARE(videos[0].at("frames").get<int>(), test::kFrames);
        QCOMPARE(videos[0].at("patches").get<int>(), 61);
        QCOMPARE(videos[0].at("tracks").get<int>(), 1);
        QVERIFY(videos[0].at("bytes").at("index").get<int>() > 0);
        QCOMPARE(run({"info", "--case", m_case}).code, 0);
    }

    void classesAreCountedByCaseAndVideo()
    {
        const Answer answer = run({"classes", "--case", m_case, "--json"});
        QCOMPARE(answer.code, 0);
        const json classes = answer.document().at("classes");
        QCOMPARE(classes.size(), std::size_t{1});
        QCOMPARE(classes[0].at("class").get<std::string>(), std::string("truck"));
        QCOMPARE(classes[0].at("patches").get<int>(), 122);
        QCOMPARE(classes[0].at("clusters").get<int>(), 2);
        QCOMPARE(classes[0].at("videos")[1].at("video").get<std::string>(), m_yard.id);
        QCOMPARE(classes[0].at("videos")[1].at("patches").get<int>(), 61);
    }

    void similarPatchesComeWithTimeAndBox()
    {
        const Answer answer =
            run({"similar", "--case", m_case, "--patch", patch(3), "--limit", "2", "--json"});
        QCOMPARE(answer.code, 0);
        const json similar = answer.document().at("similar");
        QCOMPARE(similar.size(), std::size_t{2});
        QCOMPARE(similar[0].at("patch").get<std::string>(), patch(0)); // All are alike here.
        QVERIFY(similar[0].at("similarity").get<double>() > 0.999);
        QCOMPARE(similar[1].at("box").dump(), std::string("[41,60,40,30]"));
        QCOMPARE(run({"similar", "--case", m_case, "--patch", patch(99)}).code, 1);
        QCOMPARE(run({"similar", "--case", m_case, "--patch", "what"}).code, 1);
    }

    void aDecisionIsKeptAndLogged()
    {
        QCOMPARE(run({"review", "--case", m_case, "--patch", patch(1), "--label", "car"}).code, 0);
        const Answer answer =
            run({"review", "--case", m_case, "--patch", patch(2), "--reject", "--json"});
        QCOMPARE(answer.code, 0);
        QCOMPARE(answer.document().at("decision").get<std::string>(), std::string("reject"));
        {
            const auto in = store::Case::open(m_case);
            const auto first = in.review({m_gate.id, 1});
            QVERIFY(first.has_value());
            QVERIFY(first->decision == store::Decision::Label);
            QCOMPARE(first->label, std::string("car"));
            QVERIFY(in.review({m_gate.id, 2})->decision == store::Decision::Reject);
            const auto log = in.auditLog();
            QCOMPARE(log.size(), std::size_t{2});
            QCOMPARE(log[0].action, std::string("review"));
            QCOMPARE(json::parse(log[0].detail).at("label").get<std::string>(), std::string("car"));
        }
        QCOMPARE(run({"review", "--case", m_case, "--patch", patch(1), "--clear"}).code, 0);
        QVERIFY(!store::Case::open(m_case).review({m_gate.id, 1}));
    }

    void aDecisionThatCannotBeIsRefused()
    {
        const Answer answer =
            run({"review", "--case", m_case, "--patch", patch(1), "--label", "whale"});
        QCOMPARE(answer.code, 1);
        QVERIFY2(answer.error.find("car, truck") != std::string::npos, answer.error.c_str());
        QCOMPARE(run({"review", "--case", m_case, "--patch", patch(61), "--accept"}).code, 1);
        QCOMPARE(run({"review", "--case", m_case, "--patch", "gone:1", "--accept"}).code, 1);
    }

    void theClassThatASightingClaimedIsKept()
    {
        const Answer answer = run({"review", "--case", m_case, "--patch", patch(5), "--reject",
                                   "--class", "truck", "--json"});
        QCOMPARE(answer.code, 0);
        QCOMPARE(answer.document().at("class").get<std::string>(), std::string("truck"));
        const auto review = store::Case::open(m_case).review({m_gate.id, 5});
        QVERIFY(review->decision == store::Decision::Reject);
        QCOMPARE(review->label, std::string("truck"));
        QCOMPARE(
            run({"review", "--case", m_case, "--patch", patch(5), "--accept", "--class", "whale"})
                .code,
            1);
    }

    void aCaseWithoutDecisionsTeachesNothing()
    {
        const auto pack = test::writeRandomPack(m_folder / "teacher");
        const std::string empty = (m_folder / "undecided.case").string();
        store::Case::create(empty);
        const Answer answer = run({"train", "--from-case", empty, "--model", pack.folder().string(),
                                   "--out", (m_folder / "new").string()});
        QCOMPARE(answer.code, 1);
        QVERIFY2(answer.error.find("0 of 0 decisions") != std::string::npos, answer.error.c_str());
        QVERIFY(!std::filesystem::exists(m_folder / "new"));
    }

    void aCaseIsAskedWithThePackThatWasChosen()
    {
        const auto pack = test::writeRandomPack(m_folder / "chosen");
        const std::string empty = (m_folder / "chosen.case").string();
        store::Case::create(empty);
        const auto defaultOf = [&] {
            return run({"info", "--case", empty, "--json"}).document().at("default_model");
        };
        QVERIFY(defaultOf().is_null());
        QCOMPARE(run({"model", "use", "--case", empty, pack.folder().string()}).code, 0);
        QCOMPARE(defaultOf().at("sha256").get<std::string>(), pack.hash());
        const Answer asked = run({"query", "--case", empty, "--class", "car", "--json"});
        QVERIFY2(asked.code == 0, asked.error.c_str());
        QCOMPARE(asked.document().at("stats").at("model_sha256").get<std::string>(), pack.hash());

        std::filesystem::rename(pack.folder(), m_folder / "moved");
        const Answer gone = run({"query", "--case", empty, "--class", "car"});
        QCOMPARE(gone.code, 1);
        QVERIFY2(gone.error.find("model use") != std::string::npos, gone.error.c_str());
        test::writeRandomPack(m_folder / "chosen", {.seed = 2}); // Another one in its place.
        QCOMPARE(run({"query", "--case", empty, "--class", "car"}).code, 1);
        QCOMPARE(run({"model", "use", "--case", empty}).code, 0);
        QVERIFY(defaultOf().is_null());
        // A pack with another ingest network cannot answer from what is in the case.
        QCOMPARE(run({"model", "use", "--case", m_case, (m_folder / "moved").string()}).code, 1);
    }

    void verifyTellsSoundFromDamaged()
    {
        const Answer sound = run({"verify", "--case", m_case, "--json"});
        QVERIFY2(sound.code == 0, sound.out.c_str());
        QVERIFY(sound.document().at("sound").get<bool>());

        const auto copy = m_folder / "damaged.case";
        std::filesystem::copy(m_case, copy, std::filesystem::copy_options::recursive);
        std::filesystem::resize_file(copy / "videos" / m_gate.id / "index.mdb", 5000);
        const Answer damaged = run({"verify", "--case", copy.string(), "--json"});
        QCOMPARE(damaged.code, 1);
        QVERIFY(!damaged.document().at("sound").get<bool>());
        QVERIFY(damaged.out.find(m_gate.id) != std::string::npos);
    }

    void probeTellsWhatIsInAFile()
    {
        const Answer answer = run({"probe", m_gate.path, "--json"});
        QCOMPARE(answer.code, 0);
        const json document = answer.document();
        const json &stream = document.at("streams").at(0);
        QCOMPARE(stream.at("frames").get<int>(), test::kFrames);
        QCOMPARE(stream.at("width").get<int>(), 192);
        QCOMPARE(stream.at("codec").get<std::string>(), std::string("h264"));
        QCOMPARE(stream.at("vfr").get<bool>(), false);
        QCOMPARE(document.at("duration_s").get<double>(), 4.0);

        const auto text = m_folder / "text.mp4";
        test::writeText(text, "this is no video\n");
        const Answer wrong = run({"probe", text.string(), "--json"});
        QCOMPARE(wrong.code, 1);
        QVERIFY(wrong.error.find(text.string()) != std::string::npos);
        QVERIFY(wrong.out.empty());
    }

    void theDemoIsAVideoWithItsTruth()
    {
        const std::string file = (m_folder / "demo.mp4").string();
        const Answer answer =
            run({"demo", "--out", file, "--seed", "5", "--seconds", "2", "--json"});
        QVERIFY2(answer.code == 0, answer.error.c_str());
        const json document = answer.document();
        QCOMPARE(document.at("frames").get<int>(), 50);
        QCOMPARE(document.at("video").get<std::string>(), file);
        media::VideoReader video(file);
        int frames = 0;
        while (video.skip())
            ++frames;
        QCOMPARE(frames, 50);
        std::ifstream in(document.at("truth").get<std::string>());
        const json truth = json::parse(in);
        QCOMPARE(truth.at("objects").size(), std::size_t{50});
        QCOMPARE(truth.at("sightings").size(), document.at("sightings").get<std::size_t>());
    }

    void aModelPackThatIsNotThereIsNamed()
    {
        const std::string folder = (m_folder / "no-pack").string();
        const Answer info = run({"model", "info", folder, "--json"});
        QCOMPARE(info.code, 1);
        QVERIFY(info.error.find(folder) != std::string::npos);
        const Answer verify = run({"model", "verify", folder, "--json"});
        QCOMPARE(verify.code, 1);
        QVERIFY(!verify.document().at("sound").get<bool>());
        QCOMPARE(run({"model", "list", "--json"}).code, 0);
    }
};

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
