#include "ui/theme/rounded.h"

#include <QImage>
#include <QPainter>
#include <QTest>

using namespace refocus::ui;

class TestRounded : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void paintsAsOnePathWould_data();
    void paintsAsOnePathWould();
    void leavesThePainterAsItWas();
};

void TestRounded::paintsAsOnePathWould_data()
{
    QTest::addColumn<double>("ratio");
    QTest::addColumn<QRect>("box");
    QTest::addColumn<int>("radius");
    QTest::addColumn<QColor>("ground");
    const QColor opaque(30, 33, 39), veil(200, 40, 60, 100);
    QTest::newRow("wide") << 1.0 << QRect(3, 5, 180, 28) << 6 << opaque;
    QTest::newRow("other radius") << 1.0 << QRect(3, 5, 90, 40) << 4 << opaque;
    QTest::newRow("translucent") << 1.0 << QRect(3, 5, 90, 40) << 6 << veil;
    QTest::newRow("empty") << 1.0 << QRect(3, 5, 90, 40) << 6 << QColor(Qt::transparent);
    QTest::newRow("only corners") << 1.0 << QRect(3, 5, 14, 14) << 6 << opaque;
    QTest::newRow("too small to part") << 1.0 << QRect(3, 5, 13, 9) << 6 << opaque;
    QTest::newRow("200 %") << 2.0 << QRect(3, 5, 90, 28) << 6 << veil;
    QTest::newRow("150 %") << 1.5 << QRect(3, 5, 90, 28) << 6 << opaque;
}

void TestRounded::paintsAsOnePathWould()
{
    QFETCH(double, ratio);
    QFETCH(QRect, box);
    QFETCH(int, radius);
    QFETCH(QColor, ground);
    QImage path(QSize(200, 60) * ratio, QImage::Format_ARGB32_Premultiplied);
    path.setDevicePixelRatio(ratio);
    path.fill(QColor(20, 90, 30));
    QImage parts = path;
    const QImage before = path;
    const QColor line(90, 140, 240);
    {
        QPainter painter(&path);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(line);
        painter.setBrush(ground);
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    }
    for (int again = 0; again < 2; ++again) { // Drawn and kept.
        parts = before;
        QPainter painter(&parts);
        paintRounded(painter, box, radius, line, ground);
    }
    int apart = 0;
    for (int y = 0; y < path.height(); ++y)
        for (int x = 0; x < path.width(); ++x) {
            const QColor a = path.pixelColor(x, y), b = parts.pixelColor(x, y);
            apart = std::max({apart, std::abs(a.red() - b.red()), std::abs(a.green() - b.green()),
                              std::abs(a.blue() - b.blue())});
        }
    QVERIFY2(apart <= 3, qPrintable(QString::number(apart))); // Rounding of translucent corners.
    QVERIFY(parts != before);
}

void TestRounded::leavesThePainterAsItWas()
{
    for (const double ratio : {1.0, 1.5}) {
        QImage image(300, 300, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(ratio);
        QPainter painter(&image);
        painter.setPen(QPen(Qt::red, 3));
        painter.setBrush(Qt::blue);
        paintRounded(painter, {3, 3, 90, 30}, 6, Qt::green, Qt::white);
        QCOMPARE(painter.pen(), QPen(Qt::red, 3));
        QCOMPARE(painter.brush(), QBrush(Qt::blue));
        QVERIFY(!painter.testRenderHint(QPainter::Antialiasing));
    }
}

QTEST_MAIN(TestRounded)
#include "tst_rounded.moc"
