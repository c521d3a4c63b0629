#include "demo/training_crops.h"

#include <QTest>
#include <opencv2/imgproc.hpp>

#include <map>

using namespace refocus::demo;

namespace {

cv::Mat plainCut(const cv::Mat &picture, cv::Rect box, int size)
{
    cv::Mat patch;
    cv::resize(picture(box & cv::Rect({}, picture.size())), patch, {size, size});
    return patch;
}

} // namespace

class TestTrainingCrops : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyClassComesAsOftenAsAskedFor()
    {
        std::map<std::string, int> counts;
        for (const Crop &crop : trainingCrops(50, 3, 10, plainCut, 48)) {
            QCOMPARE(crop.image.size(), cv::Size(48, 48));
            QCOMPARE(crop.image.type(), CV_8UC3);
            ++counts[crop.className];
        }
        QCOMPARE(counts.size(), std::size_t(7));
        for (const auto &[name, count] : counts)
            QVERIFY2(count == 10, name.c_str());
    }

    void cropsAreTheSameEveryTime()
    {
        const auto first = trainingCrops(60, 1, 4, plainCut, 32);
        const auto second = trainingCrops(60, 1, 4, plainCut, 32);
        QCOMPARE(first.size(), second.size());
        for (std::size_t i = 0; i < first.size(); ++i) {
            QCOMPARE(first[i].className, second[i].className);
            QCOMPARE(cv::norm(first[i].image, second[i].image, cv::NORM_INF), 0.0);
        }
    }

    void boxesToCutAlwaysTouchThePicture()
    {
        trainingCrops(70, 3, 12, [](const cv::Mat &picture, cv::Rect box, int size) {
            if ((box & cv::Rect({}, picture.size())).empty())
                qFatal("a box outside the picture");
            return cv::Mat(size, size, CV_8UC3, cv::Scalar());
        });
    }
};

QTEST_GUILESS_MAIN(TestTrainingCrops)
#include "tst_training_crops.moc"
