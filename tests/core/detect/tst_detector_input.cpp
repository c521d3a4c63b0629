#include "base/error.h"
#include "film.h"

#include <QTest>

#include <set>

using namespace refocus;
using namespace refocus::detect;

namespace {

Frame frameOf(const cv::Mat &image, FrameIndex index, double seconds)
{
    Frame frame;
    frame.index = index;
    frame.time = fromSeconds(seconds);
    frame.image = image;
    return frame;
}

} // namespace

class TestDetectorInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneResultAPictureInOrder()
    {
        Detector detector;
        std::vector<FrameIndex> indices;
        for (int i = 0; i < 20; ++i) {
            const auto result = detector.add(frameOf(film::background(1), 100 + i, i / 10.0));
            QCOMPARE(result.has_value(), i >= Detector::kDelay);
            if (result)
                indices.push_back(result->frame.index);
        }
        for (const auto &result : detector.flush())
            indices.push_back(result.frame.index);
        QCOMPARE(indices.size(), 20u);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(indices[i], FrameIndex(100 + i));
        QCOMPARE(detector.stats().frames, 20);
        QVERIFY(detector.flush().empty());
    }

    void everyTrackEndsOnceAndIsNotSeenAfterwards()
    {
        const auto results = film::watch(6, 10, [](double t) {
            cv::Mat picture = film::background(1);
            film::drawObject(picture, {cvRound(-40 + (t - 1) * 90), 20, 36, 36}, {40, 40, 220});
            film::drawObject(picture, {cvRound(40 + t * 20), 120, 36, 36}, {230, 230, 230});
            return picture;
        });
        std::set<TrackId> seen, ended;
        for (const auto &result : results) {
            for (const auto &d : result.detections) {
                QVERIFY(!ended.count(d.track));
                seen.insert(d.track);
            }
            for (const TrackId track : result.endedTracks)
                QVERIFY(ended.insert(track).second);
        }
        QVERIFY(seen.size() >= 2);
        QCOMPARE(ended, seen);
    }

    void anySizeOfPictureIsTaken_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("pictures");
        QTest::newRow("1x1") << 1 << 1 << 30;
        QTest::newRow("2x3") << 2 << 3 << 30;
        QTest::newRow("16x9") << 16 << 9 << 30;
        QTest::newRow("2000x1") << 2000 << 1 << 30;
        QTest::newRow("1x2000") << 1 << 2000 << 10;
        QTest::newRow("8K") << 7680 << 4320 << 8;
    }
    void anySizeOfPictureIsTaken()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, pictures);
        Detector detector;
        cv::RNG random(3);
        std::size_t results = 0;
        for (int i = 0; i < pictures; ++i) {
            cv::Mat image(height, width, CV_8UC3, cv::Scalar(90, 90, 90));
            const cv::Rect box(width * i / pictures, height / 3, std::max(1, width / 8),
                               std::max(1, height / 4));
            image(box & cv::Rect(0, 0, width, height)).setTo(cv::Scalar(10, 20, 200));
            const auto result = detector.add(frameOf(image, i, i / 10.0));
            if (!result)
                continue;
            ++results;
            for (const auto &d : result->detections)
                QVERIFY(!d.box.empty() && (d.box & cv::Rect(0, 0, width, height)) == d.box);
        }
        QCOMPARE(results + detector.flush().size(), std::size_t(pictures));
    }

    void boxesAreInSourcePixels()
    {
        // Three times the working width.
        std::vector<FrameResult> results;
        Detector detector;
        for (int i = 0; i < 60; ++i) {
            cv::Mat image = film::background(1, {960, 540});
            film::drawObject(image, {i * 12, 200, 120, 120}, {40, 40, 220});
            if (auto r = detector.add(frameOf(image, i, i / 10.0)))
                results.push_back(std::move(*r));
        }
        QCOMPARE(results[50].detections.size(), 1u);
        QVERIFY(film::overlap(results[50].detections[0].box, {600, 200, 120, 120}) > 0.8);
    }

    void smallestAreaIsInSourcePixels()
    {
        const auto tracks = [](double minArea) {
            DetectOptions options;
            options.minArea = minArea;
            Detector detector(options);
            for (int i = 0; i < 50; ++i) {
                cv::Mat image = film::background(1, {640, 360});
                film::drawObject(image, {i * 8, 200, 60, 60}, {40, 40, 220});
                detector.add(frameOf(image, i, i / 10.0));
            }
            return detector.stats().tracks;
        };
        QCOMPARE(tracks(2500), 1);
        QCOMPARE(tracks(5500), 0);
    }

    void changeOfSizeRestarts()
    {
        Detector detector;
        std::vector<FrameResult> results;
        for (int i = 0; i < 30; ++i) {
            const cv::Size size = i < 15 ? cv::Size(320, 180) : cv::Size(200, 160);
            if (auto r = detector.add(frameOf(film::background(1, size), i, i / 10.0)))
                results.push_back(std::move(*r));
        }
        for (auto &r : detector.flush())
            results.push_back(std::move(r));
        for (const auto &r : results)
            QCOMPARE(r.backgroundRestarted, r.frame.index == 15);
        QCOMPARE(detector.stats().restarts, 1);
    }

    void timesThatStandStillOrFallBackAreTaken()
    {
        Detector detector;
        int found = 0;
        for (int i = 0; i < 60; ++i) {
            cv::Mat image = film::background(1);
            film::drawObject(image, {i * 5 - 40, 70, 36, 36}, {40, 40, 220});
            // Every tenth time is repeated, every fifteenth falls back.
            const double seconds = i % 15 == 14  ? i / 10.0 - 0.5
                                   : i % 10 == 9 ? (i - 1) / 10.0
                                                 : i / 10.0;
            const auto result = detector.add(frameOf(image, i, seconds));
            found += result && !result->detections.empty();
        }
        QVERIFY2(found > 25, qPrintable(QString::number(found)));
    }

    void gapOfADayEndsTheTracks()
    {
        Detector detector;
        std::vector<FrameResult> results;
        for (int i = 0; i < 40; ++i) {
            cv::Mat image = film::background(1);
            if (i < 20)
                film::drawObject(image, {i * 10 - 40, 70, 36, 36}, {40, 40, 220});
            const double seconds = i / 10.0 + (i < 20 ? 0 : 86400);
            if (auto r = detector.add(frameOf(image, i, seconds)))
                results.push_back(std::move(*r));
        }
        QCOMPARE(results[19].detections.size(), 1u);
        QCOMPARE(results[20].endedTracks, std::vector<TrackId>{0});
        for (int i = 20; i < 36; ++i)
            QVERIFY(results[i].detections.empty());
    }

    void whatIsNoPictureIsAnError()
    {
        Detector detector;
        QVERIFY_EXCEPTION_THROWN(detector.add(frameOf({}, 0, 0)), Error);
        QVERIFY_EXCEPTION_THROWN(detector.add(frameOf(cv::Mat(4, 4, CV_8U, cv::Scalar(0)), 0, 0)),
                                 Error);
    }

    void optionsOutOfRangeAreErrors()
    {
        DetectOptions narrow;
        narrow.workingWidth = 0;
        QVERIFY_EXCEPTION_THROWN(Detector{narrow}, Error);
        DetectOptions line;
        line.include.push_back({{0, 0}, {5, 5}});
        QVERIFY_EXCEPTION_THROWN(Detector{line}, Error);
        DetectOptions never;
        never.backgroundSeconds = 0;
        QVERIFY_EXCEPTION_THROWN(Detector{never}, Error);
    }
};

QTEST_GUILESS_MAIN(TestDetectorInput)
#include "tst_detector_input.moc"
