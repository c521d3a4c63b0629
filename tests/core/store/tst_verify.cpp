#include "base/error.h"
#include "core/store/sample_video.h"
#include "store/case.h"
#include "store/files.h"
#include "store/lmdb_txn.h"
#include "store/pack.h"
#include "store/tables.h"
#include "store/verify.h"
#include "store/video_files.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>

using namespace refocus;
using namespace refocus::store;
namespace fs = std::filesystem;
namespace table = index_table;

using Change = std::function<void(Txn &)>;
Q_DECLARE_METATYPE(Change)

namespace {

// Replaces one record by what change makes of it.
template <class Value>
void edit(Txn &txn, int tableId, const Key &key, Value (*unpack)(const Record &),
          Packed (*pack)(const Value &), const std::function<void(Value &)> &change)
{
    Value value = unpack(txn.get(tableId, key).value());
    change(value);
    txn.put(tableId, key, pack(value));
}

Change patchChange(PatchId id, std::function<void(PatchRecord &)> change)
{
    return [=](Txn &txn) {
        edit<PatchRecord>(txn, table::Patches, Key().u64(id), unpackPatch, packPatch, change);
    };
}

Change clusterChange(ClusterId id, std::function<void(ClusterRecord &)> change)
{
    return [=](Txn &txn) {
        edit<ClusterRecord>(txn, table::Clusters, Key().u32(id), unpackCluster, packCluster,
                            change);
    };
}

Change erasure(int tableId, Key key)
{
    return [=](Txn &txn) {
        if (!txn.erase(tableId, key))
            throw Error("The record to erase is not there");
    };
}

} // namespace

class TestVerify : public QObject
{
    Q_OBJECT

    QTemporaryDir m_template; // The sound case, made once.
    std::unique_ptr<QTemporaryDir> m_dir;
    Batch m_first;

    fs::path path(const char *name) const { return fs::path(m_dir->path().toStdString()) / name; }
    fs::path video() const { return path("a.case/videos/gate-5f2c9a01"); }

    static QByteArray text(const VerifyReport &report)
    {
        QByteArray all;
        for (const Finding &f : report.findings)
            all += QByteArray::number(static_cast<int>(f.severity)) + ' ' +
                   QByteArray::fromStdString(f.file.string() + ": " + f.what) + '\n';
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const fs::path root(m_template.path().toStdString());
        const fs::path folder = root / "a.case/videos/gate-5f2c9a01";
        Case c = Case::create(root / "a.case");
        SourceRecord source;
        source.id = "gate-5f2c9a01";
        source.path = "gate.mp4"; // Beside the case, the working folder of the test.
        source.sizeBytes = 10;
        source.state = SourceState::Done;
        c.putSource(source);
        c.putReview({"gate-5f2c9a01", 3}, Review{});
        c.log("ingest", "{}");
        c.log("query", "{}");
        c.putValue("query", "all", "{}");
        SampleVideo sample;
        auto writer = VideoWriter::start(folder, sampleMeta());
        writer.commit(m_first = sample.next());
        for (int i = 0; i < 3; ++i)
            writer.commit(sample.next());
        VideoSnapshot(folder).putVerdicts({"net", 4, 4}, std::vector{Verdict{0, {{1, 0.9F}}}});
        writer.finish(Timestamp(4760000));
    }

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        fs::copy(m_template.path().toStdString(), path(""), fs::copy_options::recursive);
        fs::current_path(path(""));
        std::ofstream("gate.mp4") << "0123456789";
    }

    void aSoundCaseHasNoFindings()
    {
        const VerifyReport report = verifyCase(path("a.case"));
        QVERIFY2(report.findings.empty(), text(report));
        QVERIFY(report.sound());
        QVERIFY(report.recordsChecked > 1000);
        QVERIFY(report.filesChecked >= 4);
    }

    void anUnfinishedVideoIsANote()
    {
        fs::remove(video() / "manifest.json");
        {
            Case c = Case::open(path("a.case"));
            SourceRecord source = *c.source("gate-5f2c9a01");
            source.state = SourceState::Unfinished;
            c.putSource(source);
        }
        const VerifyReport report = verifyCase(path("a.case"));
        QVERIFY(report.sound());
        QCOMPARE(report.findings.size(), std::size_t(1));
        QVERIFY(report.findings[0].severity == Severity::Note);
    }

    // Its tables would be read at different moments, which looks like damage.
    void aVideoThatIsBeingWrittenIsLeftForLater()
    {
        fs::remove(video() / "manifest.json");
        const auto writer = VideoWriter::resume(video());
        const VerifyReport report = verifyCase(path("a.case"));
        QVERIFY(text(report).contains("is being written now"));
        QVERIFY(report.findings.back().severity == Severity::Note);
        QVERIFY(report.recordsChecked < 100);
    }

    void damageInTheIndexIsFound_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const Change &change, const char *expected) {
            QTest::newRow(name) << change << QString(expected);
        };
        row("a patch is gone", erasure(table::Patches, Key().u64(7)), "patch");
        row("a patch in another cluster", patchChange(9, [](auto &p) { p.cluster = 6; }),
            "clusters");
        row("a patch in no cluster", patchChange(9, [](auto &p) { p.cluster = 600; }),
            "Cluster 600");
        row("a patch on another track", patchChange(9, [](auto &p) { p.track = 5; }), "tracks");
        row("a patch on no track", patchChange(9, [](auto &p) { p.track = 500; }), "Track 500");
        row("a patch at another time", patchChange(9, [](auto &p) { p.time += Timestamp(1); }),
            "another time");
        row("a patch in no frame", patchChange(9, [](auto &p) { p.frame = 5000; }), "frame 5000");
        row("classes from nowhere",
            patchChange(9,
                        [](auto &p) {
                            p.inferred = false;
                            p.topK.clear();
                            p.inferredFrom = 8888;
                        }),
            "8888");
        row("a class that does not exist", patchChange(6, [](auto &p) { p.topK[0].classId = 77; }),
            "class");
        row("another probability", patchChange(6, [](auto &p) { p.topK[0].p = 0.999F; }),
            "postings");
        row("a track is gone", erasure(table::Tracks, Key().u32(1)), "Track 1");
        row("a cluster is gone", erasure(table::Clusters, Key().u32(1)), "Cluster 1");
        row("a representative of another cluster",
            clusterChange(2, [](auto &c) { c.representative += 1; }), "representative");
        row("a wrong member count", clusterChange(2, [](auto &c) { c.members += 1; }), "members");
        row(
            "a member is gone",
            [](Txn &txn) {
                std::vector<std::uint8_t> key;
                txn.scan(table::Members, {}, [&](const Record &r) {
                    key.assign(r.key.begin(), r.key.end());
                    return false;
                });
                txn.erase(table::Members, key);
            },
            "do not have every patch");
        row(
            "a posting is gone",
            [](Txn &txn) {
                std::vector<std::uint8_t> key;
                txn.scan(table::Postings, {}, [&](const Record &r) {
                    key.assign(r.key.begin(), r.key.end());
                    return false;
                });
                txn.erase(table::Postings, key);
            },
            "not found under class");
        row("a part of the frame table is gone", erasure(table::Frames, Key().u64(0)), "frame");
        row(
            "an embedding of nothing",
            [](Txn &txn) {
                txn.put(table::Embeddings, Key().u64(99999), packEmbedding(std::vector<float>(32)));
            },
            "not there");
        row(
            "an embedding of another length",
            [](Txn &txn) {
                txn.put(table::Embeddings, Key().u64(6), packEmbedding(std::vector<float>(31)));
            },
            "wrong length");
        row(
            "a verdict that is none",
            [](Txn &txn) {
                txn.put(table::Verdicts, verdictKey({"net", 4, 4}, 0), asBytes("no verdict"));
            },
            "not a verdict record");
        row(
            "no pixels of a representative",
            [](Txn &txn) {
                const auto cluster = unpackCluster(txn.get(table::Clusters, Key().u32(0)).value());
                txn.erase(table::Pixels, Key().u64(cluster.representative));
            },
            "pixels of representative");
        row(
            "pixels that are none",
            [](Txn &txn) {
                const auto cluster = unpackCluster(txn.get(table::Clusters, Key().u32(0)).value());
                txn.put(table::Pixels, Key().u64(cluster.representative), packBytes({}));
            },
            "pixels");
        row(
            "another video",
            [](Txn &txn) {
                const auto bytes = unpackBytes(txn.get(table::Meta, asBytes("video")).value());
                std::string json(bytes.begin(), bytes.end());
                json.replace(json.find("gate-5f2c9a01"), 13, "yard-5f2c9a01");
                txn.put(table::Meta, asBytes("video"), packBytes(asBytes(json)));
            },
            "different videos");
    }
    void damageInTheIndexIsFound()
    {
        QFETCH(Change, change);
        QFETCH(QString, expected);
        openIndex(video())->write(change);
        const VerifyReport report = verifyCase(path("a.case"));
        QVERIFY(!report.sound());
        QVERIFY2(std::ranges::any_of(report.findings,
                                     [&](const Finding &f) {
                                         return QString::fromStdString(f.what).contains(expected);
                                     }),
                 text(report));
        QVERIFY2(text(report).contains("videos/gate-5f2c9a01/"), text(report));
    }

    // One flipped byte in the middle of a value: the page is fine, the record is not.
    void aFlippedByteInAValueIsFoundAndNamed()
    {
        std::string bytes;
        {
            std::ifstream in(video() / "index.mdb", std::ios::binary);
            bytes.assign(std::istreambuf_iterator<char>(in), {});
        }
        const auto embedding = packEmbedding(m_first.embeddings[0].values);
        const std::string needle(embedding.begin(), embedding.end());
        std::size_t found = 0;
        for (auto at = bytes.find(needle); at != bytes.npos; at = bytes.find(needle, at + 1)) {
            bytes[at + needle.size() - 5] = static_cast<char>(bytes[at + needle.size() - 5] ^ 1);
            ++found;
        }
        QVERIFY(found > 0);
        std::ofstream(video() / "index.mdb", std::ios::binary) << bytes;
        const VerifyReport report = verifyCase(path("a.case"));
        QCOMPARE(report.findings.size(), std::size_t(1));
        QVERIFY2(text(report).contains("record 0000000000000000 of embeddings is damaged"),
                 text(report));
    }

    void missingMapsAreAWarning()
    {
        fs::remove(video() / "maps.mdb");
        VerifyReport report = verifyCase(path("a.case"));
        QVERIFY(report.sound());
        QVERIFY2(text(report).contains("can be derived again"), text(report));
    }

    void aMissingAndADamagedMapAreFound()
    {
        const PatchId representative = VideoSnapshot(video()).cluster(0)->representative;
        openMaps(video())->write(
            [&](Txn &txn) { txn.erase(maps_table::Maps, mapKey(4, representative)); });
        VerifyReport report = verifyCase(path("a.case"));
        QVERIFY(report.sound());
        QVERIFY2(text(report).contains("1 representatives have no map after block 4"),
                 text(report));
        openMaps(video())->write([&](Txn &txn) {
            EncodedMap map =
                unpackMap(txn.get(maps_table::Maps, mapKey(7, representative)).value());
            map.payload.resize(map.payload.size() / 2);
            txn.put(maps_table::Maps, mapKey(7, representative), packMap(map));
        });
        report = verifyCase(path("a.case"));
        QVERIFY(!report.sound());
        QVERIFY2(text(report).contains("maps.mdb"), text(report));
    }

    void filesThatAreMissingOrNotDatabasesAreFound_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<bool>("remove");
        QTest::newRow("no case.mdb") << "case.mdb" << true;
        QTest::newRow("case.mdb is text") << "case.mdb" << false;
        QTest::newRow("no index") << "videos/gate-5f2c9a01/index.mdb" << true;
        QTest::newRow("index is text") << "videos/gate-5f2c9a01/index.mdb" << false;
        QTest::newRow("maps are text") << "videos/gate-5f2c9a01/maps.mdb" << false;
        QTest::newRow("no manifest") << "videos/gate-5f2c9a01/manifest.json" << true;
        QTest::newRow("manifest is text") << "videos/gate-5f2c9a01/manifest.json" << false;
    }
    void filesThatAreMissingOrNotDatabasesAreFound()
    {
        QFETCH(QString, file);
        QFETCH(bool, remove);
        const fs::path target = path("a.case") / file.toStdString();
        if (remove)
            fs::remove(target);
        else
            writeFileAtomically(target, "a letter");
        QVERIFY(!verifyCase(path("a.case")).sound());
    }

    void aManifestThatCountsOtherwiseIsFound()
    {
        std::string json = readFile(video() / "manifest.json");
        const auto at = json.find("\"patches\": 240");
        QVERIFY(at != std::string::npos);
        json.replace(at, 14, "\"patches\": 241");
        writeFileAtomically(video() / "manifest.json", json);
        const VerifyReport report = verifyCase(path("a.case"));
        QVERIFY(!report.sound());
        QVERIFY2(text(report).contains("counts"), text(report));
    }

    void whatIsWrongInTheCaseFileIsFound()
    {
        std::ofstream(path("gate.mp4")) << "other length";
        {
            const auto env = Env::open(path("a.case/case.mdb"), case_table::kNames);
            env->write([](Txn &txn) {
                txn.erase(case_table::Audit, Key().u64(1));
                txn.put(case_table::Values, asBytes("query"), packBytes(asBytes("{no json")));
            });
            Case::open(path("a.case")).putReview({"nowhere-1", 3}, Review{});
        }
        const QByteArray all = text(verifyCase(path("a.case")));
        for (const char *expected : {"another size", "audit log lacks", "not JSON", "nowhere-1"})
            QVERIFY2(all.contains(expected), all);
    }

    // As after a kill in the middle of making the case.
    void aCaseThatIsNotMadeYetIsASentence()
    {
        fs::create_directories(path("young.case") / "videos");
        std::ofstream(path("young.case") / "case.mdb.new-1") << "half";
        QVERIFY_THROWS_EXCEPTION(Error, verifyCase(path("young.case")));
        QVERIFY(Case::openOrCreate(path("young.case")).writable());
        QVERIFY(verifyCase(path("young.case")).findings.empty());
    }

    void verifyingReportsAndStops()
    {
        double last = -1;
        bool rises = true;
        verifyCase(path("a.case"), [&](const ProgressReport &report) {
            rises &= report.fraction >= last && report.fraction <= 1;
            last = report.fraction;
            return true;
        });
        QVERIFY(rises && last > 0.5);
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, verifyCase(path("a.case"), [](const ProgressReport &) { return false; }));
        QVERIFY_THROWS_EXCEPTION(Error, verifyCase(path("nothing.case")));
    }
};

QTEST_GUILESS_MAIN(TestVerify)
#include "tst_verify.moc"
