#include "base/error.h"
#include "core/store/sample_video.h"
#include "store/case.h"
#include "store/info.h"
#include "store/verify.h"
#include "store/watch.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace refocus;
using namespace refocus::store;
namespace fs = std::filesystem;

namespace {

// A batch of `count` maps that do not compress, 400 KB each, for patches from `first` on.
Batch bigMaps(PatchId first, int count)
{
    Batch batch;
    for (int i = 0; i < count; ++i) {
        EncodedMap map{Codec::Fp32, 1, 1, 1, 0, 0, {}, {}, {}};
        std::uint32_t x = static_cast<std::uint32_t>(first) + static_cast<std::uint32_t>(i);
        for (int b = 0; b < 400000; ++b)
            map.payload.push_back(static_cast<std::uint8_t>((x = x * 1664525 + 1013904223) >> 24U));
        batch.maps.push_back({first + static_cast<PatchId>(i), 4, std::move(map)});
    }
    return batch;
}

} // namespace

class TestVideoStore : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path path(const char *name) const { return fs::path(m_dir->path().toStdString()) / name; }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void whatWasCommittedIsReadBack()
    {
        SampleVideo sample;
        const std::vector<Batch> batches{sample.next(), sample.next(), sample.next()};
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        for (const Batch &batch : batches)
            writer.commit(batch);
        const VideoSnapshot video(path("v"));
        QCOMPARE(video.meta(), sampleMeta());
        QCOMPARE(video.counts(), (Counts{90, 180, 60, 6, 7}));
        QCOMPARE(video.coverage(), batches.back().resume.coverage);
        for (const Batch &batch : batches) {
            QVERIFY(video.frames(batch.firstFrame, batch.firstFrame + kSampleFrames) ==
                    batch.frames);
            for (const PatchRecord &p : batch.patches)
                QCOMPARE(video.patch(p.id), std::optional(p));
            for (const TrackRecord &t : batch.tracks)
                QCOMPARE(video.track(t.id), std::optional(t));
            for (const auto &e : batch.embeddings) {
                const auto values = video.embedding(e.patch);
                QVERIFY(values && values->size() == e.values.size());
                const float step = std::ranges::max(e.values) / 127; // Rounded to the nearest.
                for (std::size_t i = 0; i < values->size(); ++i)
                    QVERIFY(std::abs((*values)[i] - e.values[i]) <= step * 0.501F);
            }
        }
        QVERIFY(video.clusters() == batches.back().clusters);
        QCOMPARE(video.patch(180), std::optional<PatchRecord>());
        QCOMPARE(video.track(6), std::optional<TrackRecord>());
        QVERIFY(!video.cluster(99) && !video.embedding(2) && !video.pixels(2) &&
                !video.thumbnail(2));
        QVERIFY(video.frames(90).empty() && video.frames(5, 5).empty());
    }

    void listsOfPatchesAreThoseOfTheRecords()
    {
        SampleVideo sample;
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        std::vector<PatchRecord> all;
        for (int i = 0; i < 4; ++i) {
            const Batch batch = sample.next();
            all.insert(all.end(), batch.patches.begin(), batch.patches.end());
            writer.commit(batch);
        }
        const VideoSnapshot video(path("v"));
        const auto ids = [&](auto keep) {
            std::vector<PatchId> result;
            for (const PatchRecord &p : all) {
                if (keep(p))
                    result.push_back(p.id);
            }
            return result;
        };
        for (ClusterId c = 0; c < 8; ++c)
            QVERIFY(video.members(c) == ids([&](auto &p) { return p.cluster == c; }));
        for (TrackId t = 0; t < 9; ++t)
            QVERIFY(video.patchesOfTrack(t) == ids([&](auto &p) { return p.track == t; }));
        const TimeRange range{Timestamp(400000), Timestamp(2000000)};
        QVERIFY(video.patchesIn(range) == ids([&](auto &p) { return range.contains(p.time); }));
        QCOMPARE(video.patchesIn({}).size(), all.size());
        QVERIFY(video.patches(10, 20) ==
                std::vector<PatchRecord>(all.begin() + 10, all.begin() + 20));
        const std::array<PatchId, 3> some{200, 9999, 3};
        QVERIFY((video.patches(some) == std::vector{all[200], all[3]}));
        std::size_t visited = 0;
        video.forEachPatch(
            [&](const PatchRecord &p) { return p == all[visited++] && visited < 50; });
        QCOMPARE(visited, std::size_t(50));
    }

    void candidatesComeLikeliestFirstAndByRank()
    {
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        Batch batch;
        batch.frames = {FrameEntry{}};
        const auto add = [&](PatchId id, ClusterId cluster, std::vector<ClassScore> topK) {
            PatchRecord p;
            p.id = p.inferredFrom = id;
            p.cluster = cluster;
            p.topK = std::move(topK);
            batch.patches.push_back(p);
        };
        add(0, 0, {{1, 0.5F}, {2, 0.3F}});
        add(1, 1, {{2, 0.9F}, {1, 0.1F}});
        add(2, 2, {{1, 0.7F}});
        add(3, 0, {{2, 0.6F}, {1, 0.2F}}); // Cluster 0 now has class 2 at rank 0 and 0.6.
        for (ClusterId c = 0; c < 3; ++c)
            batch.clusters.push_back({c, c, c == 0 ? 2U : 1U, 1, 0, 0});
        writer.commit(batch);
        const VideoSnapshot video(path("v"));
        QVERIFY((video.candidates(1) ==
                 std::vector<Candidate>{{2, 2, 0, 0.7F}, {0, 0, 0, 0.5F}, {1, 1, 1, 0.1F}}));
        QVERIFY(
            (video.candidates(1, 1) == std::vector<Candidate>{{2, 2, 0, 0.7F}, {0, 0, 0, 0.5F}}));
        QVERIFY(
            (video.candidates(2, 1) == std::vector<Candidate>{{1, 1, 0, 0.9F}, {0, 0, 0, 0.6F}}));
        QVERIFY(video.candidates(5).empty());
        const auto counts = video.classCounts(1);
        QCOMPARE(counts.size(), std::size_t(2));
        QCOMPARE(counts[0].clusters, 2U);
        QCOMPARE(counts[0].patches, 3U);
        QCOMPARE(counts[1].classId, ClassId(2));
        QCOMPARE(counts[1].patches, 3U);
    }

    void theSameBatchAgainChangesNothing()
    {
        SampleVideo sample;
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        Batch last;
        for (int i = 0; i < 5; ++i)
            writer.commit(last = sample.next());
        const VideoSnapshot video(path("v"));
        const std::string before = dump(video);
        writer.commit(last);
        QVERIFY(dump(video) == before);
        QVERIFY(before.find("map 8x8x8") != std::string::npos);
    }

    void aFormerRepresentativeLosesItsMaps()
    {
        SampleVideo sample;
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        const VideoSnapshot video(path("v"));
        int changes = 0;
        for (int i = 0; i < 6; ++i) {
            const Batch batch = sample.next();
            writer.commit(batch);
            for (const PatchId id : batch.mapsToErase) {
                QVERIFY(!video.map(id, 4) && !video.map(id, 7) && !video.pixels(id) &&
                        !video.thumbnail(id));
                ++changes;
            }
            for (const ClusterRecord &c : video.clusters())
                QVERIFY(video.map(c.representative, 4) && video.map(c.representative, 7) &&
                        video.pixels(c.representative) && video.thumbnail(c.representative));
        }
        QVERIFY(changes > 2);
        QVERIFY((video.cutsWithMaps() == std::vector{4, 7}));
    }

    void manyMapsAndPixelsAtOnce()
    {
        SampleVideo sample;
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        const Batch batch = sample.next();
        writer.commit(batch);
        const VideoSnapshot video(path("v"));
        std::vector<PatchId> ids{batch.pixels[2].patch, 12345, batch.pixels[0].patch};
        const auto maps = video.maps(ids, 7);
        QVERIFY(maps[0] && !maps[1] && maps[2]);
        QVERIFY(decodeMap(*maps[0]).values == video.map(ids[0], 7)->values);
        QVERIFY(!video.maps(ids, 5)[0]);
        const auto pixels = video.pixels(ids);
        QVERIFY(pixels[0] && !pixels[1] && pixels[2]);
        const cv::Mat &expected = batch.pixels[0].image;
        QVERIFY(std::equal(expected.data, expected.data + expected.total() * 3, pixels[2]->data));
    }

    void embeddingsComeAsOneTableInBlocks()
    {
        SampleVideo sample;
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        for (int i = 0; i < 3; ++i)
            writer.commit(sample.next());
        const VideoSnapshot video(path("v"));
        const EmbeddingTable all = video.embeddings();
        QCOMPARE(all.length, 32);
        QCOMPARE(all.patches.size(), std::size_t(60));
        QCOMPARE(all.values.size(), std::size_t(60 * 32));
        QVERIFY(std::ranges::is_sorted(all.patches));
        for (std::size_t i = 0; i < all.patches.size(); ++i)
            QVERIFY(std::ranges::equal(*video.embedding(all.patches[i]),
                                       std::span(all.values).subspan(i * 32, 32)));
        for (const std::size_t rows : {1U, 7U, 30U, 60U, 100U}) {
            std::vector<float> joined;
            video.forEachEmbeddings(
                [&](const EmbeddingTable &block) {
                    joined.insert(joined.end(), block.values.begin(), block.values.end());
                    return true;
                },
                rows);
            QVERIFY(joined == all.values);
        }
    }

    void verdictsAreKeptByNetworkAndSplice()
    {
        SampleVideo sample;
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        writer.commit(sample.next());
        const VideoSnapshot video(path("v"));
        const std::vector<Verdict> verdicts{{3, {{1, 0.9F}, {0, 0.1F}}}, {5, {}}};
        const std::vector<PatchId> ids{5, 4, 3};
        QVERIFY(video.putVerdicts({"pack/r152", 4, 4}, verdicts));
        const auto same = video.verdicts({"pack/r152", 4, 4}, ids);
        QCOMPARE(same[0], std::optional(verdicts[1]));
        QCOMPARE(same[1], std::optional<Verdict>());
        QCOMPARE(same[2], std::optional(verdicts[0]));
        for (const VerdictSource &other :
             {VerdictSource{"pack/r152", 7, 7}, {"pack/r152", 0, 0}, {"other/r152", 4, 4}}) {
            for (const auto &v : video.verdicts(other, ids))
                QVERIFY(!v);
        }
        const VideoSnapshot readOnly(path("v"), Access::ReadOnly);
        QVERIFY(!readOnly.putVerdicts({"pack/r152", 7, 7}, verdicts));
        QVERIFY(!video.verdicts({"pack/r152", 7, 7}, ids)[2]);
    }

    void theFrameTableGrowsOverItsChunks()
    {
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        std::vector<FrameEntry> all;
        for (int i = 0; i < 2500; ++i)
            all.push_back({Timestamp(i * 40), i, -1, i % 12 == 0});
        for (const auto &[first, last] :
             {std::pair(0, 700), {700, 1024}, {1000, 2047}, {2047, 2500}}) {
            Batch batch;
            batch.firstFrame = first;
            batch.frames.assign(all.begin() + first, all.begin() + last);
            writer.commit(batch);
        }
        const VideoSnapshot video(path("v"));
        QVERIFY(video.frames() == all);
        QVERIFY(video.frames(1020, 1030) ==
                std::vector<FrameEntry>(all.begin() + 1020, all.begin() + 1030));
        QVERIFY(video.frames(2048, 2049)[0] == all[2048]);
        QCOMPARE(video.frames(2490).size(), std::size_t(10));
        Batch gap;
        gap.firstFrame = 2501;
        gap.frames = {FrameEntry{}};
        QVERIFY_THROWS_EXCEPTION(Error, writer.commit(gap));
    }

    void theResumePointIsThatOfTheLastBatch()
    {
        SampleVideo sample;
        ResumePoint last;
        {
            auto writer = VideoWriter::start(path("v"), sampleMeta());
            QCOMPARE(writer.resumePoint(), ResumePoint());
            for (int i = 0; i < 3; ++i) {
                const Batch batch = sample.next();
                writer.commit(batch);
                last = batch.resume;
            }
        }
        QVERIFY(videoState(path("v")) == VideoState::Unfinished);
        const auto writer = VideoWriter::resume(path("v"));
        QCOMPARE(writer.resumePoint(), last);
        QCOMPARE(writer.meta(), sampleMeta());
    }

    void theManifestMakesAVideoFinished()
    {
        QVERIFY(videoState(path("v")) == VideoState::Missing);
        SampleVideo sample;
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        const Batch batch = sample.next();
        writer.commit(batch);
        const VideoSnapshot video(path("v"));
        QVERIFY(!video.finished() && !video.manifest());
        writer.finish(Timestamp(1160000));
        QVERIFY(videoState(path("v")) == VideoState::Finished);
        const auto manifest = video.manifest();
        QVERIFY(manifest.has_value());
        QCOMPARE(manifest->meta, sampleMeta());
        QCOMPARE(manifest->counts, video.counts());
        QCOMPARE(manifest->coverage, batch.resume.coverage);
        QCOMPARE(manifest->duration, Timestamp(1160000));
        QVERIFY(manifest->indexBytes > 0 && manifest->mapsBytes > 0 && manifest->finishedAt > 0);
        QVERIFY_THROWS_EXCEPTION(Error, VideoWriter::resume(path("v")));
        QVERIFY_THROWS_EXCEPTION(Error, VideoWriter::start(path("v"), sampleMeta()));
    }

    void startingAgainLeavesWhatAFirstStartDoes()
    {
        const Case c = Case::create(path("a.case"));
        const fs::path folder = c.videoFolder(sampleMeta().videoId);
        std::optional<VideoWriter> writer(VideoWriter::start(folder, sampleMeta()));
        auto fresh = VideoWriter::start(path("v"), sampleMeta());
        const VideoSnapshot video(folder); // Stays open.
        SampleVideo lost;
        for (int i = 0; i < 4; ++i)
            writer->commit(lost.next());
        const VerdictSource source{"n", 0, 0};
        QVERIFY(video.putVerdicts(source, std::vector{Verdict{1, {{1, 0.5F}}}}));
        VideoMeta meta = sampleMeta();
        meta.program = "another refocus";
        writer->startAgain(meta);
        QCOMPARE(writer->meta(), meta);
        QCOMPARE(writer->resumePoint(), ResumePoint());
        QCOMPARE(video.counts(), Counts());
        QVERIFY(video.cutsWithMaps().empty());
        SampleVideo one, other;
        for (int i = 0; i < 2; ++i) {
            writer->commit(one.next());
            fresh.commit(other.next());
        }
        QCOMPARE(dump(video), dump(VideoSnapshot(path("v"))));
        QVERIFY(!video.verdicts(source, std::vector<PatchId>{1})[0]);
        writer->finish(Timestamp(0));
        writer.reset();
        QCOMPARE(VideoSnapshot(folder).meta(), meta);
        const VerifyReport report = verifyCase(c.folder());
        QVERIFY2(report.sound(), report.findings.empty() ? "" : report.findings[0].what.c_str());
    }

    void oneWriterAtATime()
    {
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        QVERIFY_THROWS_EXCEPTION(Error, VideoWriter::resume(path("v")));
        QVERIFY_THROWS_EXCEPTION(Error, VideoWriter::start(path("v"), sampleMeta()));
    }

    void whatAWriterDoesCanBeWatched()
    {
        Case c = Case::create(path("a.case"));
        const fs::path video = c.videoFolder("gate");
        const std::uint64_t empty = indexStamp(c.folder());
        QVERIFY(!isBeingWritten(video));
        SampleVideo sample;
        std::optional<VideoWriter> writer(VideoWriter::start(video, sampleMeta()));
        const std::uint64_t begun = indexStamp(c.folder());
        QVERIFY(begun != empty);
        QCOMPARE(indexStamp(c.folder()), begun);
        writer->commit(sample.next());
        QVERIFY(indexStamp(c.folder()) != begun);
        QVERIFY(isBeingWritten(video));
        QVERIFY_THROWS_EXCEPTION(Error, c.removeVideo("gate"));
        QCOMPARE(c.videoIds(), std::vector<std::string>{"gate"});
        const std::uint64_t unfinished = indexStamp(c.folder());
        writer->finish(Timestamp(0));
        QVERIFY(indexStamp(c.folder()) != unfinished);
        writer.reset();
        QVERIFY(!isBeingWritten(video));
        QVERIFY(VideoSnapshot(video).counts().patches > 0); // Reading is no change.
        const std::uint64_t written = indexStamp(c.folder());
        c.log("review", "{}");
        const std::vector<Verdict> verdicts{{0, {{1, 0.5F}}}};
        QVERIFY(VideoSnapshot(video).putVerdicts(verdictsFromPixels("pack", "fp32"), verdicts));
        QCOMPARE(indexStamp(c.folder()), written);
        c.removeVideo("gate");
        QCOMPARE(indexStamp(c.folder()), empty);
    }

    void aLookWhileAWriterBeginsDoesNotStopIt()
    {
        VideoWriter::start(path("v"), sampleMeta());
        std::atomic<bool> stop = false;
        std::thread looks([&] {
            while (!stop) {
                isBeingWritten(path("v"));
                std::this_thread::sleep_for(std::chrono::microseconds(50));
            }
        });
        int begun = 0;
        for (int i = 0; i < 200; ++i) {
            try {
                VideoWriter::resume(path("v"));
                ++begun;
            } catch (const Error &) {
            }
        }
        stop = true;
        looks.join();
        QCOMPARE(begun, 200);
    }

    void aMapAfterAnotherGrowsTheFile()
    {
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        const VideoSnapshot video(path("v"));
        for (PatchId first = 0; first < 120; first += 20)
            writer.commit(bigMaps(first, 20)); // 48 MB; the map begins at 16.
        QVERIFY(fs::file_size(path("v/maps.mdb")) > (48U << 20U) - (4U << 20U));
        std::vector<PatchId> ids;
        for (PatchId id = 0; id < 120; ++id)
            ids.push_back(id);
        const auto maps = video.maps(ids, 4);
        for (PatchId id = 0; id < 120; ++id)
            QVERIFY(maps[id] && maps[id]->payload == bigMaps(id, 1).maps[0].map.payload);
    }

    void aReaderFollowsWhatAnotherProcessGrows()
    {
        {
            auto writer = VideoWriter::start(path("v"), sampleMeta());
            writer.commit(bigMaps(0, 1));
        }
        std::array<int, 2> go{};
        QCOMPARE(::pipe(go.data()), 0);
        const pid_t child = ::fork(); // Before this process opens anything.
        if (child == 0) {
            char byte = 0;
            if (::read(go[0], &byte, 1) != 1)
                ::_exit(2);
            try {
                auto writer = VideoWriter::resume(path("v"));
                for (PatchId first = 1; first < 101; first += 20)
                    writer.commit(bigMaps(first, 20));
            } catch (const Error &) {
                ::_exit(3);
            }
            ::_exit(0);
        }
        const VideoSnapshot video(path("v"));
        QVERIFY(video.maps(std::array<PatchId, 1>{0}, 4)[0]);
        QCOMPARE(::write(go[1], "x", 1), ssize_t(1));
        // Read while the other writes, until its last map is there.
        std::optional<EncodedMap> last;
        int status = -1;
        while (!last) {
            last = video.maps(std::array<PatchId, 1>{100}, 4)[0];
            if (!last && status < 0 && ::waitpid(child, &status, WNOHANG) == 0)
                status = -1;
            QVERIFY(last || status <= 0);
        }
        QVERIFY(last->payload == bigMaps(100, 1).maps[0].map.payload);
        if (status < 0)
            ::waitpid(child, &status, 0);
        QCOMPARE(status, 0);
    }

    void readersSeeWholeBatchesWhileAWriterCommits()
    {
        SampleVideo sample;
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        writer.commit(sample.next());
        std::atomic<bool> done = false;
        std::atomic<int> reads = 0;
        std::atomic<int> wrong = 0;
        const auto readAll = [&] {
            try {
                const VideoSnapshot video(path("v"));
                while (!done || reads < 4) {
                    const Counts counts = video.counts();
                    wrong += counts.frames % kSampleFrames != 0;
                    wrong += counts.patches != counts.frames * 2;
                    std::uint64_t seen = 0;
                    video.forEachPatch([&](const PatchRecord &) { return ++seen > 0; });
                    wrong += seen < counts.patches || seen % kSamplePatches != 0;
                    for (const Candidate &c : video.candidates(1))
                        wrong += video.members(c.cluster).empty();
                    ++reads;
                }
            } catch (const std::exception &e) {
                qWarning("%s", e.what());
                ++wrong;
                reads += 4;
            }
        };
        std::thread a(readAll);
        std::thread b(readAll);
        for (int i = 0; i < 30; ++i)
            writer.commit(sample.next());
        done = true;
        a.join();
        b.join();
        QCOMPARE(wrong, 0);
        QVERIFY(reads >= 4);
    }

    void deletingTheMapsLeavesTheRest()
    {
        SampleVideo sample;
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        const Batch first = sample.next();
        writer.commit(first);
        const VideoSnapshot video(path("v"));
        const std::string without = dump(video, false);
        QVERIFY(video.map(first.maps[0].patch, 4));
        fs::remove(path("v/maps.mdb"));
        QVERIFY(!video.map(first.maps[0].patch, 4)); // Also in the snapshot that had them open.
        QVERIFY(video.cutsWithMaps().empty());
        QVERIFY(dump(video) == without);
        QVERIFY(dump(VideoSnapshot(path("v"))) == without);
        const Batch second = sample.next(); // And a writer that goes on makes them anew.
        writer.commit(second);
        QVERIFY(!second.maps.empty());
        QVERIFY(video.map(second.maps[0].patch, 4));
        QVERIFY(!video.map(first.maps[0].patch, 4));
    }

    void infoCountsByKind()
    {
        SampleVideo sample;
        auto writer = VideoWriter::start(path("v"), sampleMeta());
        for (int i = 0; i < 3; ++i)
            writer.commit(sample.next());
        const VideoInfo info = videoInfo(path("v"));
        QCOMPARE(info.counts, (Counts{90, 180, 60, 6, 7}));
        QVERIFY(!info.finished);
        const auto entries = [&](const char *name) {
            const auto it = std::ranges::find(info.tables, name, &TableInfo::table);
            return it == info.tables.end() ? 9999 : it->entries;
        };
        QCOMPARE(entries("patches"), 180U);
        QCOMPARE(entries("embeddings"), 60U);
        QCOMPARE(entries("members"), 180U);
        QCOMPARE(entries("pixels"), 7U);
        QCOMPARE(info.maps.size(), std::size_t(2));
        QCOMPARE(info.maps[0].cut, 4);
        QCOMPARE(info.maps[0].maps, 7U);
        QVERIFY(info.maps[0].codec == Codec::Int8 && info.maps[0].channels == 8);
        QVERIFY(info.maps[0].bytes > 7 * 64 && info.maps[0].maxError > 0);
        QVERIFY(info.indexBytes == fs::file_size(path("v/index.mdb")));
    }

    void folderThatIsNoVideo()
    {
        QVERIFY_THROWS_EXCEPTION(Error, VideoSnapshot(path("nothing")));
        fs::create_directory(path("plain"));
        QVERIFY_THROWS_EXCEPTION(Error, VideoSnapshot(path("plain")));
        QVERIFY_THROWS_EXCEPTION(Error, VideoWriter::resume(path("plain")));
        VideoMeta meta = sampleMeta();
        meta.options = "no json";
        QVERIFY_THROWS_EXCEPTION(Error, VideoWriter::start(path("v"), meta));
    }

    void aHundredThousandPatchesOpenQuickly()
    {
        {
            VideoMeta meta = sampleMeta();
            meta.embeddingLength = 512;
            auto writer = VideoWriter::start(path("v"), meta);
            for (int b = 0; b < 10; ++b) {
                Batch batch;
                batch.firstFrame = 1000 * b;
                batch.frames.resize(1000);
                for (int i = 0; i < 10000; ++i) {
                    PatchRecord p;
                    p.id = p.inferredFrom = static_cast<PatchId>(10000 * b + i);
                    p.frame = p.id / 10;
                    p.time = Timestamp(40000 * p.frame);
                    p.track = static_cast<TrackId>(p.id / 50);
                    p.cluster = static_cast<ClusterId>((p.id * 7919) % 2000);
                    p.inferred = i % 2 == 0;
                    for (int k = 0; p.inferred && k < 8; ++k)
                        p.topK.push_back({static_cast<ClassId>((i + k) % 7), 0.5F});
                    if (p.inferred)
                        batch.embeddings.push_back({p.id, std::vector<float>(512, 0.1F)});
                    batch.patches.push_back(std::move(p));
                }
                for (ClusterId c = 0; b == 0 && c < 2000; ++c) {
                    batch.clusters.push_back({c, c, 50, 25, 0, 0});
                    batch.thumbnails.push_back({c, std::vector<std::uint8_t>(3000, 1)});
                }
                writer.commit(batch);
            }
        }
        QElapsedTimer clock;
        const auto lap = [&](const char *what) {
            qInfo("%s: %.1f ms", what, static_cast<double>(clock.nsecsElapsed()) / 1e6);
            clock.start();
        };
        clock.start();
        const VideoSnapshot video(path("v"));
        const auto opening = clock.elapsed();
        lap("opening");
        QVERIFY2(opening < 2000, "The walk over the pages takes too long"); // 60 ms when idle.
        QCOMPARE(video.counts().patches, 100000U);
        std::size_t patches = 0;
        video.forEachPatch([&](const PatchRecord &) { return ++patches > 0; });
        QCOMPARE(patches, std::size_t(100000));
        lap("every patch");
        QCOMPARE(video.candidates(2).size(), std::size_t(1000));
        lap("candidates of a class");
        QCOMPARE(video.members(77).size(), std::size_t(50));
        lap("members of a cluster");
        QCOMPARE(video.embeddings().patches.size(), std::size_t(50000));
        lap("50,000 embeddings of 512");
    }
};

QTEST_GUILESS_MAIN(TestVideoStore)
#include "tst_video_store.moc"
