#include "base/error.h"
#include "ingest/ingest.h"
#include "store/verify.h"
#include "store/video_snapshot.h"
#include "support/random_pack.h"
#include "support/street.h"

#include <QTest>
#include <opencv2/core.hpp>

using namespace refocus;
using namespace refocus::ingest;
namespace fs = std::filesystem;

class TestIngest : public QObject
{
    Q_OBJECT

    test::TempFolder m_folder;
    std::optional<test::Street> m_street;

    IngestOptions options() const
    {
        IngestOptions options;
        options.batch = 8;
        options.codec = store::Codec::Fp32;
        return options;
    }

    VideoReport run(store::Case &into, const fs::path &video, const IngestOptions &how,
                    const IngestProgress &progress = {})
    {
        return ingestVideo(into, video, m_street->pack, m_street->network, m_street->backend, how,
                           progress);
    }

    static std::vector<store::PatchRecord> patchesOf(const store::Case &from, const std::string &id)
    {
        return store::VideoSnapshot(from.videoFolder(id)).patches(0, UINT64_MAX);
    }

    // Everything that a later reader could tell apart.
    static void compareVideos(const store::Case &a, const store::Case &b, const std::string &id)
    {
        QCOMPARE(patchesOf(a, id), patchesOf(b, id));
        const store::VideoSnapshot first(a.videoFolder(id)), second(b.videoFolder(id));
        QCOMPARE(first.frames(), second.frames());
        QCOMPARE(first.tracks(), second.tracks());
        QCOMPARE(first.clusters(), second.clusters());
        QCOMPARE(first.coverage(), second.coverage());
        QCOMPARE(first.embeddings().values, second.embeddings().values);
        for (const auto &cluster : first.clusters()) {
            const auto map = first.map(cluster.representative, 7);
            QVERIFY(map);
            QCOMPARE(map->values, second.map(cluster.representative, 7)->values);
        }
    }

private Q_SLOTS:
    void initTestCase() { m_street.emplace(m_folder); }

    void aVideoIsIndexed()
    {
        auto into = store::Case::create(m_folder / "plain.case");
        const VideoReport report = run(into, m_street->clip, options());
        QVERIFY2(report.outcome == VideoOutcome::Done, report.error.c_str());
        QCOMPARE(report.coverage.framesDecoded, 120);
        QCOMPARE(report.coverage.framesFailed, 0);
        QCOMPARE(report.counts.frames, 120U);
        QCOMPARE(report.counts.tracks, 2U);
        QVERIFY(report.counts.patches > 60);
        QVERIFY(report.counts.patchesInferred < report.counts.patches);
        const store::VideoSnapshot video(into.videoFolder(report.id));
        QVERIFY(video.finished());
        QCOMPARE(video.cutsWithMaps(), (std::vector<int>{4, 7}));
        for (const auto &patch : video.patches(0, UINT64_MAX)) {
            QVERIFY(patch.inferredFrom <= patch.id);
            QCOMPARE(patch.inferred, patch.inferredFrom == patch.id);
            QCOMPARE(patch.topK.size(), patch.inferred ? 5U : 0U);
            QCOMPARE(patch.time, video.frames(patch.frame, patch.frame + 1).at(0).time);
        }
        for (const auto &cluster : video.clusters()) {
            const auto members = video.members(cluster.id);
            QCOMPARE(members.size(), std::size_t(cluster.members));
            QVERIFY(std::ranges::find(members, cluster.representative) != members.end());
            QVERIFY(video.pixels(cluster.representative));
        }
        const auto verdict = store::verifyCase(into.folder());
        QVERIFY2(verdict.sound(), verdict.findings.empty() ? "" : verdict.findings[0].what.c_str());
        QCOMPARE(into.source(report.id)->state, store::SourceState::Done);
    }

    void aFinishedVideoIsLeftAlone()
    {
        auto into = store::Case::create(m_folder / "again.case");
        const VideoReport first = run(into, m_street->clip, options());
        const VideoReport second = run(into, m_street->clip, options());
        QCOMPARE(second.outcome, VideoOutcome::Already);
        QCOMPARE(second.id, first.id);
        QCOMPARE(second.counts, first.counts);
    }

    // Stopped once after every so many status reports until it is through.
    void aStoppedIngestEndsAsAnUndisturbedOne_data()
    {
        QTest::addColumn<int>("framesATime");
        QTest::newRow("often") << 25;
        QTest::newRow("twice") << 45;
    }
    void aStoppedIngestEndsAsAnUndisturbedOne()
    {
        QFETCH(int, framesATime);
        const auto name = std::to_string(framesATime);
        auto whole = store::Case::create(m_folder / ("whole" + name + ".case"));
        auto parts = store::Case::create(m_folder / ("parts" + name + ".case"));
        const VideoReport undisturbed = run(whole, m_street->clip, options());
        int runs = 0;
        std::uint64_t stopAt = 0;
        VideoReport report;
        do {
            stopAt += static_cast<std::uint64_t>(framesATime);
            report = run(parts, m_street->clip, options(), [&](const IngestStatus &status) {
                return status.frames < stopAt || status.frames >= 120;
            });
            QVERIFY(++runs < 20);
        } while (report.outcome == VideoOutcome::Cancelled);
        QVERIFY2(report.outcome == VideoOutcome::Continued, report.error.c_str());
        QVERIFY(runs > 1);
        compareVideos(whole, parts, undisturbed.id);
    }

    void whatIsNoVideoFailsWithASentenceAndLeavesNoTrace()
    {
        auto into = store::Case::create(m_folder / "text.case");
        const fs::path text = m_folder / "text.mp4";
        test::writeText(text, "this is not a film");
        const VideoReport report = run(into, text, options());
        QCOMPARE(report.outcome, VideoOutcome::Failed);
        QVERIFY2(QString::fromStdString(report.error).contains("text.mp4"), report.error.c_str());
        QVERIFY(into.videoIds().empty());
    }

    void anotherModelPackIsRefused()
    {
        auto into = store::Case::create(m_folder / "packs.case");
        QCOMPARE(run(into, m_street->clip, options()).outcome, VideoOutcome::Done);
        const auto other = test::writeRandomPack(m_folder / "other-pack", {.seed = 2});
        nn::IngestNetwork network(other, m_street->backend);
        const auto report =
            ingestVideo(into, m_street->clip, other, network, m_street->backend, options());
        QCOMPARE(report.outcome, VideoOutcome::Failed);
        QVERIFY2(QString::fromStdString(report.error).contains("model pack"), report.error.c_str());
    }

    void otherOptionsDoNotContinueABegunVideo()
    {
        auto into = store::Case::create(m_folder / "options.case");
        run(into, m_street->clip, options(),
            [](const IngestStatus &status) { return status.frames < 20; });
        auto other = options();
        other.fps = 5;
        const auto report = run(into, m_street->clip, other);
        QCOMPARE(report.outcome, VideoOutcome::Failed);
        QVERIFY2(QString::fromStdString(report.error).contains("other options"),
                 report.error.c_str());
        QCOMPARE(run(into, m_street->clip, options()).outcome, VideoOutcome::Continued);
    }

    void skippedPicturesAreCountedAndStayInTheFrameTable()
    {
        auto into = store::Case::create(m_folder / "fps.case");
        auto slow = options();
        slow.fps = 5;
        const VideoReport report = run(into, m_street->clip, slow);
        QVERIFY2(report.outcome == VideoOutcome::Done, report.error.c_str());
        QCOMPARE(report.coverage.framesSkipped, 60);
        QCOMPARE(report.counts.frames, 120U);
        for (const auto &patch : patchesOf(into, report.id))
            QCOMPARE(patch.frame % 2, 0);
    }

    void aMaskKeepsObjectsOutAndIsRecorded()
    {
        auto into = store::Case::create(m_folder / "mask.case");
        auto masked = options();
        masked.detect.exclude = {{{0, 0}, {160, 0}, {160, 60}, {0, 60}}};
        const VideoReport report = run(into, m_street->clip, masked);
        QCOMPARE(report.counts.tracks, 1U);
        QVERIFY(std::abs(report.coverage.maskedShare - 0.5) < 0.05);
    }

    void whichMapsAreKeptIsAnOption()
    {
        auto all = options(), none = options();
        all.maps = store::MapsKept::All;
        none.maps = store::MapsKept::None;
        auto allCase = store::Case::create(m_folder / "all.case");
        auto noneCase = store::Case::create(m_folder / "none.case");
        const auto id = run(allCase, m_street->clip, all).id;
        run(noneCase, m_street->clip, none);
        const store::VideoSnapshot kept(allCase.videoFolder(id)), empty(noneCase.videoFolder(id));
        QVERIFY(empty.cutsWithMaps().empty());
        for (const auto &patch : kept.patches(0, UINT64_MAX))
            QCOMPARE(kept.map(patch.id, 4).has_value(), patch.inferred);
    }

    void aVideoWithoutMotionOrWithOnePictureIsDone_data()
    {
        QTest::addColumn<int>("frames");
        QTest::newRow("no motion") << 50;
        QTest::newRow("one picture") << 1;
    }
    void aVideoWithoutMotionOrWithOnePictureIsDone()
    {
        QFETCH(int, frames);
        test::ClipOptions clip;
        clip.frames = frames;
        clip.ordinalPattern = false;
        const fs::path path = m_folder / ("still" + std::to_string(frames) + ".mp4");
        test::writeClip(path, clip);
        auto into = store::Case::openOrCreate(m_folder / "still.case");
        const VideoReport report = run(into, path, options());
        QVERIFY2(report.outcome == VideoOutcome::Done, report.error.c_str());
        QCOMPARE(report.counts.patches, 0U);
        QCOMPARE(report.counts.frames, static_cast<std::uint64_t>(frames));
    }
};

QTEST_GUILESS_MAIN(TestIngest)
#include "tst_ingest.moc"
