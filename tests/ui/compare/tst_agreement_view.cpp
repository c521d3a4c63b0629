#include "ui/compare/agreement_view.h"
#include "ui/compare/some_comparison.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLocale>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;

class tst_AgreementView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qApp, Theme::Dark);
    }
    void cellsFillTheAreaUpToALimit();
    void shadesGoFromTheLeastToOne();
    void everyPairHasItsShare();
    void arrowsWalkTheMatrix();
    void theFileIsTheMatrix();
};

void tst_AgreementView::cellsFillTheAreaUpToALimit()
{
    const auto cells = agreementCells(4, QRectF(10, 20, 200, 100));
    QCOMPARE(cells.size(), std::size_t(4));
    QCOMPARE(cells[0][0], QRectF(10, 20, 49, 24)); // A hairline apart.
    QCOMPARE(cells[3][2], QRectF(110, 95, 49, 24));
    const auto large = agreementCells(2, QRectF(0, 0, 2000, 1000));
    QCOMPARE(large[1][1], QRectF(96, 36, 95, 35));
    QVERIFY(agreementCells(0, QRectF(0, 0, 100, 100)).empty());
}

void tst_AgreementView::shadesGoFromTheLeastToOne()
{
    QCOMPARE(agreementShade(1, 0.5), 1.0);
    QCOMPARE(agreementShade(0.75, 0.5), 0.5);
    QCOMPARE(agreementShade(0.5, 0.5), 0.0);
    QCOMPARE(agreementShade(1, 1), 1.0);
}

void tst_AgreementView::everyPairHasItsShare()
{
    AgreementView view;
    view.resize(380, 210);
    QVERIFY(!view.emptySentence().isEmpty());
    view.setCompared(test::someCompared());
    QCOMPARE(view.spots().size(), std::size_t(16));
    const ChartSpot &spot = view.spots()[2];
    QCOMPARE(spot.title, QStringLiteral("none and 7"));
    QCOMPARE(spot.lines,
             (QStringList{"192 of 200 patches get the same class", "0.960 (0.87–0.99)"}));
    for (const ChartSpot &cell : view.spots())
        QVERIFY(view.area().contains(cell.area));
}

void tst_AgreementView::arrowsWalkTheMatrix()
{
    AgreementView view;
    view.resize(380, 210);
    view.setCompared(test::someCompared());
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Down);
    QVERIFY(view.current());
    QCOMPARE(view.current()->title, QStringLiteral("4 and 4"));
}

void tst_AgreementView::theFileIsTheMatrix()
{
    AgreementView view;
    view.setCompared(test::someCompared());
    const auto table = view.table();
    QCOMPARE(table.size(), std::size_t(5));
    QCOMPARE(table[0], (QStringList{"depth", "none", "4", "7", "7-11 un-retrained"}));
    QCOMPARE(table[1], (QStringList{"none", "1", "0.98", "0.96", "0.335"}));
}

QTEST_MAIN(tst_AgreementView)
#include "tst_agreement_view.moc"
