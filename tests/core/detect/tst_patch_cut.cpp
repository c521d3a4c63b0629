#include "base/error.h"
#include "detect/patch_cut.h"

#include <QTest>
#include <opencv2/core.hpp>

using namespace refocus;
using detect::cutPatch;
using detect::patchSquare;

namespace QTest {
template <> char *toString(const cv::Rect &r)
{
    return toString(QString("%1x%2 at %3,%4").arg(r.width).arg(r.height).arg(r.x).arg(r.y));
}
} // namespace QTest

class TestPatchCut : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void squareIsGrownAndCentred_data()
    {
        QTest::addColumn<QRect>("box");
        QTest::addColumn<QRect>("square");
        QTest::newRow("square") << QRect(100, 50, 10, 10) << QRect(99, 49, 12, 12);
        QTest::newRow("wide") << QRect(100, 50, 20, 10) << QRect(98, 43, 24, 24);
        QTest::newRow("tall") << QRect(10, 20, 5, 40) << QRect(-12, 16, 48, 48);
        QTest::newRow("one pixel") << QRect(7, 9, 1, 1) << QRect(7, 9, 1, 1);
        QTest::newRow("one column") << QRect(7, 9, 1, 10) << QRect(1, 8, 12, 12);
        QTest::newRow("at the corner") << QRect(0, 0, 10, 10) << QRect(-1, -1, 12, 12);
        QTest::newRow("rounded half up") << QRect(0, 0, 30, 5) << QRect(-3, -16, 36, 36);
    }
    void squareIsGrownAndCentred()
    {
        QFETCH(QRect, box);
        QFETCH(QRect, square);
        QCOMPARE(patchSquare({box.x(), box.y(), box.width(), box.height()}),
                 cv::Rect(square.x(), square.y(), square.width(), square.height()));
    }

    void patchInsideIsThePictureItself()
    {
        const cv::Mat picture = numbered(40, 30);
        const cv::Mat patch = cutPatch(picture, {10, 10, 10, 10}, 12);
        QCOMPARE(patch.size(), cv::Size(12, 12));
        for (int y = 0; y < 12; ++y) {
            for (int x = 0; x < 12; ++x)
                QCOMPARE(patch.at<uchar>(y, x), picture.at<uchar>(9 + y, 9 + x));
        }
    }

    void borderIsReplicated()
    {
        const cv::Mat picture = numbered(20, 20);
        // The square is 12x12 at -1,-1, and at 9,9 up to 21,21.
        const cv::Mat first = cutPatch(picture, {0, 0, 10, 10}, 12);
        const cv::Mat last = cutPatch(picture, {10, 10, 10, 10}, 12);
        for (int y = 0; y < 12; ++y) {
            for (int x = 0; x < 12; ++x) {
                QCOMPARE(first.at<uchar>(y, x),
                         picture.at<uchar>(std::max(0, y - 1), std::max(0, x - 1)));
                QCOMPARE(last.at<uchar>(y, x),
                         picture.at<uchar>(std::min(19, y + 9), std::min(19, x + 9)));
            }
        }
    }

    void onePixelFillsItsPatch()
    {
        const cv::Mat picture = numbered(20, 20);
        const cv::Mat patch = cutPatch(picture, {19, 19, 1, 1}, 8);
        QCOMPARE(cv::countNonZero(patch != picture.at<uchar>(19, 19)), 0);
    }

    void shrinkingAverages()
    {
        cv::Mat picture(24, 24, CV_8U);
        for (int y = 0; y < 24; ++y) {
            for (int x = 0; x < 24; ++x)
                picture.at<uchar>(y, x) = (x + y) % 2 ? 200 : 0;
        }
        const cv::Mat patch = cutPatch(picture, {2, 2, 20, 20}, 12);
        QCOMPARE(cv::countNonZero(patch != 100), 0);
    }

    void patchDoesNotShareThePicture()
    {
        cv::Mat picture = numbered(20, 20);
        const cv::Mat patch = cutPatch(picture, {5, 5, 10, 10}, 12);
        const cv::Mat before = patch.clone();
        picture.setTo(0);
        QCOMPARE(cv::countNonZero(patch != before), 0);
    }

    void whatCannotBeCutIsAnError()
    {
        const cv::Mat picture = numbered(20, 20);
        QVERIFY_EXCEPTION_THROWN(cutPatch(picture, {30, 5, 4, 4}, 8), Error);
        QVERIFY_EXCEPTION_THROWN(cutPatch(picture, {5, 5, 0, 4}, 8), Error);
        QVERIFY_EXCEPTION_THROWN(cutPatch(picture, {5, 5, 4, 4}, 0), Error);
        QVERIFY_EXCEPTION_THROWN(cutPatch(cv::Mat(), {0, 0, 4, 4}, 8), Error);
    }

private:
    static cv::Mat numbered(int width, int height)
    {
        cv::Mat picture(height, width, CV_8U);
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x)
                picture.at<uchar>(y, x) = static_cast<uchar>((y * 31 + x * 7) % 251);
        }
        return picture;
    }
};

QTEST_GUILESS_MAIN(TestPatchCut)
#include "tst_patch_cut.moc"
