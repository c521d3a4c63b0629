#include "media/picture_converter.h"

#include <QTest>
#include <opencv2/core.hpp>

#include <cstring>

using namespace refocus::media;

namespace {

// One strong colour, as BT.709 and limited in range.
FramePtr pictureOf(int width, int height, bool interlaced = false)
{
    FramePtr frame(av_frame_alloc());
    frame->width = width;
    frame->height = height;
    frame->format = AV_PIX_FMT_YUV420P;
    frame->colorspace = AVCOL_SPC_BT709;
    frame->color_range = AVCOL_RANGE_MPEG;
    if (av_frame_get_buffer(frame.get(), 0) < 0)
        qFatal("out of memory");
    if (interlaced)
        markInterlaced(*frame);
    const int values[] = {90, 80, 210};
    for (int plane = 0; plane < 3; ++plane)
        std::memset(frame->data[plane], values[plane],
                    static_cast<std::size_t>(frame->linesize[plane]) *
                        static_cast<std::size_t>(plane == 0 ? height : height / 2));
    return frame;
}

} // namespace

class TestPictureConverter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPictureLooksTheSameWhateverCameBefore_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<bool>("interlaced");
        QTest::newRow("another size") << 320 << 176 << false;
        QTest::newRow("smaller") << 96 << 64 << false;
        QTest::newRow("interlaced") << 192 << 128 << true;
    }

    void aPictureLooksTheSameWhateverCameBefore()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(bool, interlaced);
        const FramePtr first = pictureOf(192, 128), other = pictureOf(width, height, interlaced);
        PictureConverter converter(*first, {1, 1}, 0);
        for (int i = 0; i < 20; ++i)
            for (const AVFrame *frame : {first.get(), other.get()}) {
                PictureConverter fresh(*first, {1, 1}, 0);
                QCOMPARE(cv::norm(converter.convert(*frame), fresh.convert(*frame), cv::NORM_INF),
                         0.0);
            }
    }

    void coloursAreThoseOfThePicture()
    {
        const FramePtr frame = pictureOf(192, 128);
        PictureConverter converter(*frame, {1, 1}, 0);
        const cv::Vec3b as709 = converter.convert(*frame).at<cv::Vec3b>(64, 96);
        frame->colorspace = AVCOL_SPC_SMPTE170M;
        const cv::Vec3b as601 = converter.convert(*frame).at<cv::Vec3b>(64, 96);
        // (Y - 16) * 255 / 219 + 2 * (1 - Kr) * (V - 128) * 255 / 224
        QVERIFY(std::abs(as709[2] - 233) <= 2);
        QVERIFY(std::abs(as601[2] - 217) <= 2);
    }
};

QTEST_GUILESS_MAIN(TestPictureConverter)
#include "tst_picture_converter.moc"
