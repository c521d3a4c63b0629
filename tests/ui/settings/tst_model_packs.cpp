// Packs of this machine: found, verified, imported, tested.
#include "base/error.h"
#include "store/default_model.h"
#include "support/random_pack.h"
#include "support/test_clips.h"
#include "ui/engine/model_packs.h"
#include "ui/engine/self_test.h"

#include <QTest>

using namespace refocus;
using namespace refocus::ui;
namespace fs = std::filesystem;

class TestModelPacks : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    fs::path m_source, m_own;

private Q_SLOTS:
    void initTestCase()
    {
        m_source = m_folder / "elsewhere";
        fs::create_directories(m_source);
        test::writeRandomPack(m_source);
    }
    void init()
    {
        m_own = m_folder / "own";
        fs::remove_all(m_own);
    }

    void aPackIsDescribed()
    {
        const PackInfo pack = readPack(m_source);
        QCOMPARE(pack.error, std::string());
        QCOMPARE(pack.networks, std::string("ResNet-50 and ResNet-152, width 4, patches of 32x32"));
        QCOMPARE(pack.classes.size(), std::size_t{5});
        QCOMPARE(pack.splices.size(), std::size_t{2});
        QCOMPARE(pack.splices[0].label, std::string("4\u21924"));
        QCOMPARE(pack.hash.size(), std::size_t{64});
        QVERIFY(pack.bytes > 10'000);
    }

    void aPackIsImportedOnce()
    {
        const PackInfo first = importPack(m_source, m_own);
        QCOMPARE(first.error, std::string());
        QCOMPARE(first.folder.parent_path(), m_own);
        QCOMPARE(first.hash, readPack(m_source).hash);
        QCOMPARE(importPack(m_source, m_own).folder, first.folder);
        QCOMPARE(findPacks({m_own}).size(), std::size_t{1});
        QCOMPARE(findPacks({m_own, m_folder.path()}).size(), std::size_t{1}); // The same pack.
    }

    void aDamagedPackIsFoundAndSaidToBe()
    {
        const PackInfo whole = importPack(m_source, m_own);
        fs::path weights;
        for (const auto &entry : fs::directory_iterator(whole.folder))
            if (entry.path().extension() == ".safetensors")
                weights = entry.path();
        test::writeText(weights, "spoilt");
        const auto packs = findPacks({m_own});
        QCOMPARE(packs.size(), std::size_t{1});
        QVERIFY(packs[0].error.find(weights.filename().string()) != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(importPack(whole.folder, m_folder / "other"), Error);
        QVERIFY(!fs::exists(m_folder / "other"));
    }

    void cancellingAnImportLeavesNothing()
    {
        int calls = 0;
        QVERIFY_EXCEPTION_THROWN(
            importPack(m_source, m_own, [&](const ProgressReport &) { return ++calls < 3; }),
            Cancelled);
        QVERIFY(fs::is_empty(m_own));
    }

    void whatIsNoPackIsNotImported()
    {
        fs::create_directories(m_folder / "empty");
        QVERIFY_EXCEPTION_THROWN(importPack(m_folder / "empty", m_own), Error);
        QVERIFY(!fs::exists(m_own));
    }

    void aCaseWhosePackIsLostIsGivenTheProgramsOwn()
    {
        const fs::path folder = m_folder / "gate.case";
        const PackInfo pack = importPack(m_source, m_own);
        {
            store::Case of = store::Case::create(folder);
            QVERIFY(!lostPack(m_folder / "no.case"));
            store::setDefaultModel(of, store::DefaultModel{pack.folder, pack.name, pack.hash});
        }
        QVERIFY(!lostPack(folder)); // It is there.
        fs::remove_all(pack.folder);
        const auto lost = lostPack(folder);
        QVERIFY(lost);
        QCOMPARE(lost->folder, pack.folder);
        QCOMPARE(lost->name, pack.name);
        forgetPack(folder);
        QVERIFY(!lostPack(folder));
        QVERIFY(!store::defaultModel(store::Case::open(folder)));
    }

    void theSelfTestSaysWhatIsUsed()
    {
        nn::InferenceOptions options;
        options.device = "cpu";
        options.precision = "fp32";
        options.threads = 1;
        const SelfTest result = runSelfTest(m_source, options);
        QCOMPARE(result.backend.device, std::string("cpu"));
        QCOMPARE(result.backend.precision, std::string("fp32"));
        QVERIFY(!result.backend.reason.empty());
        QVERIFY(result.ingestPerSecond > 0);
        QVERIFY(result.queryPerSecond > 0);
        QVERIFY_EXCEPTION_THROWN(
            runSelfTest(m_source, options, [](const ProgressReport &) { return false; }),
            Cancelled);
        options.device = "cuda:7";
        QVERIFY_EXCEPTION_THROWN(runSelfTest(m_source, options), Error);
    }
};

QTEST_GUILESS_MAIN(TestModelPacks)
#include "tst_model_packs.moc"
