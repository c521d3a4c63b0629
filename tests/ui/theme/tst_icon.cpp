#include "ui/theme/theme.h"

#include <QImage>
#include <QPainter>
#include <QPixmapCache>
#include <QTest>

#include <functional>

using namespace refocus::ui;

namespace {

const QColor kRed("#d03040"), kBlue("#3060d0");

// The colour in which most of it is drawn; invalid where nothing is.
QColor colourOf(const QImage &image)
{
    QColor most;
    int opaque = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (const QColor colour = image.pixelColor(x, y); colour.alpha() > opaque) {
                opaque = colour.alpha();
                most = colour;
            }
    return most;
}

QImage drawn(const QIcon &icon, QSize size, QIcon::Mode mode = QIcon::Normal,
             QIcon::State state = QIcon::Off)
{
    return icon.pixmap(size, 1, mode, state).toImage().convertToFormat(QImage::Format_ARGB32);
}

bool isNear(const QColor &a, const QColor &b)
{
    return std::abs(a.red() - b.red()) < 6 && std::abs(a.green() - b.green()) < 6 &&
           std::abs(a.blue() - b.blue()) < 6;
}

} // namespace

class tst_Icon : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void colourSizeAndModeAreEachTheirOwn();
    void theThemesColoursAreTaken();
    void aScreenOfTwiceAsManyPixelsGetsThem();
    void betweenPixelsItIsDrawnAnew();
    void whatIsKeptIsWhatIsDrawn();
};

void tst_Icon::colourSizeAndModeAreEachTheirOwn()
{
    const QImage red = drawn(icon("accept", kRed), {16, 16});
    QVERIFY(isNear(colourOf(red), kRed));
    QVERIFY(isNear(colourOf(drawn(icon("accept", kBlue), {16, 16})), kBlue));
    QVERIFY(drawn(icon("error", kRed), {16, 16}) != red);
    QCOMPARE(drawn(icon("accept", kRed), {24, 24}).size(), QSize(24, 24));
    const int faint = colourOf(drawn(icon("accept", kRed), {16, 16}, QIcon::Disabled)).alpha();
    QVERIFY(faint > 100 && faint < 140);                  // Half.
    QCOMPARE(drawn(icon("accept", kRed), {16, 16}), red); // Again.
}

void tst_Icon::theThemesColoursAreTaken()
{
    for (const Theme theme : {Theme::Dark, Theme::Light, Theme::Dark}) {
        applyTheme(*qApp, theme);
        const QIcon search = icon("accept");
        QVERIFY(isNear(colourOf(drawn(search, {20, 20})), colours().text));
        QVERIFY(
            isNear(colourOf(drawn(search, {20, 20}, QIcon::Normal, QIcon::On)), colours().accent));
    }
}

void tst_Icon::aScreenOfTwiceAsManyPixelsGetsThem()
{
    QImage screen(40, 40, QImage::Format_ARGB32_Premultiplied);
    screen.setDevicePixelRatio(2);
    screen.fill(Qt::transparent);
    {
        QPainter painter(&screen);
        icon("accept", kRed).paint(&painter, QRect(0, 0, 20, 20));
    }
    screen.setDevicePixelRatio(1);
    QCOMPARE(screen.convertToFormat(QImage::Format_ARGB32), drawn(icon("accept", kRed), {40, 40}));
}

// On a screen of 125 % a place lies between pixels, where a kept picture would be smeared.
void tst_Icon::betweenPixelsItIsDrawnAnew()
{
    const auto at = [](qreal ratio, const std::function<void(QPainter &)> &paint) {
        QImage screen(30, 30, QImage::Format_ARGB32_Premultiplied);
        screen.fill(Qt::transparent);
        screen.setDevicePixelRatio(ratio);
        QPainter painter(&screen);
        paint(painter);
        painter.end();
        return screen;
    };
    const QRect place(1, 1, 14, 14);
    const QImage painted =
        at(1.25, [&](QPainter &painter) { icon("accept", kRed).paint(&painter, place); });
    const QImage smeared = at(1.25, [&](QPainter &painter) {
        painter.drawPixmap(place, icon("accept", kRed).pixmap(QSize(18, 18), 1));
    });
    QVERIFY(painted != smeared);
    QVERIFY(isNear(colourOf(painted), kRed));
}

void tst_Icon::whatIsKeptIsWhatIsDrawn()
{
    const QImage first = drawn(icon("film", kBlue), {18, 18});
    const QImage kept = drawn(icon("film", kBlue), {18, 18});
    QPixmapCache::clear();
    QCOMPARE(kept, first);
    QCOMPARE(drawn(icon("film", kBlue), {18, 18}), first);
}

QTEST_MAIN(tst_Icon)
#include "tst_icon.moc"
