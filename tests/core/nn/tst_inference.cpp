#include "base/error.h"
#include "nn/cpu_features.h"
#include "nn/inference.h"
#include "nn/resnet.h"
#include "nn/safetensors.h"
#include "support/random_pack.h"

#include <QTemporaryDir>
#include <QTest>
#include <opencv2/core.hpp>

using namespace refocus;
using namespace refocus::nn;

namespace {

cv::Mat noisePatch(int size, int seed)
{
    cv::Mat patch(size, size, CV_8UC3);
    cv::RNG random(static_cast<std::uint64_t>(seed) + 1);
    random.fill(patch, cv::RNG::UNIFORM, 0, 256);
    return patch;
}

double largestDifference(const Probabilities &a, const Probabilities &b)
{
    double largest = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, static_cast<double>(std::abs(a[i] - b[i])));
    return largest;
}

} // namespace

class TestInference : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::optional<ModelPack> m_pack;
    Backend m_backend;
    std::vector<cv::Mat> m_patches;

private Q_SLOTS:
    void initTestCase()
    {
        m_pack = test::writeRandomPack(m_folder.path().toStdString());
        m_backend = chooseBackend({"cpu", "fp32", 2});
        for (int i = 0; i < 5; ++i)
            m_patches.push_back(noisePatch(m_pack->manifest().inputSize, i));
    }

    // The folded network against the one that training uses, batch norm and all.
    void foldingChangesNothing()
    {
        ResNet reference(m_pack->manifest().ingest);
        torch::NoGradGuard noGradient;
        const auto tensors = readSafetensors(m_pack->folder() / "ingest.safetensors");
        for (auto &item : reference->named_parameters())
            item.value().copy_(tensors.at(item.key()));
        for (auto &item : reference->named_buffers())
            item.value().copy_(tensors.at(item.key()));
        reference->eval();
        const int size = m_pack->manifest().inputSize;
        torch::Tensor input = torch::empty({1, 3, size, size});
        for (int c = 0; c < 3; ++c)
            for (int y = 0; y < size; ++y)
                for (int x = 0; x < size; ++x)
                    input[0][c][y][x] = (m_patches[0].at<cv::Vec3b>(y, x)[2 - c] / 255.0F -
                                         m_pack->manifest().mean[static_cast<std::size_t>(c)]) /
                                        m_pack->manifest().deviation[static_cast<std::size_t>(c)];
        const auto expected = torch::softmax(reference->forward(input), 1).contiguous();
        const auto got = IngestNetwork(*m_pack, m_backend).run(std::span(m_patches).first(1));
        const Probabilities wanted(expected.data_ptr<float>(), expected.data_ptr<float>() + 5);
        QVERIFY(largestDifference(got[0].probabilities, wanted) < 1e-4);
    }

    void fromMapsOrFromPixelsTheVerdictIsTheSame_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        for (const auto &[from, to] : {std::pair{3, 3}, {4, 4}, {7, 7}, {7, 11}, {13, 47}})
            QTest::addRow("%d-%d", from, to) << from << to;
    }
    void fromMapsOrFromPixelsTheVerdictIsTheSame()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        const int cuts[] = {from};
        const auto indexed = IngestNetwork(*m_pack, m_backend).run(m_patches, cuts);
        std::vector<FeatureMap> maps;
        for (const auto &result : indexed)
            maps.push_back(result.maps.at(0));
        QueryNetwork query(*m_pack, m_backend, Splice{from, to});
        const auto expected = query.fromPatches(m_patches), got = query.fromMaps(maps);
        for (std::size_t i = 0; i < got.size(); ++i)
            QCOMPARE(largestDifference(got[i], expected[i]), 0.0);
    }

    // As the store's int8 codec has them: bytes, with and without offsets.
    void bytesAndTheirValuesAnswerAlike()
    {
        const auto shape = m_pack->manifest().ingest.shapeAfter(7, m_pack->manifest().inputSize);
        const std::size_t area = static_cast<std::size_t>(shape[1]) * std::size_t(shape[2]);
        cv::RNG random(4);
        std::vector<QuantisedMap> bytes;
        std::vector<FeatureMap> values;
        for (const bool offsets : {false, true, false}) {
            QuantisedMap map{shape[0], shape[1], shape[2], {}, {}, {}};
            FeatureMap same{shape[0], shape[1], shape[2], {}};
            for (int c = 0; c < shape[0]; ++c) {
                map.scales.push_back(random.uniform(0.0F, 0.02F));
                const float offset = offsets ? random.uniform(-1.0F, 1.0F) : 0;
                if (offsets)
                    map.offsets.push_back(offset);
                for (std::size_t i = 0; i < area; ++i) {
                    map.bytes.push_back(static_cast<std::uint8_t>(random.uniform(0, 256)));
                    same.values.push_back(offset +
                                          map.scales.back() * static_cast<float>(map.bytes.back()));
                }
            }
            bytes.push_back(map);
            values.push_back(same);
        }
        for (const char *precision : {"fp32", "bf16"}) {
            if (precision == std::string_view("bf16") && !cpuComputesBfloat16())
                continue;
            QueryNetwork query(*m_pack, chooseBackend({"cpu", precision, 2}), Splice{7, 7});
            const auto expected = query.fromMaps(values), got = query.fromMaps(bytes);
            for (std::size_t i = 0; i < got.size(); ++i)
                QCOMPARE(got[i], expected[i]);
        }
        bytes[1].scales.pop_back();
        QueryNetwork query(*m_pack, m_backend, Splice{7, 7});
        QVERIFY_THROWS_EXCEPTION(Error, query.fromMaps(bytes));
    }

    // One tail serves both depths: with its maps exact, 4 and 7 blocks answer alike.
    void fourAndSevenBlocksSharedATail()
    {
        const auto seven = QueryNetwork(*m_pack, m_backend, Splice{7, 7}).fromPatches(m_patches);
        const auto four = QueryNetwork(*m_pack, m_backend, Splice{4, 4}).fromPatches(m_patches);
        for (std::size_t i = 0; i < four.size(); ++i)
            QVERIFY(largestDifference(four[i], seven[i]) < 1e-6);
    }

    void theBatchDoesNotChangeTheAnswer()
    {
        std::vector<cv::Mat> many;
        for (int i = 0; i < 37; ++i) // More than one piece, and an odd rest.
            many.push_back(m_patches[static_cast<std::size_t>(i) % m_patches.size()]);
        QueryNetwork query(*m_pack, m_backend, {});
        const auto together = query.fromPatches(many);
        QCOMPARE(together.size(), many.size());
        const auto alone = query.fromPatches(std::span(many).subspan(36, 1));
        QVERIFY(largestDifference(alone[0], together[36]) < 1e-5);
        QVERIFY(query.fromPatches({}).empty());
    }

    void embeddingsAreUnitVectors()
    {
        for (const auto &result : IngestNetwork(*m_pack, m_backend).run(m_patches)) {
            double sum = 0;
            for (const float value : result.embedding)
                sum += value * value;
            QCOMPARE(static_cast<int>(result.embedding.size()),
                     m_pack->manifest().ingest.embeddingSize());
            QVERIFY(std::abs(sum - 1) < 1e-4);
        }
    }

    void bfloat16AnswersNearlyOrIsRefused()
    {
        if (!cpuComputesBfloat16()) {
            QVERIFY_THROWS_EXCEPTION(Error, chooseBackend({"cpu", "bf16", 2}));
            QCOMPARE(chooseBackend({"cpu", "auto", 2}).precision, std::string("fp32"));
            return;
        }
        const Backend brain = chooseBackend({"cpu", "bf16", 2});
        const auto exact = IngestNetwork(*m_pack, m_backend).run(m_patches);
        const auto rough = IngestNetwork(*m_pack, brain).run(m_patches);
        for (std::size_t i = 0; i < exact.size(); ++i)
            QVERIFY(largestDifference(exact[i].probabilities, rough[i].probabilities) < 0.1);
    }

    void wrongShapesAreRefused()
    {
        QueryNetwork query(*m_pack, m_backend, Splice{7, 7});
        const std::vector<cv::Mat> wrong{noisePatch(31, 1)};
        QVERIFY_THROWS_EXCEPTION(Error, query.fromPatches(wrong));
        std::vector<FeatureMap> maps{FeatureMap{3, 4, 4, std::vector<float>(48)}};
        QVERIFY_THROWS_EXCEPTION(Error, query.fromMaps(maps));
        QVERIFY_THROWS_EXCEPTION(Error, QueryNetwork(*m_pack, m_backend, Splice{3, 4}));
        QVERIFY_THROWS_EXCEPTION(Error, chooseBackend({"tpu", "auto", 1}));
    }

    void aBatchCanBeStoppedBehindEachBlock_data()
    {
        QTest::addColumn<int>("blocks");
        for (const int blocks : {1, 7, 15})
            QTest::addRow("after %d", blocks) << blocks;
    }
    void aBatchCanBeStoppedBehindEachBlock()
    {
        QFETCH(int, blocks);
        int done = 0;
        const auto progress = [&](const ProgressReport &) { return ++done < blocks; };
        const int cuts[]{4, 7};
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 IngestNetwork(*m_pack, m_backend).run(m_patches, cuts, progress));
        QCOMPARE(done, blocks);
        done = 0;
        QueryNetwork query(*m_pack, m_backend, Splice{7, 7});
        QVERIFY_THROWS_EXCEPTION(Cancelled, query.fromPatches(m_patches, progress));
        QCOMPARE(done, blocks);
    }

    void topKIsSortedAndStable()
    {
        const auto scores = topK({0.1F, 0.4F, 0.1F, 0.4F}, 3);
        QCOMPARE(scores, (std::vector<ClassScore>{{1, 0.4F}, {3, 0.4F}, {0, 0.1F}}));
        QCOMPARE(topK({1.0F}, 8).size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(TestInference)
#include "tst_inference.moc"
