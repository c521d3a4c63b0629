// Ctrl-C and kill -9 during ingest: the next run goes on and ends as an undisturbed one.
#include "app/cli/workplace.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>
#include <random>

using namespace refocus;
using nlohmann::json;
using test::CliResult;

#ifdef __SANITIZE_ADDRESS__
constexpr int kSlowness = 10; // Of a program under the sanitizers.
#else
constexpr int kSlowness = 1;
#endif

class TestCliInterrupt : public QObject
{
    Q_OBJECT

    test::Workplace m_place;
    QString m_clip;
    json m_patches; // Of an undisturbed run.
    qint64 m_undisturbedMs = 0;

    // Of the only video of an `ingest --json`.
    static std::string stateOf(const CliResult &result)
    {
        const json document = result.json();
        return document.is_object() ? document["videos"][0]["state"].get<std::string>() : "";
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::ClipOptions clip;
        clip.frames = 900;
        clip.size = {240, 180};
        clip.encoder.frameRate = 25;
        clip.ordinalPattern = false;
        clip.noise = 3;
        for (int first = 0; first < clip.frames; first += 150) {
            clip.rects.push_back(
                {{-40 - 3.0 * first, 60, 48, 36}, {3, 0}, {40, 40, 220}, first, first + 130});
            clip.rects.push_back({{340 + 4.0 * first, 110, 40, 52},
                                  {-4, 0},
                                  {220, 160, 40},
                                  first + 20,
                                  first + 120});
        }
        test::writeClip(m_place / "street.mp4", clip);
        m_clip = test::text(m_place / "street.mp4");
        const CliResult whole = m_place.ingest("whole.case", {m_clip});
        QVERIFY2(whole.left(0), whole.text());
        m_undisturbedMs = whole.ms;
        const CliResult patches = m_place.ask("patches", "whole.case");
        QVERIFY2(patches.left(0), patches.text());
        m_patches = patches.json();
        QVERIFY(m_patches["patches"].size() > 300);
    }

    void controlCStopsWithinASecondAndTheNextRunGoesOn()
    {
        // The quickest of three, so that it is the program that is measured and not the machine.
        qint64 quickest = test::kLongestMs;
        for (const char *name : {"first.case", "second.case", "stopped.case"})
            quickest = std::min(quickest, stopOnceItWrites(name));
        qInfo("stopped after %lld ms", static_cast<long long>(quickest));
        QVERIFY2(quickest < 1000 * kSlowness, QByteArray::number(quickest));
        QVERIFY2(m_place.ask("verify", "stopped.case").left(0), "the stopped case is not sound");

        const CliResult second = m_place.ingest("stopped.case", {m_clip});
        QVERIFY2(second.left(0), second.text());
        QCOMPARE(stateOf(second), std::string("continued"));
        const QByteArray difference = m_place.differsFrom(m_patches, "stopped.case");
        QVERIFY2(difference.isEmpty(), difference);
    }

    // While LibTorch loads, while the pack is read, while nothing is written yet.
    void controlCBeforeTheFirstPictureStopsAsWell()
    {
        for (const int ms : {0, 100, 300, 600, 1000}) {
            QProcess process;
            test::start(process, m_place.ingestLine("early.case", {m_clip}));
            QVERIFY(process.waitForStarted());
            if (process.waitForFinished(ms))
                break; // The machine is quick: it is through.
            QElapsedTimer timer;
            timer.start();
            ::kill(static_cast<pid_t>(process.processId()), SIGINT);
            const CliResult stopped = test::finish(process);
            if (stopped.left(0))
                break; // Just so.
            QVERIFY2(timer.elapsed() < 3000 * kSlowness, QByteArray::number(timer.elapsed()));
            // Before main the system ends it: the same 130 to a shell.
            QVERIFY2(stopped.left(130) || (stopped.crashed && stopped.exitCode == SIGINT),
                     stopped.text());
        }
        const CliResult last = m_place.ingest("early.case", {m_clip});
        QVERIFY2(last.left(0), last.text());
        const QByteArray difference = m_place.differsFrom(m_patches, "early.case");
        QVERIFY2(difference.isEmpty(), difference);
    }

private:
    // How long it takes to end, in ms.
    qint64 stopOnceItWrites(const std::string &name) const
    {
        QProcess process;
        test::start(process, m_place.ingestLine(name, {m_clip}));
        // Until pictures have been written: a line of progress that counts some.
        QByteArray progress;
        const auto frames = [&progress] {
            const auto last = progress.lastIndexOf("\"frames\":");
            return last < 0 ? 0 : progress.mid(last + 9).split(',')[0].split('}')[0].toInt();
        };
        process.setReadChannel(QProcess::StandardError);
        while (frames() == 0) {
            if (!process.waitForReadyRead(test::kLongestMs))
                return test::kLongestMs; // It ended before it was stopped.
            progress += process.readAllStandardError();
        }
        QElapsedTimer timer;
        timer.start();
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        const CliResult stopped = test::finish(process);
        return stopped.left(130) ? timer.elapsed() : test::kLongestMs;
    }

private Q_SLOTS:
    // At moments between nothing and all of the time that an undisturbed run takes.
    void killedAtAnyMomentTheNextRunGoesOn_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 3; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void killedAtAnyMomentTheNextRunGoesOn()
    {
        QFETCH(unsigned, seed);
        const std::string name = "killed" + std::to_string(seed) + ".case";
        std::mt19937 random(seed);
        auto longest = static_cast<unsigned>(m_undisturbedMs);
        int killed = 0;
        for (int run = 0; killed < 3; ++run) {
            QVERIFY2(run < 20, "it always ended before it was killed");
            QProcess process;
            test::start(process, m_place.ingestLine(name, {m_clip}));
            QVERIFY(process.waitForStarted());
            if (process.waitForFinished(static_cast<int>(random() % longest))) {
                longest = std::max(100U, longest / 2); // The machine is faster now: once more.
                std::filesystem::remove_all(m_place / name);
                killed = 0;
                continue;
            }
            process.kill(); // SIGKILL
            QVERIFY(process.waitForFinished());
            ++killed;
            // What is there is whole, if there is anything yet.
            if (std::filesystem::exists(m_place / name)) {
                const CliResult sound = m_place.ask("verify", name);
                QVERIFY2(sound.decent(), sound.text());
            }
        }
        const CliResult last = m_place.ingest(name, {m_clip});
        QVERIFY2(last.left(0), last.text());
        const QByteArray difference = m_place.differsFrom(m_patches, name);
        QVERIFY2(difference.isEmpty(), difference);
    }
};

QTEST_GUILESS_MAIN(TestCliInterrupt)
#include "tst_cli_interrupt.moc"
