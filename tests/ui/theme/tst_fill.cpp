#include "ui/theme/fill.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace refocus::ui;

namespace {

const QColor kVeil(200, 40, 60, 100);

QImage screen(double ratio = 1, QSize size = {400, 400})
{
    QImage image(size * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(QColor(20, 90, 30));
    return image;
}

} // namespace

class TestFill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fillsLikeOneFill_data();
    void fillsLikeOneFill();
    void framesWithoutFillingACornerTwice();
    void framesOnWholePixels();
};

void TestFill::fillsLikeOneFill_data()
{
    QTest::addColumn<double>("ratio");
    QTest::addColumn<QRectF>("box");
    QTest::newRow("whole") << 1.0 << QRectF(10, 7, 30, 333);
    QTest::newRow("low") << 1.0 << QRectF(10, 7, 30, 5);
    QTest::newRow("between pixels") << 1.0 << QRectF(10.4, 7.6, 30.3, 290.2);
    QTest::newRow("200 %") << 2.0 << QRectF(10, 7, 1, 333);
    QTest::newRow("125 %") << 1.25 << QRectF(10, 7, 3, 333);
    QTest::newRow("150 %") << 1.5 << QRectF(10.5, 7.25, 3, 301.1);
    QTest::newRow("nothing") << 1.0 << QRectF(10, 7, 30, 0);
}

void TestFill::fillsLikeOneFill()
{
    QFETCH(double, ratio);
    QFETCH(QRectF, box);
    QImage once = screen(ratio), bands = screen(ratio);
    QPainter(&once).fillRect(box, kVeil);
    {
        QPainter painter(&bands);
        painter.setRenderHint(QPainter::Antialiasing);
        fillInBands(painter, box, kVeil);
        QVERIFY(painter.testRenderHint(QPainter::Antialiasing));
    }
    QVERIFY(bands == once);
    QCOMPARE(bands != screen(ratio), box.height() > 0);
}

void TestFill::framesWithoutFillingACornerTwice()
{
    QImage image = screen();
    {
        QPainter painter(&image);
        frameInBands(painter, QRectF(50, 60, 200, 210), 4, kVeil);
    }
    QImage expected = screen();
    {
        QPainter painter(&expected);
        painter.setClipRegion(QRegion(48, 58, 204, 214).subtracted(QRegion(52, 62, 196, 206)));
        painter.fillRect(expected.rect(), kVeil);
    }
    QVERIFY(image == expected);
}

void TestFill::framesOnWholePixels()
{
    // A line of 1 at 150 %, between pixels: two pixels of the screen, each filled or not.
    QImage image = screen(1.5);
    {
        QPainter painter(&image);
        frameInBands(painter, QRectF(50.3, 60.1, 20.2, 30.7), 1, Qt::white);
    }
    int white = 0;
    for (int x = 0; x < image.width(); ++x) {
        const QColor colour = image.pixelColor(x, 120);
        QVERIFY(colour == QColor(Qt::white) || colour == QColor(20, 90, 30));
        white += colour == QColor(Qt::white);
    }
    QCOMPARE(white, 4);

    // However small the box, there is a frame.
    QImage small = screen();
    {
        QPainter painter(&small);
        frameInBands(painter, QRectF(50, 60, 0, 0), 1, Qt::white);
    }
    QCOMPARE(small.pixelColor(50, 60), QColor(Qt::white));
}

QTEST_MAIN(TestFill)
#include "tst_fill.moc"
