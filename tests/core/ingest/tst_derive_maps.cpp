#include "base/error.h"
#include "ingest/derive_maps.h"
#include "ingest/ingest.h"
#include "store/verify.h"
#include "store/video_snapshot.h"
#include "store/video_writer.h"
#include "support/street.h"

#include <QTest>

using namespace refocus;
using namespace refocus::ingest;
namespace fs = std::filesystem;

class TestDeriveMaps : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    std::optional<test::Street> m_street;

    struct Indexed
    {
        store::Case in;
        std::string id;
        fs::path mapsFile() const { return in.videoFolder(id) / "maps.mdb"; }
        void deleteMaps() const
        {
            fs::remove(mapsFile());
            fs::remove(mapsFile().string() + "-lock");
        }
    };
    Indexed indexed(const char *name, IngestOptions options = {})
    {
        options.batch = 8;
        auto in = store::Case::create(m_folder / name);
        const VideoReport report = ingestVideo(in, m_street->clip, m_street->pack,
                                               m_street->network, m_street->backend, options);
        return {std::move(in), report.id};
    }
    DerivedMaps derive(Indexed &of, const std::vector<int> &cuts, const Progress &progress = {})
    {
        return deriveMaps(of.in, of.id, cuts, m_street->pack, m_street->network, m_street->backend,
                          progress);
    }
    // All maps of a cut, by patch.
    static std::map<PatchId, FeatureMap> mapsOf(const Indexed &of, int cut)
    {
        const store::VideoSnapshot video(of.in.videoFolder(of.id));
        std::map<PatchId, FeatureMap> maps;
        for (const store::PatchRecord &patch : video.patches(0, UINT64_MAX))
            if (auto map = video.map(patch.id, cut))
                maps.emplace(patch.id, std::move(*map));
        return maps;
    }
    // The step of a codec apart at most: the network ran on other batches.
    static bool alike(const std::map<PatchId, FeatureMap> &a,
                      const std::map<PatchId, FeatureMap> &b, float most)
    {
        return std::ranges::equal(a, b, [most](const auto &x, const auto &y) {
            return x.first == y.first &&
                   std::ranges::equal(x.second.values, y.second.values,
                                      [most](float m, float n) { return std::abs(m - n) <= most; });
        });
    }
    static float largest(const std::map<PatchId, FeatureMap> &maps)
    {
        float largest = 0;
        for (const auto &[patch, map] : maps)
            largest = std::max(largest, std::ranges::max(map.values));
        return largest;
    }

private Q_SLOTS:
    void initTestCase() { m_street.emplace(m_folder); }

    void deletedMapsComeBackAsTheyWere_data()
    {
        QTest::addColumn<int>("kept");
        QTest::addColumn<int>("codec");
        QTest::newRow("representatives, fp32")
            << int(store::MapsKept::Representatives) << int(store::Codec::Fp32);
        QTest::newRow("all patches, int8") << int(store::MapsKept::All) << int(store::Codec::Int8);
    }
    void deletedMapsComeBackAsTheyWere()
    {
        QFETCH(int, kept);
        QFETCH(int, codec);
        IngestOptions options;
        options.maps = static_cast<store::MapsKept>(kept);
        options.codec = static_cast<store::Codec>(codec);
        Indexed of = indexed(QTest::currentDataTag(), options);
        const auto before4 = mapsOf(of, 4), before7 = mapsOf(of, 7);
        QVERIFY(!before4.empty() && before4.size() == before7.size());
        of.deleteMaps();
        QVERIFY(mapsOf(of, 4).empty());
        const DerivedMaps made = derive(of, {7, 4});
        QCOMPARE(made.patches, before4.size());
        QCOMPARE(made.maps, 2 * before4.size());
        QCOMPARE(made.withoutPixels, 0U);
        QCOMPARE(made.mapsBytes, fs::file_size(of.mapsFile()));
        const float step = codec == int(store::Codec::Int8) ? 0.02F : 1e-5F;
        QVERIFY(alike(mapsOf(of, 4), before4, step * largest(before4)));
        QVERIFY(alike(mapsOf(of, 7), before7, step * largest(before7)));
        const auto verdict = store::verifyCase(of.in.folder());
        QVERIFY2(verdict.findings.empty(),
                 verdict.findings.empty() ? "" : verdict.findings[0].what.c_str());
    }

    void onlyWhatIsMissingIsMade()
    {
        Indexed of = indexed("more.case");
        const auto before = mapsOf(of, 7);
        const DerivedMaps made = derive(of, {7, 13});
        QCOMPARE(made.maps, before.size());
        QCOMPARE(mapsOf(of, 13).size(), before.size());
        QVERIFY(alike(mapsOf(of, 7), before, 0));
        const auto entries = of.in.auditLog();
        QCOMPARE(entries.back().action, std::string("derive maps"));
        QCOMPARE(derive(of, {7, 13}).maps, 0U);
        QCOMPARE(of.in.auditLog().size(), entries.size()); // Nothing was made.
        QCOMPARE(store::VideoSnapshot(of.in.videoFolder(of.id)).cutsWithMaps(),
                 (std::vector<int>{4, 7, 13}));
        QVERIFY(store::verifyCase(of.in.folder()).sound());
    }

    void aCaseThatKeptNoneHasThemAfterwards()
    {
        IngestOptions options;
        options.maps = store::MapsKept::None;
        Indexed of = indexed("none.case", options);
        const DerivedMaps made = derive(of, {7});
        QVERIFY(made.maps > 0);
        const store::VideoSnapshot video(of.in.videoFolder(of.id));
        for (const auto &cluster : video.clusters())
            QVERIFY(video.map(cluster.representative, 7));
        QVERIFY(store::verifyCase(of.in.folder()).sound());
    }

    void aStopLeavesWholeMapsAndAnotherCallMakesTheRest()
    {
        IngestOptions options;
        options.maps = store::MapsKept::All;
        options.detect.sameThreshold = 0; // So that the network sees every patch.
        Indexed of = indexed("stopped.case", options);
        const auto whole = mapsOf(of, 7).size();
        of.deleteMaps();
        const Progress stopLate = [](const ProgressReport &report) { return report.fraction == 0; };
        QVERIFY_THROWS_EXCEPTION(Cancelled, derive(of, {7}, stopLate));
        const auto part = mapsOf(of, 7).size();
        QVERIFY2(part > 0 && part < whole, std::to_string(part).c_str());
        QCOMPARE(derive(of, {7}).maps, whole - part);
        QCOMPARE(mapsOf(of, 7).size(), whole);
    }

    void anotherPrecisionIsRefused()
    {
        Indexed of = indexed("precision.case");
        of.deleteMaps();
        nn::Backend other = m_street->backend;
        other.precision = "bf16";
        QString sentence;
        try {
            deriveMaps(of.in, of.id, std::vector<int>{7}, m_street->pack, m_street->network, other);
        } catch (const Error &error) {
            sentence = error.what();
        }
        QVERIFY2(sentence.contains("indexed in fp32") && sentence.contains("in bf16") &&
                     sentence.contains("--precision fp32"),
                 qPrintable(sentence));
        QVERIFY(mapsOf(of, 7).empty());
        QVERIFY(derive(of, {7}).maps > 0);
    }

    void whatCannotBeIsASentence()
    {
        Indexed of = indexed("refused.case");
        QVERIFY_THROWS_EXCEPTION(Error,
                                 deriveMaps(of.in, "yard", std::vector<int>{7}, m_street->pack,
                                            m_street->network, m_street->backend));
        fs::remove(of.in.videoFolder(of.id) / "manifest.json");
        {
            const auto writer = store::VideoWriter::resume(of.in.videoFolder(of.id));
            QVERIFY_THROWS_EXCEPTION(Error, derive(of, {7})); // Is being written.
        }
        QVERIFY_THROWS_EXCEPTION(Error, derive(of, {7})); // Is not finished.
    }
};

QTEST_GUILESS_MAIN(TestDeriveMaps)
#include "tst_derive_maps.moc"
