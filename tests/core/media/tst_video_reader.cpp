#include "base/error.h"
#include "media/video_reader.h"
#include "variants.h"

#include <QTest>
#include <opencv2/core.hpp>

#include <fstream>

using namespace refocus;
using namespace refocus::media;
using namespace std::chrono_literals;

namespace {

void append(const std::filesystem::path &to, const std::filesystem::path &from)
{
    std::ofstream(to, std::ios::binary | std::ios::app)
        << std::ifstream(from, std::ios::binary).rdbuf();
}

} // namespace

class TestVideoReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void picturesComeInOrderWithTheirTimes_data()
    {
        QTest::addColumn<QString>("name");
        for (const test::Variant &variant : test::variants())
            QTest::newRow(variant.name.c_str()) << QString::fromStdString(variant.name);
    }

    void picturesComeInOrderWithTheirTimes()
    {
        QFETCH(QString, name);
        const test::Variant variant = test::variant(name.toStdString());
        const auto path = m_folder / variant.file;
        test::writeClip(path, variant.clip);
        const EncoderOptions &encoder = variant.clip.encoder;
        const double step = static_cast<double>(encoder.frameRateScale) / encoder.frameRate;

        VideoReader reader(path);
        QCOMPARE(reader.info().width, variant.clip.size.width);
        QCOMPARE(reader.info().height, variant.clip.size.height);
        QCOMPARE(reader.info().rotation, encoder.rotation);
        Timestamp last(-1);
        int ordinal = variant.firstShown;
        while (const auto frame = reader.read()) {
            QCOMPARE(frame->image.type(), CV_8UC3);
            QCOMPARE(frame->image.size(), variant.clip.size);
            QCOMPARE(frame->index, FrameIndex(ordinal - variant.firstShown));
            QCOMPARE(test::readOrdinal(frame->image), std::optional(ordinal));
            QVERIFY(frame->time > last);
            last = frame->time;
            const auto index = static_cast<std::size_t>(ordinal);
            const double expected =
                variant.clip.times.empty()
                    ? step * static_cast<double>(frame->index)
                    : toSeconds(variant.clip.times[index] -
                                variant.clip.times[static_cast<std::size_t>(variant.firstShown)]);
            QVERIFY2(std::abs(toSeconds(frame->time) - expected) <
                         0.0011, // MKV keeps milliseconds.
                     qPrintable(QString("picture %1 at %2 s, not %3 s")
                                    .arg(ordinal)
                                    .arg(toSeconds(frame->time))
                                    .arg(expected)));
            ++ordinal;
        }
        QCOMPARE(ordinal, variant.clip.frames);
        QCOMPARE(reader.counts().failedPackets, std::int64_t(0));
        QCOMPARE(reader.counts().failedPictures, std::int64_t(0));
        QCOMPARE(reader.counts().endedEarly, false);
        QVERIFY(!reader.read());
    }

    void coloursAreThoseThatWereEncoded_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"h264 mp4", "mjpeg avi", "10 bit", "ffv1 mkv", "interlaced"})
            QTest::newRow(name) << name;
    }

    void coloursAreThoseThatWereEncoded()
    {
        QFETCH(QString, name);
        const test::Variant variant = test::variant(name.toStdString());
        const auto path = m_folder / ("colours" + variant.file);
        test::writeClip(path, variant.clip);
        VideoReader reader(path);
        cv::Mat difference;
        cv::absdiff(reader.read()->image, test::clipPicture(variant.clip, 0), difference);
        const cv::Scalar mean = cv::mean(difference);
        for (int channel = 0; channel < 3; ++channel)
            QVERIFY2(
                mean[channel] < 4,
                qPrintable(QString("channel %1 is off by %2").arg(channel).arg(mean[channel])));
    }

    void threadsDoNotChangeThePictures()
    {
        const auto path = m_folder / "threads.mp4";
        test::writeClip(path, test::variant("open gop.mp4").clip);
        VideoReader one(path, {.threads = 1}), many(path, {.threads = 5});
        while (const auto frame = one.read()) {
            const auto same = many.read();
            QVERIFY(same);
            QCOMPARE(same->pts, frame->pts);
            QCOMPARE(cv::norm(same->image, frame->image, cv::NORM_INF), 0.0);
            QCOMPARE(many.entry(), one.entry());
        }
        QVERIFY(!many.read());
    }

    void skippingIsReadingWithoutThePicture()
    {
        const auto path = m_folder / "skip.mp4";
        test::writeClip(path, test::variant("h264 mp4").clip);
        VideoReader reader(path);
        for (int i = 0; i < 21; ++i)
            QVERIFY(reader.skip());
        const auto frame = reader.read();
        QCOMPARE(frame->index, FrameIndex(21));
        QCOMPARE(test::readOrdinal(frame->image), std::optional(21));
        QVERIFY(reader.fraction() > 0.5);
    }

    void picturesSecondsApartAreAllThere()
    {
        test::ClipOptions clip;
        clip.frames = 9;
        for (int i = 0; i < clip.frames; ++i)
            clip.times.push_back(i * 5s);
        const auto path = m_folder / "apart.mkv";
        test::writeClip(path, clip);
        VideoReader reader(path);
        for (int i = 0; i < clip.frames; ++i) {
            const auto frame = reader.read();
            QVERIFY(frame);
            QCOMPARE(frame->index, FrameIndex(i));
            QCOMPARE(frame->time, Timestamp(i * 5s));
            QCOMPARE(reader.entry().pts, frame->pts);
            QCOMPARE(test::readOrdinal(frame->image), std::optional(i));
        }
        QVERIFY(!reader.read());
        QCOMPARE(reader.counts().pictures, std::int64_t(clip.frames));
    }

    void pixelsAreMadeSquare()
    {
        test::ClipOptions clip;
        clip.frames = 3;
        clip.encoder.sampleAspectX = 4;
        clip.encoder.sampleAspectY = 3;
        const auto path = m_folder / "wide.mp4";
        test::writeClip(path, clip);
        VideoReader reader(path);
        const auto frame = reader.read();
        QCOMPARE(frame->image.size(), cv::Size(256, 128));
        QCOMPARE(reader.info().width, 256);
        QCOMPARE(test::readOrdinal(frame->image), std::optional(0));
    }

    void aChangeOfResolutionKeepsTheFirstSize_data()
    {
        QTest::addColumn<QString>("extension");
        QTest::newRow("transport stream") << ".ts";
        QTest::newRow("raw") << ".h264";
    }

    void aChangeOfResolutionKeepsTheFirstSize()
    {
        QFETCH(QString, extension);
        test::ClipOptions clip;
        clip.frames = 10;
        const auto path = m_folder / ("change" + extension.toStdString());
        const auto second = m_folder / ("second" + extension.toStdString());
        test::writeClip(path, clip);
        clip.size = {320, 176};
        test::writeClip(second, clip);
        append(path, second);
        VideoReader reader(path);
        std::vector<int> ordinals;
        Timestamp last(-1);
        while (const auto frame = reader.read()) {
            QCOMPARE(frame->image.size(), cv::Size(192, 128));
            QVERIFY(frame->time > last);
            last = frame->time;
            ordinals.push_back(test::readOrdinal(frame->image).value_or(-1));
        }
        std::vector<int> expected;
        for (int i = 0; i < 20; ++i)
            expected.push_back(i % 10);
        QCOMPARE(ordinals, expected);
    }

    void picturesOfAnySize_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("codec");
        QTest::addColumn<QString>("pixels");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::newRow("1x1") << "1x1.mkv"
                             << "ffv1"
                             << "bgr0" << 1 << 1;
        QTest::newRow("1x7") << "1x7.mkv"
                             << "ffv1"
                             << "bgr0" << 1 << 7;
        QTest::newRow("odd") << "odd.mkv"
                             << "ffv1"
                             << "bgr0" << 641 << 359;
        QTest::newRow("8K") << "8k.mkv"
                            << "mjpeg"
                            << "yuvj420p" << 7680 << 4320;
    }

    void picturesOfAnySize()
    {
        QFETCH(QString, file);
        QFETCH(QString, codec);
        QFETCH(QString, pixels);
        QFETCH(int, width);
        QFETCH(int, height);
        EncoderOptions options;
        options.codec = codec.toStdString();
        options.pixelFormat = pixels.toStdString();
        const auto path = m_folder / file.toStdString();
        VideoEncoder encoder(path, {width, height}, options);
        encoder.write(cv::Mat(height, width, CV_8UC3, cv::Scalar(30, 90, 200)));
        encoder.finish();
        VideoReader reader(path);
        const auto frame = reader.read();
        QCOMPARE(frame->image.size(), cv::Size(width, height));
        const cv::Vec3b corner = frame->image.at<cv::Vec3b>(height - 1, width - 1);
        QVERIFY(std::abs(corner[0] - 30) < 8 && std::abs(corner[1] - 90) < 8 &&
                std::abs(corner[2] - 200) < 8);
        QVERIFY(!reader.read());
    }

    void everythingIsToldAboutTheFile()
    {
        const auto path = m_folder / "info.mp4";
        test::writeClip(path, test::variant("h264 mp4").clip);
        const VideoInfo info = VideoReader(path).info();
        QCOMPARE(info.path, path);
        QVERIFY(info.format.find("mp4") != std::string::npos);
        QCOMPARE(info.codec, std::string("h264"));
        QCOMPARE(info.frameRate, 25.0);
        QCOMPARE(info.declaredFrames, std::optional<std::int64_t>(40));
        QCOMPARE(info.duration, Timestamp(1600ms));
    }

    void scanStopsWhenItIsTold()
    {
        test::ClipOptions clip;
        clip.frames = 80;
        const auto path = m_folder / "scan.mp4";
        test::writeClip(path, clip);
        QCOMPARE(FrameTable::scan(path).size(), FrameIndex(80));
        QVERIFY_THROWS_EXCEPTION(
            Cancelled, FrameTable::scan(path, [](const ProgressReport &) { return false; }));
    }

private:
    test::TempFolder m_folder;
};

QTEST_GUILESS_MAIN(TestVideoReader)
#include "tst_video_reader.moc"
