#include "base/error.h"
#include "ingest/ingest.h"
#include "store/verify.h"
#include "store/video_snapshot.h"
#include "store/video_writer.h"
#include "support/random_pack.h"
#include "support/street.h"

#include <QTest>
#include <opencv2/core.hpp>

#include <fstream>

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

    static IngestProgress stopAt(std::uint64_t frames)
    {
        return [frames](const IngestStatus &status) { return status.frames < frames; };
    }

    // A case in which the index of the first clip was begun and lies where that of the other will
    // be: going on with it meets other pictures.
    store::Case begunWithOtherPictures(const std::string &name, const std::string &id)
    {
        auto into = store::Case::create(m_folder / name);
        const VideoReport begun = run(into, m_street->clip, options(), stopAt(45));
        fs::rename(into.videoFolder(begun.id), into.videoFolder(id));
        return into;
    }

    // As older versions left it.
    static void forgetHash(const fs::path &folder)
    {
        auto writer = store::VideoWriter::resume(folder);
        store::Batch batch;
        batch.resume = writer.resumePoint();
        batch.firstFrame = batch.resume.nextFrame;
        batch.resume.detectionHash = 0;
        writer.commit(batch);
    }

    // A tenth of the file, behind its first 60 %.
    static void zero(const fs::path &file)
    {
        const auto bytes = fs::file_size(file);
        std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(static_cast<std::streamoff>(bytes * 6 / 10));
        const std::string zeros(bytes / 10, '\0');
        out.write(zeros.data(), static_cast<std::streamsize>(zeros.size()));
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

    void aReplayThatDiffersBeginsAgain_data()
    {
        QTest::addColumn<int>("frames");
        QTest::addColumn<int>("entersAt");
        QTest::addColumn<int>("down");
        QTest::addColumn<bool>("older");
        QTest::newRow("other patches") << 120 << 28 << 0 << false;
        QTest::newRow("other boxes") << 120 << 20 << 6 << false;
        QTest::newRow("the file ends before") << 30 << 20 << 0 << false;
        QTest::newRow("a store without the hash") << 120 << 28 << 0 << true;
    }
    void aReplayThatDiffersBeginsAgain()
    {
        QFETCH(int, frames);
        QFETCH(int, entersAt);
        QFETCH(int, down);
        QFETCH(bool, older);
        const std::string name = QTest::currentDataTag();
        auto clip = test::streetClip(frames);
        clip.rects[0].first = entersAt;
        clip.rects[0].box.y += down;
        const fs::path other = m_folder / (name + ".mp4");
        test::writeClip(other, clip);
        auto whole = store::Case::create(m_folder / (name + " whole.case"));
        const VideoReport expected = run(whole, other, options());
        auto parts = begunWithOtherPictures(name + " parts.case", expected.id);
        if (older)
            forgetHash(parts.videoFolder(expected.id));
        const VideoReport report = run(parts, other, options());
        QVERIFY2(report.outcome == VideoOutcome::Done, report.error.c_str());
        QVERIFY(report.startedAgain && !expected.startedAgain);
        QCOMPARE(report.counts, expected.counts);
        compareVideos(whole, parts, expected.id);
        const auto verdict = store::verifyCase(parts.folder());
        QVERIFY2(verdict.sound(), verdict.findings.empty() ? "" : verdict.findings[0].what.c_str());
        QCOMPARE(parts.auditLog().back().action, std::string("index again"));
    }

    void aReplayThatDiffersLeavesWhatAPersonDecidedAbout()
    {
        auto clip = test::streetClip();
        clip.rects[0].first = 28;
        const fs::path other = m_folder / "decided.mp4";
        test::writeClip(other, clip);
        auto whole = store::Case::create(m_folder / "decided whole.case");
        const std::string id = run(whole, other, options()).id;
        auto parts = begunWithOtherPictures("decided parts.case", id);
        const auto before = store::VideoSnapshot(parts.videoFolder(id)).counts();
        parts.putReview({id, 0}, {store::Decision::Accept, "car", "", false, 1});
        const VideoReport refused = run(parts, other, options());
        QCOMPARE(refused.outcome, VideoOutcome::Failed);
        QVERIFY2(QString::fromStdString(refused.error).contains("decisions"),
                 refused.error.c_str());
        QCOMPARE(store::VideoSnapshot(parts.videoFolder(id)).counts(), before);
        QCOMPARE(parts.source(id)->state, store::SourceState::Failed);
        parts.clearReview({id, 0});
        QCOMPARE(run(parts, other, options()).outcome, VideoOutcome::Done);
        compareVideos(whole, parts, id);
    }

    void aStoreWithoutTheHashIsGoneOnWith()
    {
        auto whole = store::Case::create(m_folder / "hash whole.case");
        auto parts = store::Case::create(m_folder / "hash parts.case");
        const std::string id = run(whole, m_street->clip, options()).id;
        run(parts, m_street->clip, options(), stopAt(45));
        forgetHash(parts.videoFolder(id));
        const VideoReport report = run(parts, m_street->clip, options());
        QVERIFY2(report.outcome == VideoOutcome::Continued, report.error.c_str());
        QVERIFY(!report.startedAgain);
        compareVideos(whole, parts, id);
    }

    void picturesThatCannotBeDecodedAreCounted()
    {
        auto clip = test::streetClip();
        clip.encoder.formatOptions = {{"movflags", "+faststart"}};
        const fs::path path = m_folder / "damaged.mp4";
        test::writeClip(path, clip);
        zero(path);
        auto into = store::Case::create(m_folder / "damaged.case");
        auto oneThread = options();
        oneThread.threads = 1;
        const VideoReport report = run(into, path, oneThread);
        QVERIFY2(report.outcome == VideoOutcome::Done, report.error.c_str());
        const store::Coverage &coverage = report.coverage;
        QVERIFY2(coverage.framesFailed > 0, std::to_string(coverage.framesDecoded).c_str());
        QVERIFY(coverage.framesDecoded + coverage.framesFailed <= 121);
        const store::VideoSnapshot video(into.videoFolder(report.id));
        QCOMPARE(video.manifest()->coverage, coverage);
    }

    void aFileThatIsCutHasAGapUpToItsDeclaredEnd_data()
    {
        QTest::addColumn<QString>("extension");
        for (const char *extension : {".mp4", ".mkv", ".flv"})
            QTest::newRow(extension) << extension;
    }
    void aFileThatIsCutHasAGapUpToItsDeclaredEnd()
    {
        QFETCH(QString, extension);
        auto clip = test::streetClip();
        if (extension == ".mp4")
            clip.encoder.formatOptions = {{"movflags", "+faststart"}};
        const fs::path path = m_folder / ("cut" + extension.toStdString());
        test::writeClip(path, clip);
        test::truncateFile(path, 0.55);
        auto into = store::Case::openOrCreate(m_folder / "cut.case");
        const VideoReport report = run(into, path, options());
        QVERIFY2(report.outcome == VideoOutcome::Done, report.error.c_str());
        QVERIFY(report.duration < fromSeconds(9));
        QVERIFY(!report.coverage.gaps.empty());
        const TimeRange gap = report.coverage.gaps.back();
        QCOMPARE(gap.begin, report.duration);
        QVERIFY2(std::abs(toSeconds(gap.end) - 12) < 0.3, std::to_string(gap.end.count()).c_str());
        QVERIFY(store::verifyCase(into.folder()).sound());
    }

    void aWholeFileHasNoGap_data()
    {
        QTest::addColumn<QString>("extension");
        QTest::addColumn<int>("firstAtSeconds");
        for (const char *extension :
             {".mp4", ".mov", ".mkv", ".ts", ".avi", ".flv", ".mpg", ".h264"})
            QTest::newRow(extension) << extension << 0;
        for (const char *extension : {".mp4", ".mov", ".mkv", ".ts", ".flv"})
            QTest::addRow("%s, first pts 30 s", extension) << extension << 30;
    }
    void aWholeFileHasNoGap()
    {
        QFETCH(QString, extension);
        QFETCH(int, firstAtSeconds);
        test::ClipOptions clip;
        clip.frames = 100;
        clip.size = {64, 48};
        clip.encoder.codec = extension == ".mpg" ? "mpeg2video" : "libx264";
        if (!test::hasEncoder(clip.encoder.codec))
            QSKIP("This FFmpeg has no such encoder");
        for (int i = 0; i < clip.frames && firstAtSeconds > 0; ++i)
            clip.times.push_back(fromSeconds(firstAtSeconds + i / 25.0));
        const fs::path path = m_folder / (QTest::currentDataTag() + extension.toStdString());
        test::writeClip(path, clip);
        auto into = store::Case::openOrCreate(m_folder / "no gap.case");
        const VideoReport report = run(into, path, options());
        QVERIFY2(report.outcome == VideoOutcome::Done, report.error.c_str());
        QCOMPARE(report.coverage.gaps.size(), std::size_t(0));
        QCOMPARE(report.coverage.framesFailed, 0);
    }

    void whatTheCaseSaysOfAFinishedVideoIsPutRight()
    {
        auto into = store::Case::create(m_folder / "right.case");
        const fs::path path = m_folder / "here" / "street.mp4", moved = m_folder / "there";
        fs::create_directories(path.parent_path());
        fs::copy_file(m_street->clip, path);
        const std::string id = run(into, path, options()).id;
        auto source = into.source(id).value();
        source.name = "gate";
        source.state = store::SourceState::Unfinished; // Killed between the two.
        into.putSource(source);
        QCOMPARE(run(into, path, options()).outcome, VideoOutcome::Already);
        source.state = store::SourceState::Done;
        QCOMPARE(into.source(id).value(), source);
        QCOMPARE(run(into, m_street->clip, options()).id, id); // A copy; the first is still there.
        QCOMPARE(into.source(id).value(), source);
        fs::rename(path.parent_path(), moved);
        QCOMPARE(run(into, moved / "street.mp4", options()).outcome, VideoOutcome::Already);
        source.path = (moved / "street.mp4").string();
        QCOMPARE(into.source(id).value(), source);
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
