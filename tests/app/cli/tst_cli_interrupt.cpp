// Ctrl-C and kill -9 during ingest: the next run goes on and ends as an undisturbed one.
#include "app/cli/workplace.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>
#include <random>

using namespace refocus;
using nlohmann::json;
using test::CliResult;

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
        QProcess process;
        test::start(process, m_place.ingestLine("stopped.case", {m_clip}));
        // Until pictures have been written: a line of progress that counts some.
        QByteArray progress;
        const auto frames = [&progress] {
            const auto last = progress.lastIndexOf("\"frames\":");
            return last < 0 ? 0 : progress.mid(last + 9).split(',')[0].split('}')[0].toInt();
        };
        process.setReadChannel(QProcess::StandardError);
        while (frames() == 0) {
            QVERIFY2(process.waitForReadyRead(test::kLongestMs), "it ended before it was stopped");
            progress += process.readAllStandardError();
        }
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGINT), 0);
        const CliResult stopped = test::finish(process);
        const qint64 took = timer.elapsed();
        QVERIFY2(stopped.left(130), stopped.text());
        qInfo("stopped after %lld ms", static_cast<long long>(took));
        QVERIFY2(took < 3000, QByteArray::number(took)); // One second, on a machine with time.
        QVERIFY2(m_place.ask("verify", "stopped.case").left(0), "the stopped case is not sound");

        const CliResult second = m_place.ingest("stopped.case", {m_clip});
        QVERIFY2(second.left(0), second.text());
        QCOMPARE(stateOf(second), std::string("continued"));
        const QByteArray difference = m_place.differsFrom(m_patches, "stopped.case");
        QVERIFY2(difference.isEmpty(), difference);
    }

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
