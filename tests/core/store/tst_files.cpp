#include "base/error.h"
#include "store/checksum.h"
#include "store/files.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace refocus;
using namespace refocus::store;

namespace {

void write(const std::filesystem::path &file, const std::string &bytes)
{
    std::ofstream(file, std::ios::binary) << bytes;
}

} // namespace

class TestFiles : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::filesystem::path path(const char *name) const
    {
        return std::filesystem::path(m_dir.path().toStdString()) / name;
    }

private Q_SLOTS:
    void sha256OfKnownContents_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("digest");
        QTest::newRow("empty")
            << QByteArray() << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        QTest::newRow("abc") << QByteArray("abc")
                             << "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        QTest::newRow("a million a")
            << QByteArray(1000000, 'a')
            << "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
    }
    void sha256OfKnownContents()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, digest);
        write(path("content"), content.toStdString());
        QCOMPARE(QString::fromStdString(sha256OfFile(path("content"))), digest);
    }

    void hashingReportsAndStops()
    {
        write(path("big"), std::string(5 << 20, 'x'));
        double last = 0;
        sha256OfFile(path("big"), [&](const ProgressReport &report) {
            last = report.fraction;
            return true;
        });
        QCOMPARE(last, 1.0);
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, sha256OfFile(path("big"), [](const ProgressReport &) { return false; }));
    }

    void missingFilesAndFoldersAreErrorsThatNameThem()
    {
        for (const auto &bad : {path("nothing"), path("")}) {
            try {
                sha256OfFile(bad);
                QFAIL("no error");
            } catch (const Error &error) {
                QVERIFY(std::string_view(error.what()).starts_with(bad.string()));
            }
        }
        QVERIFY_THROWS_EXCEPTION(Error, readFile(path("nothing")));
        QVERIFY_THROWS_EXCEPTION(Error, readFile(path("")));
    }

    void anAtomicWriteReplacesTheWholeFile()
    {
        writeFileAtomically(path("note"), std::string(100000, 'a'));
        writeFileAtomically(path("note"), "short");
        QCOMPARE(readFile(path("note")), std::string("short"));
        QVERIFY(!std::filesystem::exists(path("note.new")));
    }

    void aFailedWriteLeavesWhatWasThere()
    {
        std::filesystem::create_directory(path("taken"));
        QVERIFY_THROWS_EXCEPTION(Error, writeFileAtomically(path("taken"), "x")); // It is a folder.
        QVERIFY(std::filesystem::is_directory(path("taken")));
        QVERIFY(!std::filesystem::exists(path("taken.new")));
        QVERIFY_THROWS_EXCEPTION(Error, writeFileAtomically(path("no/such/folder"), "x"));
    }

    void readingKeepsToItsLimit()
    {
        write(path("ten"), "0123456789");
        QCOMPARE(readFile(path("ten"), 10).size(), std::size_t(10));
        QVERIFY_THROWS_EXCEPTION(Error, readFile(path("ten"), 9));
    }

    // Values of the reference implementation.
    void xxh64OfKnownContents()
    {
        QCOMPARE(xxh64(asBytes("")), 0xEF46DB3751D8E999ULL);
        QCOMPARE(xxh64(asBytes("a")), 0xD24EC4F1A98C6E5BULL);
        QCOMPARE(xxh64(asBytes("abc")), 0x44BC2CF5AD770999ULL);
        QCOMPARE(xxh64(asBytes("Nobody inspects the spammish repetition")), 0xFBCEA83C8A378BF1ULL);
    }
};

QTEST_GUILESS_MAIN(TestFiles)
#include "tst_files.moc"
