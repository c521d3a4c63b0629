#include "ui/player/region_edit.h"

#include <QTest>

using namespace refocus::ui;

using Corners = std::vector<QPointF>;

class tst_RegionEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clicksAddCorners();
    void aDragMakesARectangle();
    void aRectangleReplacesWhatWasThere();
    void aCornerCanBeMoved();
    void cornersStayInThePicture();
    void theKeyboardIsEnough();
};

static void click(RegionEdit &edit, QPointF at)
{
    edit.press(at, 5);
    edit.release(at, 5);
}

void tst_RegionEdit::clicksAddCorners()
{
    RegionEdit edit({640, 360}, {});
    click(edit, {10, 10});
    click(edit, {100, 10});
    QVERIFY(!edit.isClosable());
    click(edit, {100, 90});
    QVERIFY(edit.isClosable());
    QCOMPARE(edit.corners(), (Corners{{10, 10}, {100, 10}, {100, 90}}));
    edit.removeLast();
    QCOMPARE(edit.corners(), (Corners{{10, 10}, {100, 10}}));
}

void tst_RegionEdit::aDragMakesARectangle()
{
    RegionEdit edit({640, 360}, {});
    edit.press({100, 90}, 5);
    edit.move({98, 88}, 5); // A hand that shakes.
    QVERIFY(!edit.rectangle());
    edit.move({10, 20}, 5);
    QCOMPARE(edit.rectangle(), QRectF(10, 20, 90, 70));
    edit.release({10, 30}, 5);
    QVERIFY(!edit.rectangle());
    QCOMPARE(edit.corners(), (Corners{{10, 30}, {100, 30}, {100, 90}, {10, 90}}));
}

void tst_RegionEdit::aRectangleReplacesWhatWasThere()
{
    RegionEdit edit({640, 360}, {{1, 1}, {50, 1}, {50, 50}});
    edit.press({200, 200}, 5);
    edit.release({300, 250}, 5);
    QCOMPARE(edit.corners(), (Corners{{200, 200}, {300, 200}, {300, 250}, {200, 250}}));
}

void tst_RegionEdit::aCornerCanBeMoved()
{
    RegionEdit edit({640, 360}, {{10, 10}, {50, 10}, {50, 50}});
    edit.press({52, 48}, 5);
    QCOMPARE(edit.held(), 2);
    edit.move({80, 60}, 5);
    edit.release({90, 70}, 5);
    QCOMPARE(edit.held(), -1);
    QCOMPARE(edit.corners(), (Corners{{10, 10}, {50, 10}, {90, 70}}));
}

void tst_RegionEdit::cornersStayInThePicture()
{
    RegionEdit edit({640, 360}, {});
    click(edit, {-30, 400});
    QCOMPARE(edit.corners(), Corners{QPointF(0, 360)});
}

void tst_RegionEdit::theKeyboardIsEnough()
{
    RegionEdit edit({640, 360}, {});
    for (const QPointF by : {QPointF(0, 0), QPointF(100, 0), QPointF(0, 100)}) {
        edit.moveCursor(by);
        edit.addCorner();
    }
    QCOMPARE(edit.corners(), (Corners{{320, 180}, {420, 180}, {420, 280}}));
}

QTEST_GUILESS_MAIN(tst_RegionEdit)
#include "tst_region_edit.moc"
