#include "base/error.h"
#include "media/probe.h"
#include "variants.h"

#include <QTest>

using namespace refocus;
using namespace refocus::media;
using namespace std::chrono_literals;

namespace {

bool warns(const VideoProbe &probe, const std::string &part)
{
    for (const std::string &warning : probe.warnings)
        if (warning.find(part) != std::string::npos)
            return true;
    return false;
}

QString joined(const VideoProbe &probe)
{
    QString text;
    for (const std::string &warning : probe.warnings)
        text += QString::fromStdString(warning) + " ";
    return text;
}

} // namespace

class TestProbe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void factsOfEveryVariant_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("codec");
        QTest::addColumn<QString>("pixelFormat");
        QTest::addColumn<bool>("variable");
        QTest::addColumn<int>("rotation");
        QTest::addColumn<double>("firstPts");
        QTest::addColumn<bool>("editList");
        const auto row = [](const char *name, const char *codec, const char *pixels,
                            bool variable = false, int rotation = 0, double firstPts = 0,
                            bool editList = false) {
            QTest::newRow(name) << name << codec << pixels << variable << rotation << firstPts
                                << editList;
        };
        row("h264 mp4", "h264", "yuv420p", false, 0, 0, true); // For the B-frames' delay.
        row("h264 without b-frames", "h264", "yuv420p");
        row("h264 mkv", "h264", "yuv420p");
        row("h264 raw", "h264", "yuv420p");
        row("vfr.mp4", "h264", "yuv420p", true, 0, 0, true);
        row("vfr.mkv", "h264", "yuv420p", true);
        row("first pts 3 s.mkv", "h264", "yuv420p", false, 0, 3);
        row("edit list", "h264", "yuv420p", false, 0, 0, true);
        row("10 bit", "h264", "yuv420p10le", false, 0, 0, true);
        row("rotated 90", "h264", "yuv420p", false, 90, 0, true);
        row("mpeg4 avi without b-frames", "mpeg4", "yuv420p");
        row("mjpeg avi", "mjpeg", "yuvj420p");
        row("ffv1 mkv", "ffv1", "yuv420p");
    }

    void factsOfEveryVariant()
    {
        QFETCH(QString, name);
        QFETCH(QString, codec);
        QFETCH(QString, pixelFormat);
        QFETCH(bool, variable);
        QFETCH(int, rotation);
        QFETCH(double, firstPts);
        QFETCH(bool, editList);
        const test::Variant variant = test::variant(name.toStdString());
        const auto path = m_folder / variant.file;
        test::writeClip(path, variant.clip);
        const VideoProbe facts = probe(path);
        QCOMPARE(facts.streams.size(), std::size_t(1));
        const StreamProbe &stream = facts.streams.front();
        QCOMPARE(QString::fromStdString(stream.codec), codec);
        QCOMPARE(QString::fromStdString(stream.pixelFormat), pixelFormat);
        const bool lying = rotation % 180 != 0;
        QCOMPARE(stream.width, lying ? variant.clip.size.height : variant.clip.size.width);
        QCOMPARE(stream.frames, std::int64_t(variant.clip.frames - variant.firstShown));
        QCOMPARE(stream.variableFrameRate, variable);
        QCOMPARE(stream.rotation, rotation);
        QVERIFY(std::abs(stream.firstPtsSeconds - firstPts) < 0.001);
        QCOMPARE(stream.duplicatePts, std::int64_t(0));
        QCOMPARE(stream.droppedPictures, std::int64_t(0));
        QCOMPARE(stream.editList, editList);
        QVERIFY2(variable == warns(facts, "variable"), qPrintable(joined(facts)));
        QCOMPARE(warns(facts, "turned by 90"), rotation == 90);
        QCOMPARE(warns(facts, "first PTS is 3.000"), firstPts == 3);
        QCOMPARE(warns(facts, "hides 5"), variant.firstShown == 5);
        QVERIFY2(!warns(facts, "damaged") && !warns(facts, "could not"), qPrintable(joined(facts)));
        if (variant.clip.times.empty() && !name.contains("avi"))
            QVERIFY(std::abs(stream.picturesDurationSeconds - 1.6) < 0.01);
    }

    void picturesThatAreMissingAreCounted()
    {
        test::ClipOptions clip;
        for (int i = 0; i < clip.frames; ++i)
            clip.times.push_back((i < 20 ? i : i + 3) * 40ms);
        const auto path = m_folder / "dropped.mp4";
        test::writeClip(path, clip);
        const VideoProbe facts = probe(path);
        QCOMPARE(facts.streams[0].variableFrameRate, false);
        QCOMPARE(facts.streams[0].droppedPictures, std::int64_t(3));
        QVERIFY2(warns(facts, "3 pictures are missing"), qPrintable(joined(facts)));
    }

    void repeatedPtsAreCounted()
    {
        const test::Variant variant = test::variant("repeated pts");
        const auto path = m_folder / variant.file;
        test::writeClip(path, variant.clip);
        const VideoProbe facts = probe(path);
        QCOMPARE(facts.streams[0].duplicatePts, std::int64_t(3));
        QCOMPARE(facts.streams[0].variableFrameRate, false);
        QVERIFY2(warns(facts, "3 pictures repeat the PTS"), qPrintable(joined(facts)));
    }

    void aRawStreamHasNoPts()
    {
        const test::Variant variant = test::variant("h264 raw");
        const auto path = m_folder / variant.file;
        test::writeClip(path, variant.clip);
        const VideoProbe facts = probe(path);
        QCOMPARE(facts.streams[0].missingPts, std::int64_t(40));
        QVERIFY2(warns(facts, "40 packets have no PTS"), qPrintable(joined(facts)));
    }

    void durationsThatDifferAreTold()
    {
        test::ClipOptions clip;
        clip.encoder.formatOptions = {{"movflags", "+faststart"}};
        const auto path = m_folder / "cut.mp4";
        test::writeClip(path, clip);
        test::truncateFile(path, 0.6);
        const VideoProbe facts = probe(path);
        QCOMPARE(facts.durationSeconds, 1.6);
        QVERIFY(facts.streams[0].picturesDurationSeconds < 1.4);
        QVERIFY2(warns(facts, "The container says 1.600 s"), qPrintable(joined(facts)));
    }

    void realFootage_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<qint64>("frames");
        QTest::addColumn<double>("seconds");
        QTest::newRow("corridor") << "corridor.mp4" << qint64(1394) << 139.4;
        QTest::newRow("parking") << "parking.mp4" << qint64(377) << 30.16;
        QTest::newRow("highway") << "highway.avi" << qint64(1699) << 28.33;
    }

    void realFootage()
    {
        QFETCH(QString, file);
        QFETCH(qint64, frames);
        QFETCH(double, seconds);
        const std::filesystem::path path =
            std::filesystem::path(REFOCUS_SHARED) / "footage" / file.toStdString();
        if (!std::filesystem::exists(path))
            QSKIP("the footage folder is not there");
        const VideoProbe facts = probe(path);
        QCOMPARE(facts.streams.size(), std::size_t(1));
        QCOMPARE(facts.streams[0].frames, frames);
        QVERIFY2(std::abs(facts.durationSeconds - seconds) < 0.1,
                 qPrintable(QString::number(facts.durationSeconds)));
        QVERIFY(std::abs(facts.streams[0].picturesDurationSeconds - seconds) < 0.1);
        QCOMPARE(facts.streams[0].variableFrameRate, false);
    }

    void cancellingIsPossible()
    {
        const test::Variant variant = test::variant("h264 mp4");
        const auto path = m_folder / "cancel.mp4";
        test::writeClip(path, variant.clip);
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 probe(path, [](const ProgressReport &) { return false; }));
    }

private:
    test::TempFolder m_folder;
};

QTEST_GUILESS_MAIN(TestProbe)
#include "tst_probe.moc"
