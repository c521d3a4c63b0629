#include "detect/blobs.h"

#include <QTest>
#include <opencv2/imgproc.hpp>

using namespace refocus::detect;

class TestBlobs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void specksAreNoObjects()
    {
        cv::Mat mask = cv::Mat::zeros(100, 200, CV_8U);
        mask.at<uchar>(20, 20) = 255;
        cv::rectangle(mask, {100, 40, 4, 4}, 255, cv::FILLED);
        cv::rectangle(mask, {50, 50, 20, 20}, 255, cv::FILLED);
        const auto blobs = find(mask, {}, 100);
        QCOMPARE(blobs.size(), 1u);
        QCOMPARE(blobs[0].box, cv::Rect(50, 50, 20, 20));
        QCOMPARE(cv::countNonZero(blobs[0].mask), 400);
    }

    void componentIsDividedAmongTheTracksInIt()
    {
        cv::Mat mask = cv::Mat::zeros(100, 200, CV_8U);
        cv::rectangle(mask, {40, 30, 60, 30}, 255, cv::FILLED);
        const std::vector<Expectation> expected = {{{40, 30, 30, 30}}, {{70, 30, 30, 30}}};
        const auto blobs = find(mask, expected, 50);
        QCOMPARE(blobs.size(), 2u);
        QCOMPARE(blobs[0].box, cv::Rect(40, 30, 30, 30));
        QCOMPARE(blobs[1].box, cv::Rect(70, 30, 30, 30));
        QVERIFY(blobs[0].shared && blobs[1].shared);
        QCOMPARE(blobs[0].expected, 0);
        QCOMPARE(blobs[1].expected, 1);
    }

    void onlyTracksThatWereSeenAloneDivide()
    {
        cv::Mat mask = cv::Mat::zeros(100, 200, CV_8U);
        cv::rectangle(mask, {40, 30, 60, 30}, 255, cv::FILLED);
        const std::vector<Expectation> expected = {{{40, 30, 60, 30}}, {{70, 30, 30, 30}, false}};
        QCOMPARE(find(mask, expected, 50).size(), 1u);
    }

    void piecesOfOneTrackAreJoined()
    {
        cv::Mat mask = cv::Mat::zeros(100, 200, CV_8U);
        cv::rectangle(mask, {50, 20, 20, 36}, 255, cv::FILLED);
        cv::rectangle(mask, {50, 60, 20, 10}, 255, cv::FILLED);
        QCOMPARE(find(mask, {}, 100).size(), 2u);
        const auto joined = find(mask, {{{{50, 20, 20, 50}}}}, 100);
        QCOMPARE(joined.size(), 1u);
        QCOMPARE(joined[0].box, cv::Rect(50, 20, 20, 50));
    }

    void piecesWithShadowBetweenThemAreJoined()
    {
        cv::Mat mask = cv::Mat::zeros(100, 200, CV_8U);
        cv::rectangle(mask, {50, 20, 20, 14}, 255, cv::FILLED);
        cv::rectangle(mask, {50, 50, 20, 20}, 255, cv::FILLED);
        const std::vector<Expectation> expected = {{{50, 20, 20, 50}}};
        QCOMPARE(find(mask, expected, 100).size(), 2u);
        QCOMPARE(find(mask, expected, 100, {50, 30, 10, 25}).size(), 1u);
    }

    void whatSwallowsATrackIsNotTheTrack()
    {
        cv::Mat mask = cv::Mat::zeros(100, 200, CV_8U);
        cv::rectangle(mask, {20, 10, 160, 80}, 255, cv::FILLED);
        const auto blobs = find(mask, {{{{80, 40, 20, 20}}}}, 100);
        QVERIFY(!blobs.empty());
        QCOMPARE(blobs[0].expected, 0);
        QVERIFY(blobs[0].box.area() < 40 * 40);
    }

    void motionIsTheShareOfChangedPixels()
    {
        cv::Mat mask = cv::Mat::zeros(100, 200, CV_8U);
        cv::rectangle(mask, {50, 50, 20, 20}, 255, cv::FILLED);
        cv::Mat motion = cv::Mat::zeros(100, 200, CV_8U);
        cv::rectangle(motion, {50, 50, 10, 20}, 255, cv::FILLED);
        const cv::Mat picture(100, 200, CV_8UC3, cv::Scalar(1, 2, 3));
        QCOMPARE(
            findBlobs(mask, cv::Mat::zeros(mask.size(), CV_8U), motion, picture, {}, 100)[0].motion,
            0.5);
    }

    void coloursTellObjectsApart()
    {
        ColourHistogram red{}, blue{}, half{};
        red[3] = blue[48] = 1;
        half[3] = half[48] = 0.5f;
        QCOMPARE(likeness(red, red), 1.0);
        QCOMPARE(likeness(red, blue), 0.0);
        QCOMPARE(likeness(red, half), 0.5);
    }

private:
    static std::vector<Blob> find(cv::Mat mask, std::vector<Expectation> expected, double minArea,
                                  cv::Rect shaded = {})
    {
        cv::Mat shadow = cv::Mat::zeros(mask.size(), CV_8U);
        shadow(shaded).setTo(255);
        cv::Mat copy = mask.clone();
        const cv::Mat motion = cv::Mat::zeros(mask.size(), CV_8U);
        const cv::Mat picture(mask.size(), CV_8UC3, cv::Scalar(1, 2, 3));
        return findBlobs(copy, shadow, motion, picture, expected, minArea);
    }
};

QTEST_GUILESS_MAIN(TestBlobs)
#include "tst_blobs.moc"
