#include "ui/compare/chart_spot.h"

#include <QTest>

using namespace refocus::ui;

namespace {

ChartSpot spot(const char *key, QPointF at, int group, QRectF area = {})
{
    ChartSpot spot;
    spot.key = QString::fromLatin1(key);
    spot.at = at;
    spot.group = group;
    spot.area = area;
    return spot;
}

// Three in the first row, two in the second.
const std::vector<ChartSpot> kRows{spot("a", {10, 10}, 0), spot("b", {50, 10}, 0),
                                   spot("c", {90, 10}, 0), spot("d", {10, 50}, 1),
                                   spot("e", {50, 50}, 1)};

} // namespace

class tst_ChartSpot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNearestWithinReachIsFound();
    void anAreaGoesBeforeWhatIsNear();
    void arrowsWalkRowsAndColumns_data();
    void arrowsWalkRowsAndColumns();
    void withoutOneTheFirstIsTaken();
    void aKeyFindsItAgain();
    void theCardGoesWhereItFits();
};

void tst_ChartSpot::theNearestWithinReachIsFound()
{
    QCOMPARE(spotAt(kRows, {14, 12}), 0);
    QCOMPARE(spotAt(kRows, {31, 10}), 1);
    QCOMPARE(spotAt(kRows, {130, 10}), -1);
    QCOMPARE(spotAt({}, {10, 10}), -1);
}

void tst_ChartSpot::anAreaGoesBeforeWhatIsNear()
{
    const std::vector<ChartSpot> spots{spot("near", {12, 10}, 0),
                                       spot("bar", {100, 10}, 0, QRectF(0, 0, 200, 20))};
    QCOMPARE(spotAt(spots, {12, 10}), 1);
    QCOMPARE(spotAt(spots, {12, 25}), 0);
}

void tst_ChartSpot::arrowsWalkRowsAndColumns_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("to");
    QTest::newRow("right") << 0 << int(Qt::Key_Right) << 1;
    QTest::newRow("right at the end") << 2 << int(Qt::Key_Right) << 2;
    QTest::newRow("left at the begin") << 3 << int(Qt::Key_Left) << 3;
    QTest::newRow("down, same place") << 1 << int(Qt::Key_Down) << 4;
    QTest::newRow("down, none there") << 2 << int(Qt::Key_Down) << 4;
    QTest::newRow("down at the bottom") << 3 << int(Qt::Key_Down) << 3;
    QTest::newRow("up, same place") << 4 << int(Qt::Key_Up) << 1;
    QTest::newRow("up at the top") << 2 << int(Qt::Key_Up) << 2;
    QTest::newRow("home") << 3 << int(Qt::Key_Home) << 0;
    QTest::newRow("end") << 0 << int(Qt::Key_End) << 4;
}

void tst_ChartSpot::arrowsWalkRowsAndColumns()
{
    QFETCH(int, from);
    QFETCH(int, key);
    QFETCH(int, to);
    QCOMPARE(nextSpot(kRows, from, key), to);
}

void tst_ChartSpot::withoutOneTheFirstIsTaken()
{
    QCOMPARE(nextSpot(kRows, -1, Qt::Key_Right), 0);
    QCOMPARE(nextSpot(kRows, 17, Qt::Key_Left), 0);
    QCOMPARE(nextSpot(kRows, -1, Qt::Key_End), 4);
    QCOMPARE(nextSpot({}, -1, Qt::Key_Right), -1);
}

void tst_ChartSpot::aKeyFindsItAgain()
{
    QCOMPARE(spotOf(kRows, QStringLiteral("d")), 3);
    QCOMPARE(spotOf(kRows, QStringLiteral("x")), -1);
    QCOMPARE(spotOf(kRows, QString()), -1);
}

void tst_ChartSpot::theCardGoesWhereItFits()
{
    const QRectF bounds(0, 0, 400, 200);
    const QSizeF card(100, 50);
    QCOMPARE(cardBox(card, {100, 100}, bounds), QRectF(112, 38, 100, 50));
    QCOMPARE(cardBox(card, {350, 100}, bounds), QRectF(238, 38, 100, 50)); // On the left.
    QCOMPARE(cardBox(card, {100, 20}, bounds), QRectF(112, 32, 100, 50));  // Below.
    QVERIFY(bounds.contains(cardBox(card, {399, 199}, bounds)));
    QCOMPARE(cardBox({500, 50}, {100, 100}, bounds).left(), 0.0);
}

QTEST_GUILESS_MAIN(tst_ChartSpot)
#include "tst_chart_spot.moc"
