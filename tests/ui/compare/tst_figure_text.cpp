#include "ui/compare/figure_text.h"
#include "ui/compare/some_comparison.h"

#include <QLocale>
#include <QTest>

#include <cmath>

using namespace refocus;
using namespace refocus::ui;

class tst_FigureText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void depthsAreNamedAsEverywhere();
    void millisecondsHaveThreeFigures();
    void durationsChangeTheirUnit_data();
    void durationsChangeTheirUnit();
    void percentagesHaveATrueMinus();
    void anUnknownIntervalIsAnEllipsis();
    void sharesHaveTheirInterval();
    void filesHaveAPointAndFullPrecision();
    void cellsAreQuotedWhereTheyMust();
};

void tst_FigureText::depthsAreNamedAsEverywhere()
{
    const Compared compared = test::someCompared();
    QStringList names;
    for (std::size_t d = 0; d < compared.depths(); ++d)
        names << fullLabel(compared.depth(d));
    QCOMPARE(names, (QStringList{"none", "4", "7", "7→11 un-retrained"}));
    QCOMPARE(depthLabel(compared.depth(3)), QStringLiteral("7→11"));
    QCOMPARE(depthWord(compared.depth(3)), QStringLiteral("un-retrained"));
    QCOMPARE(depthWord(compared.depth(2)), QString());
    QCOMPARE(shapeText({128, 8, 8}), QStringLiteral("128x8x8"));
}

void tst_FigureText::millisecondsHaveThreeFigures()
{
    QCOMPARE(numberText(3.14159, decimalsOf(3.14)), QStringLiteral("3.14"));
    QCOMPARE(numberText(31.4159, decimalsOf(31.4)), QStringLiteral("31.4"));
    QCOMPARE(numberText(314.159, decimalsOf(314)), QStringLiteral("314"));
}

void tst_FigureText::durationsChangeTheirUnit_data()
{
    QTest::addColumn<double>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("short") << 3.14 << "3.1 ms";
    QTest::newRow("ten") << 9.97 << "10 ms";
    QTest::newRow("almost a second") << 999.4 << "999 ms";
    QTest::newRow("a second") << 999.6 << "1.00 s";
    QTest::newRow("seconds") << 1240.0 << "1.24 s";
    QTest::newRow("ten seconds") << 9996.0 << "10.0 s";
    QTest::newRow("minutes") << 192000.0 << "3 min 12 s";
}

void tst_FigureText::durationsChangeTheirUnit()
{
    QFETCH(double, ms);
    QFETCH(QString, text);
    QCOMPARE(durationText(ms), text);
}

void tst_FigureText::percentagesHaveATrueMinus()
{
    QCOMPARE(signedPercentText(0.214), QStringLiteral("21 %"));
    QCOMPARE(signedPercentText(-0.03), QStringLiteral("−3 %"));
    QCOMPARE(signedPercentText(-0.001), QStringLiteral("0 %"));
}

void tst_FigureText::anUnknownIntervalIsAnEllipsis()
{
    QCOMPARE(plusMinusText(0.049, 2), QStringLiteral("± 0.05"));
    QCOMPARE(plusMinusText(INFINITY, 2), QStringLiteral("± …"));
}

void tst_FigureText::sharesHaveTheirInterval()
{
    const compare::Share share{50, 100, 100};
    QCOMPARE(shareText(share.value()), QStringLiteral("0.50"));
    QCOMPARE(intervalText(share), QStringLiteral("0.40–0.60"));
}

void tst_FigureText::filesHaveAPointAndFullPrecision()
{
    QLocale::setDefault(QLocale(QLocale::German));
    QCOMPARE(plainNumber(0.123456789), QStringLiteral("0.123456789"));
    QCOMPARE(shareText(0.5), QStringLiteral("0,50"));
    QLocale::setDefault(QLocale::c());
    QCOMPARE(plainNumber(INFINITY), QString());
}

void tst_FigureText::cellsAreQuotedWhereTheyMust()
{
    QCOMPARE(csvText({{QStringLiteral("a"), QStringLiteral("b,c")},
                      {QStringLiteral("say \"d\""), QString()}}),
             QStringLiteral("a,\"b,c\"\n\"say \"\"d\"\"\",\n"));
}

QTEST_GUILESS_MAIN(tst_FigureText)
#include "tst_figure_text.moc"
