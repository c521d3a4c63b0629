#include "base/error.h"
#include "media/overlay.h"
#include "media/video_encoder.h"
#include "media/video_reader.h"
#include "variants.h"

#include <QTest>
#include <opencv2/core.hpp>

#include <csignal>
#include <functional>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace refocus;
using namespace refocus::media;
using namespace std::chrono_literals;

namespace {

int filesIn(const std::filesystem::path &folder)
{
    int count = 0;
    for ([[maybe_unused]] const auto &entry : std::filesystem::directory_iterator(folder))
        ++count;
    return count;
}

// Noise, which no codec can make small.
void writeMuch(const std::filesystem::path &path)
{
    test::ClipOptions clip;
    clip.frames = 60;
    clip.noise = 60;
    test::writeClip(path, clip);
}

QString faultOf(const std::function<void()> &work)
{
    try {
        work();
    } catch (const Error &error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestVideoEncoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFileAppearsOnlyWhenItIsComplete()
    {
        test::TempFolder folder;
        const auto path = folder / "clip.mp4";
        {
            VideoEncoder encoder(path, {64, 48});
            encoder.write(cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(90)));
            QVERIFY(!std::filesystem::exists(path));
        }
        QCOMPARE(filesIn(folder.path()), 0);
        VideoEncoder encoder(path, {64, 48});
        encoder.write(cv::Mat(48, 64, CV_8UC3, cv::Scalar::all(90)));
        encoder.finish();
        QVERIFY(std::filesystem::exists(path));
        QCOMPARE(filesIn(folder.path()), 1);
    }

    void oddSizesArePadded_data()
    {
        QTest::addColumn<QString>("codec");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::newRow("x264 1x1") << "libx264" << 1 << 1;
        QTest::newRow("x264 33x17") << "libx264" << 33 << 17;
        QTest::newRow("mpeg4 33x17") << "mpeg4" << 33 << 17;
    }

    void oddSizesArePadded()
    {
        QFETCH(QString, codec);
        QFETCH(int, width);
        QFETCH(int, height);
        if (!test::hasEncoder(codec.toStdString()))
            QSKIP("this FFmpeg has no such encoder");
        test::TempFolder folder;
        const auto path = folder / "odd.mp4";
        EncoderOptions options;
        options.codec = codec.toStdString();
        VideoEncoder encoder(path, {width, height}, options);
        encoder.write(cv::Mat(height, width, CV_8UC3, cv::Scalar(40, 120, 180)));
        encoder.finish();
        const auto frame = VideoReader(path).read();
        QCOMPARE(frame->image.size(), cv::Size(width + 1, height + 1));
        const cv::Vec3b corner = frame->image.at<cv::Vec3b>(height, width);
        QVERIFY(std::abs(corner[0] - 40) < 10 && std::abs(corner[1] - 120) < 10 &&
                std::abs(corner[2] - 180) < 10);
    }

    void whatCannotBeWrittenIsASentence()
    {
        test::TempFolder folder;
        const cv::Mat picture(48, 64, CV_8UC3, cv::Scalar::all(90));
        const auto fault = [&](const std::string &name, EncoderOptions options = {}) {
            return faultOf([&] {
                VideoEncoder encoder(folder / name, {64, 48}, options);
                encoder.write(picture);
                encoder.finish();
            });
        };
        QCOMPARE(fault("good.mp4"), QString());
        QVERIFY(fault("clip.text").contains("extension"));
        QVERIFY(fault("nowhere/clip.mp4").contains("No such file or directory"));
        QVERIFY(fault("clip.mp4", {.codec = "nonsense"}).contains("no encoder nonsense"));
        QVERIFY(fault("clip.mp4", {.pixelFormat = "nonsense"}).contains("pixel format nonsense"));
        QVERIFY(faultOf([&] {
                    VideoEncoder(folder / "none.mp4", {64, 48}).finish();
                }).contains("no picture"));
        QVERIFY(faultOf([&] {
                    VideoEncoder(folder / "x.mp4", {32, 48}).write(picture);
                }).contains("another size"));
        QVERIFY(faultOf([&] {
                    VideoEncoder(folder / "x.mp4", {0, 0}).write(picture);
                }).contains("size"));
    }

    void aFileThatMayNotGrowIsASentence()
    {
        test::TempFolder folder;
        const auto before = std::signal(SIGXFSZ, SIG_IGN);
        rlimit old{};
        getrlimit(RLIMIT_FSIZE, &old);
        const rlimit small{100'000, old.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
        const QString fault = faultOf([&] { writeMuch(folder / "much.mp4"); });
        setrlimit(RLIMIT_FSIZE, &old);
        std::signal(SIGXFSZ, before);
        QVERIFY2(fault.contains("much.mp4: cannot be written: File too large"), qPrintable(fault));
        QCOMPARE(filesIn(folder.path()), 0);
    }

    void aFullDiskIsASentence_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *file : {"much.mp4", "much.mkv", "much.avi", "much.ts", "much.h264"})
            QTest::newRow(file) << file;
    }

    void aFullDiskIsASentence()
    {
        QFETCH(QString, file);
        test::TempFolder folder;
        const auto disk = folder / "disk";
        std::filesystem::create_directory(disk);
        if (mount("none", disk.c_str(), "tmpfs", 0, "size=128k") != 0)
            QSKIP("this user cannot mount a small disk");
        const QString fault = faultOf([&] { writeMuch(disk / file.toStdString()); });
        const int left = filesIn(disk);
        QCOMPARE(umount(disk.c_str()), 0);
        QVERIFY2(fault.contains(file + ": cannot be written: No space left on device"),
                 qPrintable("said: " + fault));
        QCOMPARE(left, 0);
    }

    void timesAreKept_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("codec");
        QTest::addColumn<int>("exactTo"); // Microseconds.
        QTest::newRow("mp4") << "times.mp4"
                             << "libx264" << 1;
        QTest::newRow("mkv") << "times.mkv"
                             << "libx264" << 1000;
        QTest::newRow("ts") << "times.ts"
                            << "libx264" << 12;
        QTest::newRow("mpeg4") << "mpeg4.mp4"
                               << "mpeg4" << 17;
        QTest::newRow("constant rate") << "times.avi"
                                       << "mpeg4" << 20'000;
    }

    void timesAreKept()
    {
        QFETCH(QString, file);
        QFETCH(QString, codec);
        QFETCH(int, exactTo);
        test::TempFolder folder;
        test::ClipOptions clip;
        clip.encoder.codec = codec.toStdString();
        clip.encoder.bFrames = 0;
        clip.times = {0us, 40'000us, 133'367us, 166'733us, 1'000'001us};
        clip.frames = 5;
        const auto path = folder / file.toStdString();
        test::writeClip(path, clip);
        VideoReader reader(path);
        for (const Timestamp time : clip.times) {
            QVERIFY(reader.skip());
            QVERIFY(std::abs((reader.entry().time - time).count()) <= exactTo);
        }
        QVERIFY(!reader.skip());
    }

    void anOverlayMarksItsBox()
    {
        cv::Mat image(360, 640, CV_8UC3, cv::Scalar::all(90));
        const std::vector<Overlay> overlays = {
            {.box = {200, 150, 80, 60}, .text = "car 0.93", .colour = {0, 0, 255}},
            {.box = {-20, -10, 60, 50}, .text = "truck", .colour = {0, 255, 0}},
            {.box = {630, 350, 40, 40}, .text = "bus", .colour = {255, 0, 0}}};
        drawOverlay(image, overlays, "00:00:12.480");
        QCOMPARE(image.at<cv::Vec3b>(180, 200), cv::Vec3b(0, 0, 255));
        QCOMPARE(image.at<cv::Vec3b>(180, 240), cv::Vec3b(90, 90, 90)); // Inside, untouched.
        QCOMPARE(image.at<cv::Vec3b>(300, 400), cv::Vec3b(90, 90, 90));
        cv::Mat bottomLeft = image(cv::Rect(0, 335, 120, 25)).clone();
        double darkest = 0, lightest = 0;
        cv::minMaxLoc(bottomLeft.reshape(1), &darkest, &lightest);
        QVERIFY(darkest < 30 && lightest > 200); // Letters on their ground.
        cv::Mat tiny(1, 1, CV_8UC3, cv::Scalar::all(0));
        drawOverlay(tiny, overlays, "00:00");
        QCOMPARE(tiny.size(), cv::Size(1, 1));
    }
};

QTEST_GUILESS_MAIN(TestVideoEncoder)
#include "tst_video_encoder.moc"
