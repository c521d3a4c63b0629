#include "compare/sample.h"
#include "core/compare/small_case.h"
#include "store/video_snapshot.h"

#include <QTest>
#include <opencv2/core.hpp>

#include <set>

using namespace refocus;
using namespace refocus::compare;

class TestSample : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    std::optional<nn::ModelPack> m_pack;
    nn::Backend m_backend;
    std::optional<store::Case> m_few, m_all; // With the pixels of representatives, of all patches.
    std::string m_video;

    std::filesystem::path clip() const { return m_folder / "street.mp4"; }
    store::VideoSnapshot snapshot(const store::Case &of) const
    {
        return store::VideoSnapshot(of.videoFolder(m_video), store::Access::ReadOnly);
    }
    Sample taken(const store::Case &from, std::size_t patches = 100000,
                 std::size_t context = 100000, std::size_t stretch = 100) const
    {
        SampleOptions options;
        options.patches = patches;
        options.context = context;
        options.stretch = stretch;
        return takeSample(from, *m_pack, options);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_pack = test::writeRandomPack(m_folder / "pack");
        m_backend = nn::chooseBackend({"cpu", "fp32", 1});
        test::writeStreet(clip());
        m_few = store::Case::create(m_folder / "few.case");
        m_all = store::Case::create(m_folder / "all.case");
        ingest::IngestOptions options;
        m_video = test::ingestInto(*m_few, clip(), *m_pack, m_backend, options);
        options.maps = store::MapsKept::All;
        test::ingestInto(*m_all, clip(), *m_pack, m_backend, options);
    }

    void everyPatchOfASmallCaseIsTaken()
    {
        const Sample sample = taken(*m_few);
        const auto counts = snapshot(*m_few).counts();
        QVERIFY(counts.patchesInferred > counts.clusters); // Else nothing is tested below.
        QCOMPARE(sample.patches.size(), std::size_t(counts.patchesInferred));
        QCOMPARE(sample.judged.size(), sample.patches.size());
        QCOMPARE(sample.videos.at(0).inferred, std::size_t(counts.patchesInferred));
        QCOMPARE(sample.objects, std::size_t(counts.tracks));
        QCOMPARE(sample.topK, store::kMaxTopK);
        QVERIFY(sample.notes.empty());
        QVERIFY(sample.storedGroups.empty());
    }

    void pixelsCutFromTheVideoAreThoseOfIngest()
    {
        Sample cut = taken(*m_few), stored = taken(*m_all);
        const auto cutPixels = pixelsOf(*m_few, cut, cut.judged),
                   storedPixels = pixelsOf(*m_all, stored, stored.judged);
        QCOMPARE(cutPixels.size(), cut.patches.size());
        QCOMPARE(cut.videos[0].cutFromVideo, std::size_t(snapshot(*m_few).counts().patchesInferred -
                                                         snapshot(*m_few).counts().clusters));
        QCOMPARE(stored.videos[0].cutFromVideo, std::size_t{0});
        QCOMPARE(cut.patches.size(), stored.patches.size());
        for (std::size_t i = 0; i < cut.patches.size(); ++i) {
            QCOMPARE(cut.patches[i].patch, stored.patches[i].patch);
            QVERIFY2(cv::norm(cutPixels[i], storedPixels[i], cv::NORM_INF) == 0,
                     qPrintable(QString("patch %1").arg(cut.patches[i].patch)));
        }
    }

    // The store's clusters come out again, but for what int8 did to the embeddings.
    void groupsOfTheWholeAreTheClustersOfIngest()
    {
        const Sample sample = taken(*m_few);
        const auto groups =
            regroup(sample.patches, std::vector<cluster::ClusterOptions>{sample.videos[0].cluster});
        const auto clusters = snapshot(*m_few).clusters();
        QCOMPARE(groups.size(), clusters.size());
        for (std::size_t i = 0; i < groups.size(); ++i) {
            QCOMPARE(groups[i].members.size(), std::size_t(clusters[i].inferredMembers));
            QCOMPARE(sample.patches[groups[i].representative].patch, clusters[i].representative);
            for (const auto &[classId, posting] : groups[i].postings) {
                const auto candidates = snapshot(*m_few).candidates(classId);
                const auto found =
                    std::ranges::find(candidates, clusters[i].id, &store::Candidate::cluster);
                QVERIFY(found != candidates.end());
                QCOMPARE(found->rank, posting.rank);
                QCOMPARE(found->p, posting.p);
            }
        }
    }

    void aPartIsTakenInStretches()
    {
        const Sample sample = taken(*m_few, 12, 40, 10);
        QCOMPARE(sample.judged.size(), std::size_t{12});
        QCOMPARE(sample.videos[0].judged, std::size_t{12});
        QVERIFY(sample.judged.front() < 10 && sample.judged.back() + 10 >= sample.patches.size());
        for (std::size_t i = 1; i < sample.judged.size(); ++i)
            QVERIFY(sample.judged[i] > sample.judged[i - 1]);
        QVERIFY(sample.patches.size() >= 30 && sample.patches.size() <= 50);
        std::size_t jumps = 0;
        for (std::size_t i = 1; i < sample.patches.size(); ++i) {
            QVERIFY(sample.patches[i].patch > sample.patches[i - 1].patch);
            jumps += sample.patches[i].patch != sample.patches[i - 1].patch + 1;
        }
        QVERIFY2(jumps < sample.stretches, qPrintable(QString::number(jumps)));
    }

    void withoutTheVideoOnlyRepresentativesAreTaken()
    {
        std::filesystem::rename(clip(), m_folder / "elsewhere.mp4");
        const Sample few = taken(*m_few), all = taken(*m_all);
        std::filesystem::rename(m_folder / "elsewhere.mp4", clip());
        const auto clusters = snapshot(*m_few).clusters();
        QCOMPARE(few.patches.size(), clusters.size());
        QCOMPARE(few.storedGroups.size(), clusters.size());
        std::set<PatchId> expected, found;
        for (const auto &cluster : clusters)
            expected.insert(cluster.representative);
        for (const auto &patch : few.patches)
            found.insert(patch.patch);
        QCOMPARE(found, expected);
        QCOMPARE(few.notes.size(), std::size_t{2}); // The file is missing; what that means.
        QVERIFY(few.notes[0].find(clip().string()) != std::string::npos);
        // Where every patch has its pixels the video is not needed.
        QVERIFY(all.storedGroups.empty());
        QVERIFY(all.notes.empty());
        QCOMPARE(all.patches.size(), std::size_t(snapshot(*m_all).counts().patchesInferred));
    }

    void anyPlacesCanBeShown()
    {
        Sample sample = taken(*m_few);
        const auto whole = pixelsOf(*m_few, sample, sample.judged);
        const std::vector<std::size_t> places{3, 17, 18};
        const auto some = pixelsOf(*m_few, sample, places);
        QCOMPARE(some.size(), places.size());
        for (std::size_t i = 0; i < places.size(); ++i)
            QVERIFY(cv::norm(some[i], whole[places[i]], cv::NORM_INF) == 0);
        QVERIFY(pixelsOf(*m_few, sample, {}).empty());
    }

    void anotherFileOfThatNameIsNotCut()
    {
        std::filesystem::rename(clip(), m_folder / "elsewhere.mp4");
        std::filesystem::copy_file(m_folder / "elsewhere.mp4", clip());
        test::truncateFile(clip(), 0.7);
        const Sample sample = taken(*m_few);
        std::filesystem::rename(m_folder / "elsewhere.mp4", clip());
        QVERIFY(!sample.storedGroups.empty());
    }

    void faultsAreNamed()
    {
        SampleOptions options;
        options.videos = {"nowhere-00000000"};
        QVERIFY_EXCEPTION_THROWN(takeSample(*m_few, *m_pack, options), Error);
        test::RandomPackOptions other;
        other.seed = 2;
        const auto pack = test::writeRandomPack(m_folder / "other", other);
        QVERIFY_EXCEPTION_THROWN(takeSample(*m_few, pack, {}), Error);
        const auto empty = store::Case::create(m_folder / "empty.case");
        QVERIFY_EXCEPTION_THROWN(takeSample(empty, *m_pack, {}), Error);
        QVERIFY_EXCEPTION_THROWN(
            takeSample(*m_few, *m_pack, {}, [](const ProgressReport &) { return false; }),
            Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestSample)
#include "tst_sample.moc"
