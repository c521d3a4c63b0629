#include "compare/depth_timing.h"
#include "compare/ingest_timing.h"
#include "compare/opinions.h"
#include "core/compare/small_case.h"

#include <QTest>

using namespace refocus;
using namespace refocus::compare;

// What the networks say and cost. Random weights: what is tested is that each depth is asked what a
// query would ask it.
class TestDepths : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    std::optional<nn::ModelPack> m_pack;
    nn::Backend m_backend;
    std::optional<Sample> m_sample;
    std::vector<cv::Mat> m_pixels;
    std::vector<DepthNetwork> m_depths;
    std::optional<Opinions> m_opinions;

    store::VideoSnapshot measured() const
    {
        return store::VideoSnapshot(m_folder / "measured", store::Access::ReadOnly);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_pack = test::writeRandomPack(m_folder / "pack");
        m_backend = nn::chooseBackend({"cpu", "fp32", 1});
        test::writeStreet(m_folder / "street.mp4");
        auto in = store::Case::create(m_folder / "street.case");
        test::ingestInto(in, m_folder / "street.mp4", *m_pack, m_backend, {});
        m_sample = takeSample(in, *m_pack, {});
        m_pixels = pixelsOf(in, *m_sample, m_sample->judged);
        m_depths = loadDepths(*m_pack, m_backend, depthsOf(*m_pack));
        nn::IngestNetwork ingest(*m_pack, m_backend);
        m_opinions = askAll(*m_sample, m_sample->judged, m_pixels, *m_pack, ingest, m_depths, 20,
                            m_folder / "measured");
    }

    void everyTailOfThePackIsADepth()
    {
        QCOMPARE(m_depths.size(), std::size_t{3});
        QCOMPARE(nameOf(m_depths[0].depth), std::string("none"));
        QCOMPARE(nameOf(m_depths[1].depth), std::string("4"));
        QCOMPARE(nameOf(m_depths[2].depth), std::string("7"));
        QCOMPARE(m_depths[0].shape, (std::array<int, 3>{3, 32, 32}));
        QCOMPARE(m_depths[2].shape, m_pack->manifest().ingest.shapeAfter(7, 32));
        QCOMPARE(cutsOf(m_depths), (std::vector<int>{4, 7}));
    }

    void aSpliceWithoutATailIsLabelled()
    {
        const auto loaded = loadDepths(*m_pack, m_backend, {{nn::Splice{7, 11}}});
        QVERIFY(!loaded[0].retrained);
        QVERIFY_EXCEPTION_THROWN(loadDepths(*m_pack, m_backend, {{nn::Splice{7, 20}}}), Error);
    }

    void theTruthIsTheWholeNetworksAnswerToThePixels()
    {
        nn::QueryNetwork network(*m_pack, m_backend, {});
        const auto answers = network.fromPatches(m_pixels);
        QCOMPARE(m_opinions->truth().size(), answers.size());
        for (std::size_t i = 0; i < answers.size(); ++i)
            QCOMPARE(m_opinions->truth()[i], nn::topK(answers[i], 1)[0].classId);
    }

    void whoIsNotAskedHasNoAnswer()
    {
        nn::IngestNetwork ingest(*m_pack, m_backend);
        const std::vector<std::size_t> places{2, 5};
        const std::vector<cv::Mat> pixels{m_pixels[2], m_pixels[5]};
        const Opinions few =
            askAll(*m_sample, places, pixels, *m_pack, ingest, m_depths, 8, m_folder / "few");
        for (std::size_t i = 0; i < m_pixels.size(); ++i)
            QCOMPARE(few.truth()[i], i == 2 || i == 5 ? m_opinions->truth()[i] : kNotAsked);
        QCOMPARE(few.timingPatches, (std::vector<PatchId>{0, 1}));
    }

    void theMapsGoThroughTheCodec()
    {
        // What the store for measuring keeps is what the networks were given.
        const auto video = measured();
        for (std::size_t d = 1; d < m_depths.size(); ++d) {
            const int cut = m_depths[d].depth->from;
            std::vector<FeatureMap> maps;
            for (const PatchId patch : m_opinions->timingPatches) {
                const auto encoded = video.maps(std::span(&patch, 1), cut);
                QVERIFY(encoded[0]);
                QVERIFY(encoded[0]->codec == store::Codec::Int8);
                maps.push_back(store::decodeMap(*encoded[0]));
            }
            const auto answers = m_depths[d].network->fromMaps(maps);
            for (std::size_t i = 0; i < answers.size(); ++i)
                QCOMPARE(m_opinions->answers[d][m_opinions->timingPatches[i]],
                         nn::topK(answers[i], 1)[0].classId);
            QVERIFY(m_opinions->maps.at(cut).bytes > 0);
            QVERIFY(m_opinions->maps.at(cut).encodeMs > 0);
        }
        QVERIFY(m_opinions->maps.at(4).bytes >= m_opinions->maps.at(7).bytes / 2);
    }

    void asManyPatchesAreTimedAsAskedFor()
    {
        QCOMPARE(m_opinions->timingPatches.size(), std::size_t{20});
        QVERIFY(m_opinions->timingPatches.back() >= m_sample->patches.size() / 2); // Spread.
    }

    void timesAreOfTheSamePatchesSideBySide()
    {
        int reports = 0;
        const auto times = timeDepths(m_depths, measured(), m_opinions->timingPatches, 1, 3,
                                      [&](const auto &report) {
                                          ++reports;
                                          return report.fraction >= 0 && report.fraction <= 1;
                                      });
        QVERIFY(reports >= 4);
        QCOMPARE(times.size(), m_depths.size());
        QCOMPARE(times[0].ratio.mean, 1.0); // Of none to itself, in every round.
        QCOMPARE(times[0].ratio.sd, 0.0);
        QCOMPARE(times[0].decode.mean, 0.0);
        for (const DepthTime &time : times) {
            QVERIFY(time.read.mean > 0 && time.infer.mean > 0);
            QVERIFY(std::abs(time.total.mean -
                             (time.read.mean + time.decode.mean + time.infer.mean)) < 1e-9);
        }
    }

    void aMissingMapIsNamed()
    {
        const std::vector<PatchId> patches{m_opinions->timingPatches[0], 123456};
        try {
            timeDepths(std::span(m_depths).subspan(1), measured(), patches, 1, 1);
            QFAIL("no error");
        } catch (const Error &error) {
            QVERIFY2(std::string(error.what()).find("123456") != std::string::npos, error.what());
        }
    }

    void stoppingEndsIt()
    {
        const auto stop = [](const ProgressReport &) { return false; };
        nn::IngestNetwork ingest(*m_pack, m_backend);
        QVERIFY_EXCEPTION_THROWN(
            timeDepths(m_depths, measured(), m_opinions->timingPatches, 1, 1, stop), Cancelled);
        QVERIFY_EXCEPTION_THROWN(askAll(*m_sample, m_sample->judged, m_pixels, *m_pack, ingest,
                                        m_depths, 5, m_folder / "stopped", stop),
                                 Cancelled);
    }

    void takingAMapOutCostsNothingLessThanNothing()
    {
        nn::IngestNetwork ingest(*m_pack, m_backend);
        const auto time =
            timeIngest(ingest, std::span(m_pixels).first(16), std::vector<int>{4, 7}, 2);
        QVERIFY(time.network.mean > 0);
        QCOMPARE(time.takeOut.size(), std::size_t{2});
        for (const MeanSd &added : time.takeOut)
            QVERIFY(added.mean >= 0);
    }

    void agreementCountsEqualAnswers()
    {
        Sample sample;
        sample.objects = 2;
        for (const std::size_t object : {0, 0, 1})
            sample.patches.push_back({0, 0, object, 1, {}, {}});
        sample.patches.push_back(
            {0, 0, 1, 1, {}, {}}); // Asked, as a representative, but not judged.
        sample.judged = {0, 1, 2};
        const std::vector<ClassId> truth{1, 2, 3, 1}, answers{1, 2, 4, 5};
        const Share share = agreement(sample, truth, answers);
        QCOMPARE(share.value(), 2.0 / 3);
        QCOMPARE(share.independent, 9.0 / 5);
    }
};

QTEST_GUILESS_MAIN(TestDepths)
#include "tst_depths.moc"
