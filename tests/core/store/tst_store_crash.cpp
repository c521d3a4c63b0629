// A writer that is killed, or runs out of disk, loses at most the batch at hand.
#include "base/error.h"
#include "core/store/sample_video.h"
#include "store/case.h"
#include "store/lmdb_env.h"
#include "store/verify.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <ctime>
#include <random>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace refocus;
using namespace refocus::store;
namespace fs = std::filesystem;

namespace {

constexpr int kBatches = 12;

std::vector<Batch> sampleBatches(int count)
{
    SampleVideo sample;
    std::vector<Batch> batches;
    for (int i = 0; i < count; ++i)
        batches.push_back(sample.next());
    return batches;
}

// Commits from the resume point on, as ingest would.
void writeAll(const fs::path &folder, const std::vector<Batch> &batches,
              const std::function<void()> &committed = {})
{
    auto writer = videoState(folder) == VideoState::Missing
                      ? VideoWriter::start(folder, sampleMeta())
                      : VideoWriter::resume(folder);
    const FrameIndex next = writer.resumePoint().nextFrame;
    for (const Batch &batch : batches) {
        if (batch.firstFrame < next)
            continue;
        writer.commit(batch);
        if (committed)
            committed();
    }
}

// The kernel kills this process after so many nanoseconds, wherever it then is.
void dieAfter(long nanoseconds)
{
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGKILL;
    timer_t timer{};
    itimerspec when{};
    when.it_value = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    timer_settime(timer, 0, &when, nullptr);
}

// A batch with 400 KB of thumbnail that does not compress.
Batch largeBatch(int number)
{
    Batch batch;
    std::mt19937 random(static_cast<unsigned>(number));
    std::vector<std::uint8_t> jpeg(400000);
    for (auto &b : jpeg)
        b = static_cast<std::uint8_t>(random());
    batch.thumbnails.push_back({static_cast<PatchId>(number), std::move(jpeg)});
    batch.firstFrame = number;
    batch.frames = {FrameEntry{}};
    batch.resume.nextFrame = number + 1;
    return batch;
}

// Commits large batches until the disk is full; then everything before must be there. 0 if so.
int fillTheDisk(const fs::path &folder, const char *sentence)
{
    int committed = 0;
    auto writer = std::make_unique<VideoWriter>(VideoWriter::start(folder, sampleMeta()));
    bool told = false;
    for (; committed < 50 && !told; committed += told ? 0 : 1) {
        try {
            writer->commit(largeBatch(committed));
        } catch (const Error &error) {
            told = QByteArray(error.what()).contains(sentence) &&
                   QByteArray(error.what()).contains("index.mdb");
            if (!told)
                std::fprintf(stderr, "%s\n", error.what());
            if (!told)
                return 1;
        }
    }
    if (!told || committed < 3)
        return 2;
    for (int reopened = 0; reopened < 2; ++reopened) { // In this environment and in a fresh one.
        const VideoSnapshot video(folder);
        if (writer && writer->resumePoint().nextFrame != committed)
            return 3;
        if (video.counts().frames != static_cast<std::uint64_t>(committed))
            return 4;
        for (int i = 0; i < committed; ++i) {
            if (video.thumbnail(static_cast<PatchId>(i)) != largeBatch(i).thumbnails[0].jpeg)
                return 5;
        }
        writer.reset();
    }
    return 0;
}

} // namespace

class TestStoreCrash : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path path(const std::string &name) const
    {
        return fs::path(m_dir->path().toStdString()) / name;
    }

private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void killedAtAnyMomentAtMostTheLastBatchIsLost()
    {
        const auto batches = sampleBatches(kBatches);
        writeAll(path("whole"), batches);
        const std::string expected = dump(VideoSnapshot(path("whole")));
        // How long a run takes here, so that the moments spread over all of it.
        QElapsedTimer clock;
        clock.start();
        inChild([&] {
            writeAll(path("timed"), batches);
            return 0;
        });
        long whole = std::max<long>(clock.nsecsElapsed(), 1000000);
        std::mt19937 random(11);
        int killed = 0;
        for (int run = 0; run < 25 || (killed <= 10 && run < 200); ++run) {
            const fs::path folder = path("run" + std::to_string(run));
            std::array<int, 2> acks{};
            QCOMPARE(::pipe(acks.data()), 0);
            const long moment = static_cast<long>(random() % 1000) * (whole / 1000) + 1;
            const int outcome = inChild([&] {
                dieAfter(moment);
                writeAll(folder, batches, [&] { return (void)!::write(acks[1], "x", 1); });
                return 0;
            });
            ::close(acks[1]);
            int acknowledged = 0;
            for (char byte = 0; ::read(acks[0], &byte, 1) == 1;)
                ++acknowledged;
            ::close(acks[0]);
            QVERIFY(outcome == -SIGKILL || outcome == 0);
            killed += outcome == -SIGKILL;
            if (outcome == 0) // Quicker than the run that was timed.
                whole = std::max(whole * 4 / 5, 1000000L);

            if (videoState(folder) != VideoState::Missing) {
                const auto next = VideoWriter::resume(folder).resumePoint().nextFrame;
                QVERIFY(next == acknowledged * kSampleFrames ||
                        next == (acknowledged + 1) * kSampleFrames);
            } else {
                QCOMPARE(acknowledged, 0);
            }
            writeAll(folder, batches);
            QVERIFY(dump(VideoSnapshot(folder)) == expected);
        }
        QVERIFY2(killed > 10, qPrintable(QString::number(killed)));
    }

    void aCaseSurvivesAKillWhileItIsMade()
    {
        std::mt19937 random(2);
        for (int run = 0; run < 10; ++run) {
            const fs::path folder = path("c" + std::to_string(run) + ".case");
            inChild([&] {
                dieAfter(static_cast<long>(random() % 1000) * (run + 1) * 2000 + 1);
                Case::openOrCreate(folder).log("made", "{}");
                return 0;
            });
            Case c = Case::openOrCreate(folder);
            QVERIFY(c.auditLog().size() <= 1);
            c.log("again", "{}");
            QVERIFY(verifyCase(folder).findings.empty());
        }
    }

    // The maps of a batch are in, its index part is not: what a kill between the two leaves.
    void aBatchWhoseIndexPartIsMissingIsCommittedAgain()
    {
        const auto batches = sampleBatches(6);
        writeAll(path("whole"), batches);
        const std::string expected = dump(VideoSnapshot(path("whole")));
        for (int half = 0; half < 6; ++half) {
            const fs::path folder = path("half" + std::to_string(half));
            writeAll(folder, {batches.begin(), batches.begin() + half});
            {
                Batch onlyMaps; // With nothing for the index but the resume point that is there.
                onlyMaps.maps = batches[static_cast<std::size_t>(half)].maps;
                onlyMaps.mapsToErase = batches[static_cast<std::size_t>(half)].mapsToErase;
                if (half > 0)
                    onlyMaps.resume = batches[static_cast<std::size_t>(half) - 1].resume;
                VideoWriter::resume(folder).commit(onlyMaps);
            }
            const VideoSnapshot video(folder);
            QVERIFY(video.counts().frames == static_cast<std::uint64_t>(half * kSampleFrames));
            dump(video); // Readable.
            writeAll(folder, batches);
            QVERIFY(dump(video) == expected);
        }
    }

    void aFullDiskKeepsWhatWasCommitted()
    {
        if (::geteuid() != 0)
            QSKIP("A file system of 3 MB can only be mounted as root");
        fs::create_directory(path("disk"));
        const int outcome = inChild([&] {
            if (::unshare(CLONE_NEWNS) != 0 ||
                ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
                ::mount("tmpfs", path("disk").c_str(), "tmpfs", 0, "size=3m") != 0)
                return 77;
            return fillTheDisk(path("disk/v"), "the disk is full");
        });
        if (outcome == 77)
            QSKIP("A file system of 3 MB cannot be mounted here");
        QCOMPARE(outcome, 0);
    }

    void aFileThatMayNotGrowKeepsWhatWasCommitted()
    {
        const int outcome = inChild([&] {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{3 << 20, 3 << 20};
            if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
                return 77;
            return fillTheDisk(path("v"), "may not grow");
        });
        QCOMPARE(outcome, 0);
    }
};

QTEST_GUILESS_MAIN(TestStoreCrash)
#include "tst_store_crash.moc"
