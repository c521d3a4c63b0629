#include "nn/safetensors.h"
#include "query/verifier.h"
#include "store/video_writer.h"
#include "support/random_pack.h"
#include "support/test_clips.h"

#include <QTest>
#include <opencv2/core.hpp>

using namespace refocus;
using namespace refocus::query;

// A verdict from a lossy map is asked again from pixels where, and only where, it is nearly a tie.
// Each patch is stored with the map of one picture and the pixels of another, so that an answer
// says which of them it came from.
class TestNearTies : public QObject
{
    Q_OBJECT

    static constexpr nn::Splice kSplice{7, 7};

    test::TempFolder m_folder;
    nn::Backend m_backend = nn::chooseBackend({"cpu", "fp32", 1});
    std::vector<cv::Mat> m_shown, m_mapped; // The pixels stored, and those behind the maps stored.

    // Two classes are always likeliest, and this is the logarithm of the ratio of their
    // probabilities.
    nn::ModelPack packWithLead(float lead) const
    {
        const auto folder = m_folder / ("pack " + std::to_string(lead));
        if (std::filesystem::exists(folder))
            return nn::ModelPack::load(folder);
        std::filesystem::copy(m_folder / "pack", folder, std::filesystem::copy_options::recursive);
        auto tensors = nn::readSafetensors(folder / "tail.safetensors");
        torch::Tensor weight = tensors.at("fc.weight"), bias = tensors.at("fc.bias");
        weight.mul_(0.02); // Of random blocks come large features.
        weight[3].copy_(weight[1]);
        bias[1] = 2 + lead;
        bias[3] = 2;
        nn::writeSafetensors(folder / "tail.safetensors", tensors);
        return nn::ModelPack::write(folder, nn::ModelPack::load(m_folder / "pack").manifest());
    }

    std::vector<FeatureMap> maps(const nn::ModelPack &pack) const
    {
        nn::IngestNetwork network(pack, m_backend);
        std::vector<FeatureMap> maps;
        for (auto &result : network.run(m_mapped, std::array{kSplice.from}))
            maps.push_back(std::move(result.maps.front()));
        return maps;
    }

    // Patch i has the map of m_mapped[i] and, where withPixels(i), the pixels m_shown[i].
    template <typename WithPixels>
    store::VideoSnapshot stored(const std::filesystem::path &folder, const nn::ModelPack &pack,
                                store::Codec codec, const WithPixels &withPixels) const
    {
        store::VideoMeta meta;
        meta.videoId = "near-ties";
        meta.modelName = pack.manifest().name;
        meta.modelHash = pack.hash();
        meta.classes = pack.manifest().classes;
        meta.embeddingLength = pack.manifest().ingest.embeddingSize();
        meta.patchSize = pack.manifest().inputSize;
        meta.cuts = {kSplice.from};
        meta.codec = codec;
        meta.options = "{}";
        store::Batch batch;
        const auto all = maps(pack);
        for (PatchId i = 0; i < all.size(); ++i) {
            batch.maps.push_back({i, kSplice.from, store::encodeMap(all[i], codec)});
            if (withPixels(i))
                batch.pixels.push_back({i, m_shown[i]});
        }
        store::VideoWriter::start(folder, meta).commit(batch);
        return store::VideoSnapshot(folder, store::Access::ReadWrite);
    }

    static std::vector<std::vector<ClassScore>> scores(const std::vector<store::Verdict> &verdicts)
    {
        std::vector<std::vector<ClassScore>> all;
        for (const store::Verdict &verdict : verdicts)
            all.push_back(verdict.scores);
        return all;
    }
    static std::vector<std::vector<ClassScore>>
    scores(const std::vector<nn::Probabilities> &answers)
    {
        std::vector<std::vector<ClassScore>> all;
        for (const nn::Probabilities &answer : answers)
            all.push_back(nn::topK(answer, store::kMaxTopK));
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::writeRandomPack(m_folder / "pack");
        cv::RNG random(7);
        for (auto *pictures : {&m_shown, &m_mapped})
            for (int i = 0; i < 6; ++i) {
                cv::Mat picture(32, 32, CV_8UC3);
                random.fill(picture, cv::RNG::UNIFORM, 0, 256);
                pictures->push_back(picture);
            }
    }

    void onlyANearTieFromALossyMapIsAskedAgain_data()
    {
        QTest::addColumn<store::Codec>("codec");
        QTest::addColumn<float>("lead"); // Of probabilities, about two fifths of this.
        QTest::addColumn<bool>("again");
        QTest::newRow("int8, near") << store::Codec::Int8 << 0.01F << true;
        QTest::newRow("int8, a tie") << store::Codec::Int8 << 0.0F << true;
        QTest::newRow("int8, clear") << store::Codec::Int8 << 0.3F << false;
        QTest::newRow("fp16, near") << store::Codec::Fp16 << 0.001F << true;
        QTest::newRow("fp16, clear") << store::Codec::Fp16 << 0.03F << false;
        QTest::newRow("fp32, a tie") << store::Codec::Fp32 << 0.0F << false;
    }
    void onlyANearTieFromALossyMapIsAskedAgain()
    {
        QFETCH(store::Codec, codec);
        QFETCH(float, lead);
        QFETCH(bool, again);
        const auto pack = packWithLead(lead);
        const auto video =
            stored(m_folder / QTest::currentDataTag(), pack, codec, [](PatchId) { return true; });
        std::vector<PatchId> patches{0, 1, 2, 3, 4, 5};
        std::vector<FeatureMap> decoded;
        for (const auto &map : video.maps(patches, kSplice.from))
            decoded.push_back(store::decodeMap(*map));
        nn::QueryNetwork network(pack, m_backend, kSplice);
        const auto fromMaps = scores(network.fromMaps(decoded));
        const auto fromPixels = scores(network.fromPatches(m_shown));
        QVERIFY(fromMaps != fromPixels);

        Verifier verifier(pack, m_backend);
        QueryStats stats;
        const auto verdicts = verifier.ask(video, patches, kSplice, stats);
        QCOMPARE(stats.rechecked, again ? patches.size() : 0U);
        QCOMPARE(stats.verified, patches.size());
        QCOMPARE(stats.derived, 0U);
        QCOMPARE(scores(verdicts), again ? fromPixels : fromMaps);
        const auto kept = verifier.kept(video, patches, kSplice);
        for (std::size_t i = 0; i < patches.size(); ++i)
            QVERIFY(kept[i] == verdicts[i]);
    }

    void withoutPixelsTheAnswerFromTheMapStands()
    {
        const auto pack = packWithLead(0.01F);
        const auto video = stored(m_folder / "some", pack, store::Codec::Int8,
                                  [](PatchId patch) { return patch % 3 == 0; });
        const std::vector<PatchId> patches{0, 1, 2, 3, 4, 5};
        nn::QueryNetwork network(pack, m_backend, kSplice);
        std::vector<QuantisedMap> bytes;
        for (const auto &map : video.maps(patches, kSplice.from))
            bytes.push_back(store::quantisedMap(*map));
        auto expected = scores(network.fromMaps(bytes));
        const auto again =
            scores(network.fromPatches(std::vector<cv::Mat>{m_shown[0], m_shown[3]}));
        expected[0] = again[0];
        expected[3] = again[1];

        QueryStats stats;
        const auto verdicts = Verifier(pack, m_backend).ask(video, patches, kSplice, stats);
        QCOMPARE(stats.rechecked, 2U);
        QCOMPARE(scores(verdicts), expected);
    }

    void verdictsOfVersionsThatDidNotAskAgainAreNotRead()
    {
        const auto pack = packWithLead(0.01F);
        const auto video =
            stored(m_folder / "old", pack, store::Codec::Int8, [](PatchId) { return true; });
        const std::vector<store::Verdict> old{{0, {{1, 0.51F}, {3, 0.49F}}}};
        video.putVerdicts({pack.hash() + "/fp32/int8", kSplice.from, kSplice.to}, old);
        const std::vector<PatchId> patches{0};
        Verifier verifier(pack, m_backend);
        QVERIFY(!verifier.kept(video, patches, kSplice)[0]);
        QueryStats stats;
        verifier.ask(video, patches, kSplice, stats);
        QVERIFY(verifier.kept(video, patches, kSplice)[0] != old[0]);
    }
};

QTEST_GUILESS_MAIN(TestNearTies)
#include "tst_near_ties.moc"
