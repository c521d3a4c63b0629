#include "train/augmentation.h"

#include <QTest>
#include <opencv2/core.hpp>

using namespace refocus::train;

namespace {

cv::Mat gradient(int size)
{
    cv::Mat image(size, size, CV_8UC3);
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x)
            image.at<cv::Vec3b>(y, x) =
                cv::Vec3b(static_cast<uchar>(x * 2), static_cast<uchar>(y * 2), 90);
    return image;
}

bool equal(const cv::Mat &a, const cv::Mat &b) { return cv::norm(a, b, cv::NORM_INF) == 0; }

} // namespace

class TestAugmentation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theSameSeedGivesTheSamePicture()
    {
        const cv::Mat image = gradient(96);
        int different = 0;
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            QVERIFY(equal(augmented(image, 64, seed), augmented(image, 64, seed)));
            different += !equal(augmented(image, 64, seed), augmented(image, 64, seed + 1000));
        }
        QVERIFY(different > 45);
    }

    void theSizeIsTheOneAskedFor()
    {
        for (const int size : {16, 64, 128}) {
            QCOMPARE(augmented(gradient(96), size, 7).size(), cv::Size(size, size));
            QCOMPARE(resized(gradient(96), size).size(), cv::Size(size, size));
        }
    }

    void theOriginalIsLeftAlone()
    {
        const cv::Mat image = gradient(64), copy = image.clone();
        for (std::uint64_t seed = 0; seed < 50; ++seed)
            augmented(image, 64, seed);
        QVERIFY(equal(image, copy));
    }
};

QTEST_GUILESS_MAIN(TestAugmentation)
#include "tst_augmentation.moc"
