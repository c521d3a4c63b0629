// Files that were damaged, cut or forbidden. Whatever might crash runs in a child process.
#include "base/error.h"
#include "core/store/sample_video.h"
#include "store/case.h"
#include "store/lmdb_txn.h"
#include "store/pack.h"
#include "store/tables.h"
#include "store/verify.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <fstream>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace refocus;
using namespace refocus::store;
namespace fs = std::filesystem;

namespace {

// A long soak by hand: REFOCUS_DAMAGE_HITS=5000.
int hits()
{
    const int wanted = qEnvironmentVariableIntValue("REFOCUS_DAMAGE_HITS");
    return wanted > 0 ? wanted : 40;
}

enum Outcome { Same = 0, Refused = 10, Different = 20 };

std::string bytesOf(const fs::path &file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path &file, std::string_view bytes)
{
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<long>(bytes.size()));
}

// What one hit does to the bytes of a file.
enum Hit { FlipBit, Noise, ZeroPage, SwapPages };
std::string damaged(std::string bytes, int hit, std::mt19937 &random)
{
    constexpr std::size_t kPage = 4096;
    const std::size_t pages = bytes.size() / kPage;
    const std::size_t at = random() % bytes.size();
    switch (hit) {
    case FlipBit:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
        break;
    case Noise:
        for (std::size_t i = at; i < std::min(at + 16, bytes.size()); ++i)
            bytes[i] = static_cast<char>(random());
        break;
    case ZeroPage:
        bytes.replace(random() % pages * kPage, kPage, kPage, '\0');
        break;
    default: {
        const std::size_t from = random() % pages * kPage;
        bytes.replace(random() % pages * kPage, kPage, bytes.substr(from, kPage));
    }
    }
    return bytes;
}

} // namespace

class TestStoreDamage : public QObject
{
    Q_OBJECT

    QTemporaryDir m_template; // The undamaged case, made once.
    std::unique_ptr<QTemporaryDir> m_dir;
    std::string m_index, m_maps, m_case;
    std::string m_expected,
        m_before; // What is read of the whole video, and without its last batch.

    fs::path path(const char *name) const { return fs::path(m_dir->path().toStdString()) / name; }
    fs::path video() const { return path("a.case/videos/gate-5f2c9a01"); }

    int readInChild() const
    {
        return inChild([&] {
            try {
                const std::string text = dump(VideoSnapshot(video()));
                return text == m_expected || text == m_before ? Same : Different;
            } catch (const Error &) {
                return Refused;
            }
        });
    }

    void restore() const
    {
        write(video() / "index.mdb", m_index);
        write(video() / "maps.mdb", m_maps);
        write(path("a.case/case.mdb"), m_case);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const fs::path made = fs::path(m_template.path().toStdString()) / "a.case";
        const fs::path madeVideo = made / "videos/gate-5f2c9a01";
        Case c = Case::create(made);
        for (int i = 0; i < 40; ++i) {
            c.log("test", "\"" + std::string(300, 'x') + "\"");
            c.putReview({"gate-5f2c9a01", static_cast<PatchId>(i)}, Review{});
        }
        SampleVideo sample;
        auto writer = VideoWriter::start(madeVideo, sampleMeta());
        for (int i = 0; i < 8; ++i) {
            m_before = i == 7 ? dump(VideoSnapshot(madeVideo)) : "";
            writer.commit(sample.next());
        }
        m_expected = dump(VideoSnapshot(madeVideo));
        m_index = bytesOf(madeVideo / "index.mdb");
        m_maps = bytesOf(madeVideo / "maps.mdb");
        m_case = bytesOf(made / "case.mdb");
    }

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        fs::create_directories(video());
        restore();
    }

    void anUndamagedVideoReadsTheSameInAChild() { QCOMPARE(readInChild(), int(Same)); }

    void damageIsAnErrorOrDoesNotMatter_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("hit");
        for (const char *file : {"index.mdb", "maps.mdb"}) {
            QTest::addRow("%s, a bit", file) << file << int(FlipBit);
            QTest::addRow("%s, 16 bytes", file) << file << int(Noise);
            QTest::addRow("%s, a page of zeros", file) << file << int(ZeroPage);
            QTest::addRow("%s, a page over another", file) << file << int(SwapPages);
        }
    }
    void damageIsAnErrorOrDoesNotMatter()
    {
        QFETCH(QString, file);
        QFETCH(int, hit);
        std::mt19937 random(static_cast<unsigned>(hit) + 1);
        const std::string &good = file == "index.mdb" ? m_index : m_maps;
        int refused = 0;
        for (int i = 0; i < hits(); ++i) {
            write(video() / file.toStdString(), damaged(good, hit, random));
            const int outcome = readInChild();
            QVERIFY2(outcome == Same || outcome == Refused,
                     qPrintable(QString("hit %1 ended with %2").arg(i).arg(outcome)));
            refused += outcome == Refused;
        }
        QVERIFY(refused > 0);
    }

    // Every byte of the heads of the two meta pages, where everything else hangs.
    void damagedMetaPagesAreAnErrorOrDoNotMatter()
    {
        int refused = 0;
        for (std::size_t at = 0; at < 2 * 152; at += 3) {
            std::string bad = m_index;
            const std::size_t offset = at < 152 ? at : 4096 + at - 152;
            bad[offset] = static_cast<char>(bad[offset] ^ 0x41);
            write(video() / "index.mdb", bad);
            const int outcome = readInChild();
            QVERIFY2(outcome == Same || outcome == Refused,
                     qPrintable(QString("byte %1 ended with %2").arg(offset).arg(outcome)));
            refused += outcome == Refused;
        }
        QVERIFY(refused > 20);
    }

    void aTruncatedFileIsAnErrorOrDoesNotMatter_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("index") << "index.mdb";
        QTest::newRow("maps") << "maps.mdb";
    }
    void aTruncatedFileIsAnErrorOrDoesNotMatter()
    {
        QFETCH(QString, file);
        const std::string &good = file == "index.mdb" ? m_index : m_maps;
        std::mt19937 random(9);
        for (int i = 0; i < 30; ++i) {
            const std::size_t size = i == 0 ? 0 : random() % good.size();
            write(video() / file.toStdString(), std::string_view(good).substr(0, size));
            const int outcome = readInChild();
            QVERIFY2(outcome == Same || outcome == Refused,
                     qPrintable(QString("%1 bytes ended with %2").arg(size).arg(outcome)));
        }
        write(video() / file.toStdString(), std::string_view(good).substr(0, good.size() / 2));
        QCOMPARE(readInChild(), int(Refused));
    }

    // A writer trusts more of the file than a reader: the list of free pages as well.
    void writingToADamagedVideoNeverCrashes()
    {
        std::mt19937 random(21);
        int went = 0;
        for (int i = 0; i < hits(); ++i) {
            restore();
            write(video() / "index.mdb", damaged(m_index, i % 4, random));
            const int outcome = inChild([&] {
                try {
                    SampleVideo sample;
                    Batch batch;
                    for (int b = 0; b < 9; ++b)
                        batch = sample.next();
                    auto writer = VideoWriter::resume(video());
                    writer.commit(batch);
                    writer.finish(Timestamp(0));
                    return int(Same);
                } catch (const Error &) {
                    return int(Refused);
                }
            });
            fs::remove(video() / "manifest.json");
            QVERIFY2(outcome == Same || outcome == Refused,
                     qPrintable(QString("hit %1 ended with %2").arg(i).arg(outcome)));
            went += outcome == Same;
        }
        QVERIFY(went > 0 && went < hits());
    }

    void aDamagedCaseNeverCrashes()
    {
        std::mt19937 random(4);
        int refused = 0;
        for (int i = 0; i < hits(); ++i) {
            write(path("a.case/case.mdb"), damaged(m_case, i % 4, random));
            const int outcome = inChild([&] {
                try {
                    Case c = Case::open(path("a.case"));
                    const bool whole = c.auditLog().size() >= 39 && c.reviews().size() >= 39;
                    c.log("more", "{}");
                    return int(whole ? Same : Different);
                } catch (const Error &) {
                    return int(Refused);
                }
            });
            QVERIFY2(outcome == Same || outcome == Refused,
                     qPrintable(QString("hit %1 ended with %2").arg(i).arg(outcome)));
            refused += outcome == Refused;
        }
        QVERIFY(refused > 0);
    }

    void verifyingADamagedCaseNeverCrashes()
    {
        std::mt19937 random(14);
        int found = 0;
        for (int i = 0; i < hits(); ++i) {
            restore();
            const bool maps = i % 3 == 0;
            write(video() / (maps ? "maps.mdb" : "index.mdb"),
                  damaged(maps ? m_maps : m_index, i % 4, random));
            const int outcome = inChild([&] {
                const VerifyReport report = verifyCase(path("a.case"));
                // Whoever reads it without an error must not be told of damage, and the reverse
                // holds for what a reader looks at.
                return int(report.sound() ? Same : Refused);
            });
            QVERIFY2(outcome == Same || outcome == Refused,
                     qPrintable(QString("hit %1 ended with %2").arg(i).arg(outcome)));
            if (readInChild() == Refused)
                QCOMPARE(outcome, int(Refused));
            found += outcome == Refused;
        }
        QVERIFY(found > 0);
    }

    void aLockFileOfSomethingElseDoesNoHarm()
    {
        write(video() / "index.mdb-lock", std::string(10000, 'x'));
        const int outcome = readInChild();
        QVERIFY(outcome == Same || outcome == Refused);
        write(video() / "index.mdb-lock", "");
        QCOMPARE(readInChild(), int(Same));
    }

    void aFlatBufferThatLiesIsAnErrorThatNamesTheRecord()
    {
        const int outcome = inChild([&] {
            {
                const auto env = Env::open(video() / "index.mdb", index_table::kNames);
                std::mt19937 random(1);
                env->write([&](Txn &txn) { // Right checksums over wrong contents.
                    for (PatchId id = 0; id < 100; ++id) {
                        std::vector<std::uint8_t> bytes(random() % 200);
                        for (auto &b : bytes)
                            b = static_cast<std::uint8_t>(random() % 4 == 0 ? random() : 0);
                        txn.put(index_table::Patches, Key().u64(id), bytes);
                    }
                });
            }
            const VideoSnapshot snapshot(video());
            int refused = 0;
            for (PatchId id = 0; id < 100; ++id) {
                try {
                    snapshot.patch(id);
                } catch (const Error &error) {
                    const std::string_view text = error.what();
                    refused +=
                        text.find("index.mdb") != text.npos && text.find("of patches") != text.npos;
                }
            }
            return refused > 90 ? int(Same) : int(Different);
        });
        QCOMPARE(outcome, int(Same));
    }

    void aNewerFormatIsRefused()
    {
        {
            const auto env = Env::open(video() / "index.mdb", index_table::kNames);
            env->write([](Txn &txn) {
                txn.put(index_table::Meta, asBytes("format"),
                        packBytes(asBytes(R"({"format":"refocus-index","version":2})")));
            });
        }
        try {
            VideoSnapshot snapshot(video());
            QFAIL("no error");
        } catch (const Error &error) {
            QVERIFY(QByteArray(error.what()).contains("newer version"));
        }
    }

    void aWrongManifestIsAnError_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no json") << QByteArray("hello");
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("other") << QByteArray("{\"format\":\"refocus-pack\"}");
        QTest::newRow("newer") << QByteArray(R"({"format":"refocus-video","version":2})");
        QTest::newRow("fields missing") << QByteArray(R"({"format":"refocus-video","version":1})");
        QTest::newRow("deep") << QByteArray(100000, '[');
    }
    void aWrongManifestIsAnError()
    {
        QFETCH(QByteArray, text);
        write(video() / "manifest.json", text.toStdString());
        try {
            VideoSnapshot(video()).manifest();
            QFAIL("no error");
        } catch (const Error &error) {
            QVERIFY(QByteArray(error.what()).contains("manifest.json"));
        }
    }

    void aFolderThatCanOnlyBeRead()
    {
        const auto root = fs::path(m_dir->path().toStdString());
        QCOMPARE(readInChild(), int(Same)); // Leaves the lock files behind.
        inChild([&] { return Case::open(path("a.case")).writable() ? 0 : 1; });
        fs::permissions(root, fs::perms(0755));
        for (const fs::path &folder : {path("a.case"), path("a.case/videos"), video()})
            fs::permissions(folder, fs::perms(0555));
        for (const auto &entry : fs::recursive_directory_iterator(root)) {
            if (entry.is_regular_file())
                fs::permissions(entry.path(), fs::perms(0444));
        }
        const auto check = [&] {
            return inChild([&] {
                if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0))
                    return 1;
                const Case c = Case::open(path("a.case"), Access::ReadOnly);
                if (c.auditLog().size() != 40)
                    return 2;
                const VideoSnapshot snapshot(video());
                if (dump(snapshot) != m_expected)
                    return 3;
                if (snapshot.putVerdicts({"n", 0, 0}, std::vector{Verdict{1, {}}}))
                    return 4;
                for (const auto &attempt : std::vector<std::function<void()>>{
                         [&] { Case::open(path("a.case"), Access::ReadWrite); },
                         [&] { VideoWriter::resume(video()); },
                         [&] { VideoWriter::start(path("a.case/videos/new"), sampleMeta()); },
                         [&] { Case::create(path("a.case/videos/b.case")); }}) {
                    try {
                        attempt();
                        return 5;
                    } catch (const Error &error) {
                        if (!QByteArray(error.what()).toLower().contains("permission"))
                            return 6;
                    }
                }
                return 0;
            });
        };
        QCOMPARE(check(), 0);
        for (const fs::path &lock :
             {path("a.case/case.mdb-lock"), video() / "index.mdb-lock", video() / "maps.mdb-lock"})
            fs::remove(lock);
        if (::geteuid() == 0)
            QCOMPARE(check(), 0); // Where no lock file is there either.
        for (const fs::path &folder : {path("a.case"), path("a.case/videos"), video()})
            fs::permissions(folder, fs::perms(0755));
    }

    // Somebody who may not take the lock reads while another user commits.
    void aFaultFoundBesideAWriterIsLookedForAgain()
    {
        if (::geteuid() != 0)
            QSKIP("Only root can become another user");
        fs::permissions(fs::path(m_dir->path().toStdString()), fs::perms(0755));
        const int outcome = inChild([&] {
            std::array<int, 2> asked{}, done{};
            if (::pipe(asked.data()) != 0 || ::pipe(done.data()) != 0)
                return 1;
            const pid_t reader = ::fork();
            if (reader == 0) {
                if (::setgid(65534) != 0 || ::setuid(65534) != 0)
                    return 2;
                const auto env = Env::open(path("a.case/case.mdb"), case_table::kNames);
                int runs = 0;
                env->read([&](Txn &) {
                    char byte = 0;
                    if (++runs == 1 && ::write(asked[1], &byte, 1) == 1 &&
                        ::read(done[0], &byte, 1) == 1)
                        throw Error("is damaged");
                });
                if (env->writable() || runs != 2)
                    return 3;
                try { // Nobody commits any more.
                    env->read([&](Txn &) {
                        ++runs;
                        throw Error("is damaged");
                    });
                    return 4;
                } catch (const Error &) {
                    return runs == 3 ? 0 : 5;
                }
            }
            ::close(asked[1]);
            char byte = 0;
            if (::read(asked[0], &byte, 1) == 1) {
                Case::open(path("a.case")).log("more", "{}");
                if (::write(done[1], &byte, 1) != 1)
                    return 6;
            }
            int status = 0;
            ::waitpid(reader, &status, 0);
            return WIFEXITED(status) ? WEXITSTATUS(status) : 7;
        });
        QCOMPARE(outcome, 0);
    }

    void theGroupMayTakeTheLockWhereTheUmaskLetsIt()
    {
        const int outcome = inChild([&] {
            ::umask(0002);
            const Case c = Case::open(path("a.case"));
            const auto perms = fs::status(path("a.case/case.mdb-lock")).permissions();
            return (perms & fs::perms::group_write) != fs::perms::none ? 0 : 1;
        });
        QCOMPARE(outcome, 0);
    }

    void aFolderWithoutPermissionIsASentence()
    {
        fs::permissions(fs::path(m_dir->path().toStdString()), fs::perms(0755));
        fs::permissions(path("a.case"), fs::perms::none);
        const int outcome = inChild([&] {
            if (::geteuid() == 0 && ::setuid(65534) != 0)
                return 1;
            for (const auto &attempt : std::vector<std::function<void()>>{
                     [&] { Case::open(path("a.case"), Access::ReadOnly); },
                     [&] { Case::openOrCreate(path("a.case")); },
                     [&] { VideoSnapshot snapshot(video()); }, [&] { videoState(video()); }}) {
                try {
                    attempt();
                    return 2;
                } catch (const Error &error) {
                    if (!QByteArray(error.what()).contains("no permission"))
                        return 3;
                }
            }
            return verifyCase(path("a.case")).sound() ? 4 : 0;
        });
        fs::permissions(path("a.case"), fs::perms(0755));
        QCOMPARE(outcome, 0);
    }

    void aFileWithoutPermissionIsASentence()
    {
        fs::permissions(fs::path(m_dir->path().toStdString()), fs::perms(0755));
        fs::permissions(video() / "index.mdb", fs::perms::none);
        const int outcome = inChild([&] {
            if (::geteuid() == 0 && ::setuid(65534) != 0)
                return 1;
            try {
                VideoSnapshot snapshot(video());
                return 2;
            } catch (const Error &error) {
                return QByteArray(error.what()).contains("index.mdb: no permission") ? 0 : 3;
            }
        });
        QCOMPARE(outcome, 0);
    }
};

QTEST_GUILESS_MAIN(TestStoreDamage)
#include "tst_store_damage.moc"
