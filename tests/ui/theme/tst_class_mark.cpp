#include "ui/theme/theme.h"

#include <QImage>
#include <QPainter>
#include <QPixmapCache>
#include <QTest>

#include <functional>

using namespace refocus::ui;

namespace {

constexpr QRect kPlace(10, 12, 20, 20);

QImage painted(const std::function<void(QPainter &)> &paint, double ratio = 1)
{
    QImage image(QSize(60, 60) * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::white);
    QPainter painter(&image);
    paint(painter);
    return image;
}

void paintMark(QPainter &painter, const char *name, const QRectF &box = kPlace, bool letter = true)
{
    paintClassMark(painter, box, classStyle(name), letter);
}

} // namespace

class TestClassMark : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QPixmapCache::clear(); }
    void keptIsAsDrawn_data();
    void keptIsAsDrawn();
    void eachClassHasItsOwn();
    void followsThePainter();
};

void TestClassMark::keptIsAsDrawn_data()
{
    QTest::addColumn<double>("ratio");
    QTest::newRow("100 %") << 1.0;
    QTest::newRow("200 %") << 2.0;
}

// A box that is not of whole pixels is drawn each time.
void TestClassMark::keptIsAsDrawn()
{
    QFETCH(double, ratio);
    for (const char *name : {"car", "bus", "person", "bicycle", "boat", "dog"}) {
        const auto mark = [&](QPainter &painter) { paintMark(painter, name); };
        const QImage kept = painted(mark, ratio);
        QVERIFY(kept == painted(mark, ratio));
        const QImage drawn = painted(
            [&](QPainter &painter) {
                paintMark(painter, name, QRectF(kPlace).adjusted(0, 0, 1e-4, 0));
            },
            ratio);
        int most = 0;
        for (int y = 0; y < kept.height(); ++y)
            for (int x = 0; x < kept.width(); ++x)
                most = std::max(most, std::abs(qGray(kept.pixel(x, y)) - qGray(drawn.pixel(x, y))));
        QVERIFY2(most < 8, name);
        QVERIFY(kept != painted([](QPainter &) {}, ratio));
    }
}

void TestClassMark::eachClassHasItsOwn()
{
    const auto car = painted([](QPainter &painter) { paintMark(painter, "car"); });
    QVERIFY(car != painted([](QPainter &painter) { paintMark(painter, "person"); }));
    QVERIFY(car != painted([](QPainter &painter) { paintMark(painter, "truck"); }));
    QVERIFY(car != painted([](QPainter &painter) { paintMark(painter, "car", kPlace, false); }));
    QVERIFY(car != painted([](QPainter &painter) {
                paintMark(painter, "car", QRectF(kPlace).adjusted(0, 0, 2, 2));
            }));
    QVERIFY(car != painted([](QPainter &painter) {
                QFont font = painter.font();
                font.setItalic(true);
                painter.setFont(font);
                paintMark(painter, "car");
            }));
    QCOMPARE(car, painted([](QPainter &painter) { paintMark(painter, "car"); }));
}

void TestClassMark::followsThePainter()
{
    const auto at = painted([](QPainter &painter) { paintMark(painter, "boat"); });
    QCOMPARE(painted([](QPainter &painter) {
                 painter.translate(4, 5);
                 paintMark(painter, "boat", kPlace.translated(-4, -5));
             }),
             at);
    QVERIFY(painted([](QPainter &painter) {
                painter.setOpacity(0.35);
                paintMark(painter, "boat");
            }) != at);
    // Between pixels it is drawn there, not moved.
    QVERIFY(painted([](QPainter &painter) {
                paintMark(painter, "boat", QRectF(kPlace).translated(0.5, 0));
            }) != at);
}

QTEST_MAIN(TestClassMark)
#include "tst_class_mark.moc"
