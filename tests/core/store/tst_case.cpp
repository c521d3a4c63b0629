#include "base/error.h"
#include "store/case.h"
#include "store/default_model.h"
#include "store/known_video.h"
#include "store/lmdb_txn.h"
#include "store/pack.h"
#include "store/tables.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace refocus;
using namespace refocus::store;
namespace fs = std::filesystem;

namespace {

SourceRecord sampleSource(const std::string &id)
{
    SourceRecord s;
    s.id = id;
    s.path = "/footage/\xC3\xBC"
             "ber gate.mp4";
    s.name = "Gate 3";
    s.sha256 = std::string(64, 'c');
    s.sizeBytes = 1ULL << 40U;
    s.wallClockStart = 1700000000123456;
    s.timeZone = "Europe/Berlin";
    s.clockOffsetMs = -1500;
    s.addedAt = 1700000100;
    s.state = SourceState::Failed;
    s.error = "gate.mp4: no pictures";
    return s;
}

// The sentence, or nothing where there was no Error.
std::string sentence(const std::function<void()> &work)
{
    try {
        work();
    } catch (const Error &error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestCase : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path path(const char *name) const { return fs::path(m_dir->path().toStdString()) / name; }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void aRemovedVideoLeavesNothingBehind()
    {
        Case c = Case::create(path("a.case"));
        for (const char *id : {"gate", "gate-2"}) {
            c.putSource(sampleSource(id));
            c.putReview({id, 7}, {Decision::Accept, "car", "", false, 1});
            std::filesystem::create_directories(c.videoFolder(id));
            std::ofstream(c.videoFolder(id) / "index.mdb") << "x";
        }
        c.removeVideo("gate");
        QVERIFY(!c.source("gate") && c.reviews("gate").empty());
        QVERIFY(!std::filesystem::exists(c.videoFolder("gate")));
        QCOMPARE(c.videoIds(), std::vector<std::string>{"gate-2"});
        QVERIFY(c.source("gate-2"));
        QCOMPARE(c.reviews().size(), std::size_t(1));
        const auto left = std::filesystem::directory_iterator(c.folder() / "videos");
        QCOMPARE(std::distance(begin(left), end(left)), 1);
        c.removeVideo("gate"); // Is not there any more.
    }

    void sourcesSurviveReopening()
    {
        const SourceRecord source = sampleSource("gate-5f2c9a01");
        SourceRecord plain;
        plain.id = "yard-00000000";
        {
            Case c = Case::create(path("a.case"));
            c.putSource(sampleSource("yard-00000000"));
            c.putSource(plain); // Replaces.
            c.putSource(source);
        }
        const Case c = Case::open(path("a.case"), Access::ReadOnly);
        QVERIFY(!c.writable());
        QCOMPARE(c.source("gate-5f2c9a01"), std::optional(source));
        QCOMPARE(c.source("gate"), std::optional<SourceRecord>());
        QVERIFY((c.sources() == std::vector{plain, source})); // By time added.
    }

    void videoIdsAreReadableAndSafe_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("id");
        QTest::newRow("plain") << "/a/parking.mp4"
                               << "parking-5f2c9a01";
        QTest::newRow("spaces") << "my  video (2).mkv"
                                << "my-video-2-5f2c9a01";
        QTest::newRow("umlaut") << "Z\xC3\xBCrich.mp4"
                                << "Z-rich-5f2c9a01";
        QTest::newRow("dots") << "..hidden.a.mp4"
                              << "hidden.a-5f2c9a01";
        QTest::newRow("nothing left") << "\xE6\x97\xA5.mp4"
                                      << "video-5f2c9a01";
        QTest::newRow("colon") << "a:b.mp4"
                               << "a-b-5f2c9a01";
        QTest::newRow("long") << QString(300, 'x') + ".mp4" << QString(48, 'x') + "-5f2c9a01";
    }
    void videoIdsAreReadableAndSafe()
    {
        QFETCH(QString, file);
        QFETCH(QString, id);
        const std::string made = Case::makeVideoId(file.toStdString(), "5f2c9a01deadbeef");
        QCOMPARE(QString::fromStdString(made), id);
        const Case c = Case::create(path("a.case"));
        QCOMPARE(c.videoFolder(made), path("a.case") / "videos" / made);
    }

    void idsThatLeaveTheCaseAreRefused()
    {
        Case c = Case::create(path("a.case"));
        for (const char *bad : {"", ".", "..", "../x", "a/b", "a b", ".hidden"}) {
            QVERIFY_THROWS_EXCEPTION(Error, c.videoFolder(bad));
            QVERIFY_THROWS_EXCEPTION(Error, c.putSource(sampleSource(bad)));
        }
    }

    void anUnknownVideoIsAnErrorThatNamesTheKnownOnes()
    {
        const Case c = Case::create(path("a.case"));
        const auto sentenceFor = [&](const char *id) {
            return sentence([&] { requireVideo(c, id); });
        };
        const std::string before = (path("a.case").string() + ": has no video 'gate'; ");
        QCOMPARE(sentenceFor("gate"), before + "no video has been ingested into it");
        const auto index = [&](const std::string &id) {
            fs::create_directories(c.videoFolder(id));
            std::ofstream(c.videoFolder(id) / "index.mdb") << "x";
        };
        index("yard-1");
        index("yard-2");
        QCOMPARE(sentenceFor("gate"), before + "it has yard-1, yard-2");
        QCOMPARE(sentenceFor("yard-2"), std::string());
        QCOMPARE(chosenVideos(c, {}), (std::vector<std::string>{"yard-1", "yard-2"}));
        QCOMPARE(chosenVideos(c, {"yard-2"}), std::vector<std::string>{"yard-2"});
        QCOMPARE(sentence([&] {
                     chosenVideos(c, {"yard-1", "gate"});
                 }),
                 before + "it has yard-1, yard-2");
        for (int i = 10; i < 20; ++i)
            index("zoo-" + std::to_string(i));
        QVERIFY2(sentenceFor("gate").ends_with("zoo-16, zoo-17 and 2 more"),
                 sentenceFor("gate").c_str());
    }

    void aVideoThatIsAskedForTwiceIsChosenOnce()
    {
        const Case c = Case::create(path("a.case"));
        for (const char *id : {"yard-1", "yard-2"}) {
            fs::create_directories(c.videoFolder(id));
            std::ofstream(c.videoFolder(id) / "index.mdb") << "x";
        }
        QCOMPARE(chosenVideos(c, {"yard-2", "yard-1", "yard-2"}),
                 (std::vector<std::string>{"yard-2", "yard-1"}));
    }

    void reviewsAreKeptByPatch()
    {
        Case c = Case::create(path("a.case"));
        const Review accepted{Decision::Accept, "", "seen by two", true, 1700000000000000};
        const Review labelled{Decision::Label, "truck", "", false, 1700000000000001};
        c.putReview({"gate-1", 0x3A00}, accepted); // A key that holds zero bytes and a colon.
        c.putReview({"gate-1", 7}, accepted);
        c.putReview({"gate-1", 7}, labelled);
        c.putReview({"gate-10", 7}, accepted);
        QCOMPARE(c.review({"gate-1", 7}), std::optional(labelled));
        QCOMPARE(c.review({"gate-1", 8}), std::optional<Review>());
        const auto of1 = c.reviews("gate-1");
        QCOMPARE(of1.size(), std::size_t(2));
        QCOMPARE(of1[0].patch, (PatchRef{"gate-1", 7}));
        QCOMPARE(of1[1].patch, (PatchRef{"gate-1", 0x3A00}));
        QCOMPARE(c.reviews().size(), std::size_t(3));
        QVERIFY(c.clearReview({"gate-1", 7}));
        QVERIFY(!c.clearReview({"gate-1", 7}));
        QCOMPARE(c.review({"gate-1", 7}), std::optional<Review>());
    }

    void theAuditLogCountsOnAndNeverForgets()
    {
        for (int i = 0; i < 3; ++i) {
            Case c = Case::openOrCreate(path("a.case"));
            c.log("open", R"({"run":)" + std::to_string(i) + "}");
            c.log("close", "{}");
        }
        const auto log = Case::open(path("a.case"), Access::ReadOnly).auditLog();
        QCOMPARE(log.size(), std::size_t(6));
        for (std::size_t i = 0; i < log.size(); ++i) {
            QCOMPARE(log[i].number, i + 1);
            QCOMPARE(log[i].action, std::string(i % 2 == 0 ? "open" : "close"));
            QVERIFY(i == 0 || log[i].time >= log[i - 1].time);
        }
        QCOMPARE(log[4].detail, std::string(R"({"run":2})"));
        QCOMPARE(Case::open(path("a.case")).auditLog(5).size(), std::size_t(2));
    }

    void valuesAreKeptByKindAndName()
    {
        Case c = Case::create(path("a.case"));
        c.putValue("query", "trucks at night", R"({"class":"truck"})");
        c.putValue("query", "all", "[]");
        c.putValue("queryx", "other", "1");
        QVERIFY(
            (c.values("query") == std::vector<std::pair<std::string, std::string>>{
                                      {"all", "[]"}, {"trucks at night", R"({"class":"truck"})"}}));
        QCOMPARE(c.value("query", "all"), std::optional<std::string>("[]"));
        QVERIFY(c.eraseValue("query", "all"));
        QVERIFY(!c.eraseValue("query", "all"));
        QVERIFY(!c.value("query", "all"));
        QVERIFY_THROWS_EXCEPTION(Error, c.putValue("query", std::string(600, 'x'), "1"));
        QVERIFY_THROWS_EXCEPTION(Error, c.putValue(std::string("a\0b", 3), "x", "1"));
    }

    void aPackInsideTheCaseMovesWithIt()
    {
        const DefaultModel inside{path("a.case/models/new"), "new", "12"};
        const DefaultModel outside{path("elsewhere"), "old", "34"};
        {
            Case c = Case::create(path("a.case"));
            QVERIFY(!defaultModel(c));
            setDefaultModel(c, outside);
            QCOMPARE(defaultModel(c), std::optional(outside));
            setDefaultModel(c, inside);
            QCOMPARE(defaultModel(c), std::optional(inside));
        }
        fs::rename(path("a.case"), path("b.case"));
        Case c = Case::open(path("b.case"));
        QCOMPARE(defaultModel(c)->folder, path("b.case/models/new"));
        setDefaultModel(c, {});
        QVERIFY(!defaultModel(c));
        c.putValue("setting", "model", "[]");
        QVERIFY(sentence([&] { defaultModel(c); }).find("model use") != std::string::npos);
    }

    void aFolderThatIsNoCaseIsRefused()
    {
        QVERIFY(sentence([&] { Case::open(path("none.case")); }).find("no such case") !=
                std::string::npos);
        fs::create_directory(path("plain"));
        std::ofstream(path("plain/letter.txt")) << "hello";
        QVERIFY(sentence([&] { Case::open(path("plain")); }).find("not a case") !=
                std::string::npos);
        QVERIFY_THROWS_EXCEPTION(Error, Case::openOrCreate(path("plain")));
        QVERIFY_THROWS_EXCEPTION(Error, Case::create(path("plain/letter.txt")));
        QVERIFY(fs::exists(path("plain/letter.txt")));
        Case::create(path("a.case"));
        QVERIFY(sentence([&] { Case::create(path("a.case")); }).find("already") !=
                std::string::npos);
    }

    void aCreationThatWasCutOffIsTakenUp()
    {
        fs::create_directories(path("a.case/videos"));
        std::ofstream(path("a.case/case.mdb.new")) << "half";
        Case::openOrCreate(path("a.case")).log("x", "{}");
        QCOMPARE(Case::open(path("a.case")).auditLog().size(), std::size_t(1));
    }

    void readingOnlyRefusesToWrite()
    {
        Case::create(path("a.case"));
        Case c = Case::open(path("a.case"), Access::ReadOnly);
        QVERIFY_THROWS_EXCEPTION(Error, c.log("x", "{}"));
        QVERIFY_THROWS_EXCEPTION(Error, c.putSource(sampleSource("a")));
        QVERIFY(c.auditLog().empty());
    }

    void filesOfAnotherKindAreRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("expected");
        QTest::newRow("empty") << QByteArray() << "too short";
        QTest::newRow("text") << QByteArray("This is a letter.\n").repeated(1000)
                              << "is not a database of Refocus";
        QTest::newRow("zeros") << QByteArray(100000, '\0') << "is not a database of Refocus";
    }
    void filesOfAnotherKindAreRefused()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, expected);
        fs::create_directory(path("a.case"));
        std::ofstream(path("a.case/case.mdb"), std::ios::binary) << content.toStdString();
        const auto text = QString::fromStdString(sentence([&] { Case::open(path("a.case")); }));
        QVERIFY2(text.contains(expected) && text.contains("case.mdb"), qPrintable(text));
    }

    void formatsThatDoNotFitAreRefused_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QString>("expected");
        QTest::newRow("newer") << R"({"format":"refocus-case","version":2})"
                               << "newer version";
        QTest::newRow("huge") << R"({"format":"refocus-case","version":1e99})"
                              << "no version";
        QTest::newRow("kind") << R"({"format":"refocus-maps","version":1})"
                              << "another kind";
        QTest::newRow("no json") << "refocus"
                                 << "another kind";
        QTest::newRow("array") << "[]"
                               << "another kind";
    }
    void formatsThatDoNotFitAreRefused()
    {
        QFETCH(QString, format);
        QFETCH(QString, expected);
        Case::create(path("a.case"));
        {
            const auto env = Env::open(path("a.case/case.mdb"), case_table::kNames);
            env->write([&](Txn &txn) {
                txn.put(case_table::Meta, asBytes("format"),
                        packBytes(asBytes(format.toStdString())));
            });
        }
        const auto text = QString::fromStdString(sentence([&] { Case::open(path("a.case")); }));
        QVERIFY2(text.contains(expected) && text.contains("case.mdb"), qPrintable(text));
    }

    void aRecordOfAnotherKindIsAnErrorThatNamesIt()
    {
        Case c = Case::create(path("a.case"));
        const auto env = Env::open(path("a.case/case.mdb"), case_table::kNames);
        env->write([&](Txn &txn) {
            const std::string noise(40, '\xEE'); // With a right checksum, but no FlatBuffer.
            txn.put(case_table::Sources, asBytes("gate-1"), asBytes(noise));
        });
        const std::string text = sentence([&] { c.sources(); });
        QVERIFY(text.find("case.mdb") != std::string::npos);
        QVERIFY(text.find("gate-1 of sources") != std::string::npos);
        QVERIFY(text.find("not a source record") != std::string::npos);
    }

    void oneFileIsOpenedOnceHoweverItIsNamed()
    {
        Case::create(path("a.case"));
        fs::create_directory_symlink(path("a.case"), path("link.case"));
        const auto a = Env::open(path("a.case/case.mdb"), case_table::kNames);
        QVERIFY(Env::open(path("link.case/case.mdb"), case_table::kNames) == a);
        QVERIFY(Env::open(path("a.case/../a.case/case.mdb"), case_table::kNames) == a);
        const Case one = Case::open(path("a.case"), Access::ReadOnly);
        Case two = Case::open(path("link.case"), Access::ReadWrite);
        two.log("x", "{}");
        QCOMPARE(one.auditLog().size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestCase)
#include "tst_case.moc"
