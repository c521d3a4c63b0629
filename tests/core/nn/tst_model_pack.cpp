#include "base/error.h"
#include "support/random_pack.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace refocus;
using namespace refocus::nn;
namespace fs = std::filesystem;

class TestModelPack : public QObject
{
    Q_OBJECT

    static QString faultOf(const fs::path &folder)
    {
        try {
            ModelPack::load(folder);
            return {};
        } catch (const Error &error) {
            return error.what();
        }
    }

private Q_SLOTS:
    void whatIsWrittenIsReadBack()
    {
        const QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        const ModelPack written = test::writeRandomPack(folder);
        const ModelPack read = ModelPack::load(folder);
        QCOMPARE(read.hash(), written.hash());
        QCOMPARE(read.manifest().classes.size(), std::size_t(5));
        QCOMPARE(read.classNamed("car"), std::optional<ClassId>(2));
        QVERIFY(!read.classNamed("tram"));
    }

    void packsWithTheSameIngestNetworkReadEachOthersIndexes()
    {
        const QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        const ModelPack old = test::writeRandomPack(folder / "old");
        const ModelPack other = test::writeRandomPack(folder / "other", {.seed = 2});
        fs::copy(folder / "old", folder / "derived", fs::copy_options::recursive);
        fs::copy_file(folder / "other/query.safetensors", folder / "derived/query.safetensors",
                      fs::copy_options::overwrite_existing);
        PackManifest manifest = old.manifest();
        manifest.ancestors = {old.hash()};
        const ModelPack derived = ModelPack::write(folder / "derived", manifest);
        QCOMPARE(derived.manifest().ancestors, std::vector{old.hash()});
        QVERIFY(derived.hash() != old.hash());
        QCOMPARE(derived.ingestHash(), old.ingestHash());
        QVERIFY(old.readsIndexOf(derived.hash(), derived.ingestHash()));
        // Where an index does not tell its ingest network, ancestry does.
        QVERIFY(derived.readsIndexOf(old.hash(), ""));
        QVERIFY(!old.readsIndexOf(derived.hash(), ""));
        QVERIFY(other.ingestHash() != old.ingestHash());
        QVERIFY(!other.readsIndexOf(old.hash(), old.ingestHash()));
        // The same weights for other classes or sizes are another network.
        manifest.classes[0] = "sky";
        QVERIFY(ModelPack::write(folder / "derived", manifest).ingestHash() != old.ingestHash());
    }

    void aSpliceWithoutATailIsLabelledSo()
    {
        const QTemporaryDir dir;
        const ModelPack pack = test::writeRandomPack(dir.path().toStdString());
        QVERIFY(pack.tailFor({7, 7}).retrained);
        QCOMPARE(pack.tailFor({4, 4}).ingestTo, 7);
        QVERIFY(!pack.tailFor({7, 11}).retrained);
        QCOMPARE(pack.tailFor({7, 11}).weights, pack.manifest().queryWeights);
        QVERIFY_THROWS_EXCEPTION(Error, pack.tailFor({3, 4}));
    }

    void aChangedWeightIsFoundByItsHash()
    {
        const QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        test::writeRandomPack(folder);
        std::fstream file(folder / "query.safetensors",
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(5000);
        const char old = static_cast<char>(file.peek());
        file.seekp(5000);
        file.put(static_cast<char>(old ^ 1));
        file.close();
        QVERIFY2(faultOf(folder).contains("SHA-256"), qPrintable(faultOf(folder)));
    }

    void aMissingFileIsNamed()
    {
        const QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        test::writeRandomPack(folder);
        fs::remove(folder / "tail.safetensors");
        QVERIFY2(faultOf(folder).contains("tail.safetensors"), qPrintable(faultOf(folder)));
        fs::remove(folder / "pack.json");
        QVERIFY2(faultOf(folder).contains("pack.json"), qPrintable(faultOf(folder)));
    }

    void aDescriptionThatCannotBeIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not JSON") << QByteArray("hello");
        QTest::newRow("nothing in it") << QByteArray("{}");
        QTest::newRow("another format") << QByteArray(R"({"format": 2})");
        const char *pack = R"({"format":1,"name":"x","inputSize":%1,"mean":[0,0,0],
            "deviation":[1,1,1],"classes":%2,"ingest":{"stages":%3,"width":16,"weights":"%4"},
            "query":{"stages":[3,8,36,3],"width":16,"weights":"q"},"tails":%5,"files":{}})";
        const auto row =
            [&](const char *name, const char *size, const char *classes, const char *stages,
                const char *weights, const char *tails) {
                QTest::newRow(name)
                    << QString(pack).arg(size, classes, stages, weights, tails).toUtf8();
            };
        row("huge input", "100000000", R"(["a"])", "[3,4,6,3]", "i", "[]");
        row("no classes", "64", "[]", "[3,4,6,3]", "i", "[]");
        row("a class twice", "64", R"(["a","a"])", "[3,4,6,3]", "i", "[]");
        row("no blocks", "64", R"(["a"])", "[0,4,6,3]", "i", "[]");
        row("three stages", "64", R"(["a"])", "[3,4,6]", "i", "[]");
        row("a path", "64", R"(["a"])", "[3,4,6,3]", "../../etc/passwd", "[]");
        row("a tail that does not fit", "64", R"(["a"])", "[3,4,6,3]", "i",
            R"([{"splice":"3-4","weights":"t","ingestTo":3}])");
    }
    void aDescriptionThatCannotBeIsRefused()
    {
        QFETCH(QByteArray, text);
        const QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        std::ofstream(folder / "pack.json") << text.toStdString();
        QVERIFY(!faultOf(folder).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestModelPack)
#include "tst_model_pack.moc"
