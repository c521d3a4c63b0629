#include "demo/overhead_figures.h"

#include <QTest>
#include <opencv2/imgproc.hpp>

#include <map>

using namespace refocus::demo;

namespace {

cv::Mat plainCut(const cv::Mat &picture, cv::Rect box, int size)
{
    if (box.empty() || (box & cv::Rect({}, picture.size())) != box)
        qFatal("a box that is not in the picture");
    cv::Mat patch;
    cv::resize(picture(box), patch, {size, size}, 0, 0, cv::INTER_AREA);
    return patch;
}

} // namespace

class TestOverheadFigures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyClassComesAsOftenAsAskedFor()
    {
        std::map<std::string, int> counts;
        for (const Crop &crop : overheadCrops(3, 12, plainCut, 48)) {
            QCOMPARE(crop.image.size(), cv::Size(48, 48));
            QCOMPARE(crop.image.type(), CV_8UC3);
            ++counts[crop.className];
        }
        QCOMPARE(counts,
                 (std::map<std::string, int>{{"bicycle", 12}, {"motorcycle", 12}, {"person", 12}}));
    }

    void cropsAreTheSameEveryTimeAndOthersForAnotherSeed()
    {
        const auto first = overheadCrops(5, 2, plainCut, 32);
        const auto second = overheadCrops(5, 2, plainCut, 32);
        const auto other = overheadCrops(6, 2, plainCut, 32);
        for (std::size_t i = 0; i < first.size(); ++i) {
            QCOMPARE(cv::norm(first[i].image, second[i].image, cv::NORM_INF), 0.0);
            QVERIFY(cv::norm(first[i].image, other[i].image, cv::NORM_INF) > 0);
        }
    }

    // The whole pictures of one turn differ in the figure and its shadow alone.
    void riderAndWalkerStandOnTheSameGround()
    {
        std::vector<cv::Mat> pictures;
        overheadCrops(7, 1, [&](const cv::Mat &picture, cv::Rect, int size) {
            pictures.push_back(picture.clone());
            return cv::Mat(size, size, CV_8UC3, cv::Scalar());
        });
        QCOMPARE(pictures.size(), std::size_t(3));
        for (const cv::Mat &picture : pictures)
            QCOMPARE(picture.size(), pictures[0].size());
        cv::Mat difference;
        cv::absdiff(pictures[0], pictures[2], difference);
        const int differ = cv::countNonZero(difference.reshape(1));
        const int all = static_cast<int>(difference.total()) * 3;
        QVERIFY2(differ > all / 100 && differ < all / 2, std::to_string(differ).c_str());
        QCOMPARE(cv::norm(difference(cv::Rect(0, 0, 8, 8)), cv::NORM_INF), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestOverheadFigures)
#include "tst_overhead_figures.moc"
