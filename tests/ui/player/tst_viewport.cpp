#include "ui/player/viewport.h"

#include <QTest>

using namespace refocus::ui;

class tst_Viewport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWholePictureFits();
    void anEmptyViewShowsNothing();
    void zoomKeepsThePointUnderTheCursor();
    void zoomEndsAtWholeAndAtLargePixels();
    void panningStaysInThePicture();
    void aPartLiesWhereItsPixelsLie();
};

void tst_Viewport::theWholePictureFits()
{
    const Viewport wide{.view = {1000, 500}};
    QCOMPARE(scaleOf(wide, {640, 360}), 500.0 / 360);
    QCOMPARE(visiblePart(wide, {640, 360}), QRect(0, 0, 640, 360));
    QCOMPARE(targetOf({0, 0, 640, 360}, wide, {640, 360}), QRect(56, 0, 888, 500));
}

void tst_Viewport::anEmptyViewShowsNothing()
{
    QCOMPARE(visiblePart({}, {640, 360}), QRect());
    QCOMPARE(visiblePart({.view = {100, 100}}, {}), QRect());
    QCOMPARE(toPicture({3, 4}, {}, {640, 360}), QPointF());
}

void tst_Viewport::zoomKeepsThePointUnderTheCursor()
{
    const QSize picture(640, 360);
    Viewport viewport{.view = {1280, 720}};
    const QPointF about(900, 300);
    const QPointF before = toPicture(about, viewport, picture);
    for (const double factor : {1.2, 3.0, 0.7}) {
        viewport = zoomed(viewport, picture, factor, about);
        const QPointF after = toPicture(about, viewport, picture);
        QVERIFY(qAbs(after.x() - before.x()) < 1e-9 && qAbs(after.y() - before.y()) < 1e-9);
    }
    QCOMPARE(viewport.zoom, 1.2 * 3.0 * 0.7);
}

void tst_Viewport::zoomEndsAtWholeAndAtLargePixels()
{
    const QSize picture(640, 360);
    const Viewport whole{.view = {640, 360}};
    QCOMPARE(zoomed(whole, picture, 0.5, {10, 10}), whole);
    QCOMPARE(scaleOf(zoomed(whole, picture, 1000, {10, 10}), picture), kNearest);
    Viewport back = zoomed(zoomed(whole, picture, 4, {600, 20}), picture, 0.01, {0, 0});
    QCOMPARE(pictureRect(back, picture), QRectF(0, 0, 640, 360));
}

void tst_Viewport::panningStaysInThePicture()
{
    const QSize picture(640, 360);
    const Viewport whole{.view = {640, 360}};
    QCOMPARE(panned(whole, picture, {50, 50}), whole);
    const Viewport near = zoomed(whole, picture, 2, {320, 180});
    QCOMPARE(visiblePart(near, picture), QRect(160, 90, 320, 180));
    QCOMPARE(visiblePart(panned(near, picture, {100, 20}), picture), QRect(110, 80, 320, 180));
    QCOMPARE(visiblePart(panned(near, picture, {9999, -9999}), picture), QRect(0, 180, 320, 180));
}

void tst_Viewport::aPartLiesWhereItsPixelsLie()
{
    const QSize picture(640, 360);
    const Viewport near = zoomed({.view = {640, 360}}, picture, 8, {100, 100});
    const QRect part = visiblePart(near, picture);
    const QRect target = targetOf(part, near, picture);
    QCOMPARE(target.size(), part.size() * 8);
    // What is cut off lies outside, and less than a pixel of it.
    QVERIFY(target.left() <= 0 && target.left() > -8 && target.top() <= 0 && target.top() > -8);
    QVERIFY(target.right() >= 639 && target.bottom() >= 359);
    QCOMPARE(toView(toPicture({17, 23}, near, picture), near, picture), QPointF(17, 23));
}

QTEST_GUILESS_MAIN(tst_Viewport)
#include "tst_viewport.moc"
