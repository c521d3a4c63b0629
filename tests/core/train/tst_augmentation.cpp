#include "base/error.h"
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

    void aLightOneChangesLess()
    {
        const cv::Mat image = gradient(96), plain = resized(image, 64);
        double light = 0, full = 0;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const cv::Mat one = augmented(image, 64, seed, Augmentation::Light);
            QCOMPARE(one.size(), cv::Size(64, 64));
            QVERIFY(equal(one, augmented(image, 64, seed, Augmentation::Light)));
            // Mirrored or not, whichever is nearer.
            cv::Mat mirrored;
            cv::flip(one, mirrored, 1);
            const double change =
                std::min(cv::norm(one, plain, cv::NORM_L1), cv::norm(mirrored, plain, cv::NORM_L1));
            QVERIFY(change > 0);
            light += change;
            const cv::Mat other = augmented(image, 64, seed);
            cv::flip(other, mirrored, 1);
            full += std::min(cv::norm(other, plain, cv::NORM_L1),
                             cv::norm(mirrored, plain, cv::NORM_L1));
        }
        QVERIFY2(light * 2 < full, qPrintable(QStringLiteral("%1 %2").arg(light).arg(full)));
    }

    void theKindIsNamed()
    {
        QVERIFY(augmentationOf("light") == Augmentation::Light);
        QVERIFY(augmentationOf("full") == Augmentation::Full);
        QVERIFY_THROWS_EXCEPTION(refocus::Error, augmentationOf("heavy"));
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
