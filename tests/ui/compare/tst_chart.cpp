#include "ui/compare/accuracy_chart.h"
#include "ui/compare/chart.h"
#include "ui/compare/curve_chart.h"
#include "ui/compare/some_comparison.h"
#include "ui/compare/time_bars.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLocale>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace refocus;
using namespace refocus::ui;

// What every chart can do, on two of them.
class tst_Chart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init();
    void cleanup() { m_chart.reset(); }
    void thePointerFindsValues();
    void newFiguresKeepWhatIsPointedAt();
    void arrowsMoveThroughTheValues();
    void aClickChoosesTheDepth();
    void enterChoosesTheDepth();
    void choosingFromOutsideIsNotTold();
    void whatIsPointedAtIsRead();
    void withoutFiguresThereIsASentenceAndNoMenu();
    void thePictureIsTheChartWithoutTheCard();
    void filesAreWritten_data();
    void filesAreWritten();
    void aFileThatCannotBeWrittenIsTold();
    void valuesAreCopied();
    void bothThemesAreDrawn();
    void itDrawsAtEverySize();

private:
    void point(QPointF at)
    {
        QMouseEvent move(QEvent::MouseMove, at, m_chart->mapToGlobal(at), Qt::NoButton,
                         Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(m_chart.get(), &move);
    }
    std::unique_ptr<AccuracyChart> m_chart;
};

void tst_Chart::init()
{
    applyTheme(*qApp, Theme::Dark);
    m_chart = std::make_unique<AccuracyChart>();
    m_chart->resize(400, 220);
    m_chart->setCompared(test::someCompared());
}

void tst_Chart::thePointerFindsValues()
{
    QVERIFY(!m_chart->current());
    point(m_chart->spots()[2].at + QPointF(3, 3));
    QVERIFY(m_chart->current());
    QCOMPARE(m_chart->current()->key, QStringLiteral("4"));
    point({1, 1});
    QVERIFY(!m_chart->current());
}

void tst_Chart::newFiguresKeepWhatIsPointedAt()
{
    point(m_chart->spots()[2].at);
    m_chart->setCompared(test::someCompared({.runs = 2}));
    QVERIFY(m_chart->current());
    QCOMPARE(m_chart->current()->key, QStringLiteral("4"));
    m_chart->setCompared({});
    QVERIFY(!m_chart->current());
    m_chart->setCompared(test::someCompared());
    QVERIFY(m_chart->current()); // There again.
}

void tst_Chart::arrowsMoveThroughTheValues()
{
    QTest::keyClick(m_chart.get(), Qt::Key_Right);
    QCOMPARE(m_chart->current()->key, QStringLiteral("7-11 un-retrained"));
    QTest::keyClick(m_chart.get(), Qt::Key_Right);
    QCOMPARE(m_chart->current()->key, QStringLiteral("7"));
    QTest::keyClick(m_chart.get(), Qt::Key_End);
    QCOMPARE(m_chart->current()->key, QStringLiteral("none"));
    QTest::keyClick(m_chart.get(), Qt::Key_Escape);
    QVERIFY(!m_chart->current());
}

void tst_Chart::aClickChoosesTheDepth()
{
    const QSignalSpy chosen(m_chart.get(), &Chart::depthChosen);
    QTest::mouseClick(m_chart.get(), Qt::LeftButton, {}, m_chart->spots()[1].at.toPoint());
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toInt(), 2);
    QTest::mouseClick(m_chart.get(), Qt::LeftButton, {}, {2, 2});
    QCOMPARE(chosen.size(), 1);
}

void tst_Chart::enterChoosesTheDepth()
{
    const QSignalSpy chosen(m_chart.get(), &Chart::depthChosen);
    QTest::keyClick(m_chart.get(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 0);
    QTest::keyClick(m_chart.get(), Qt::Key_End);
    QTest::keyClick(m_chart.get(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toInt(), 0);
}

void tst_Chart::choosingFromOutsideIsNotTold()
{
    const QSignalSpy chosen(m_chart.get(), &Chart::depthChosen);
    m_chart->setChosen(2);
    QCOMPARE(m_chart->chosen(), 2);
    QCOMPARE(chosen.size(), 0);
}

void tst_Chart::whatIsPointedAtIsRead()
{
    QCOMPARE(m_chart->accessibleName(), QStringLiteral("Accuracy and time"));
    QTest::keyClick(m_chart.get(), Qt::Key_End);
    QVERIFY(m_chart->accessibleDescription().startsWith(QStringLiteral("none: 3.00")));
    m_chart->setCompared({});
    QCOMPARE(m_chart->accessibleDescription(), m_chart->emptySentence());
}

void tst_Chart::withoutFiguresThereIsASentenceAndNoMenu()
{
    const auto *more = m_chart->findChild<QToolButton *>();
    QVERIFY(more->isEnabled());
    m_chart->setCompared({});
    QVERIFY(!m_chart->emptySentence().isEmpty());
    QVERIFY(!more->isEnabled());
    QTest::keyClick(m_chart.get(), Qt::Key_Right);
    QVERIFY(!m_chart->current());
}

void tst_Chart::thePictureIsTheChartWithoutTheCard()
{
    const QImage picture = m_chart->picture({400, 220}, 2);
    QCOMPARE(picture.size(), QSize(800, 440));
    QTest::keyClick(m_chart.get(), Qt::Key_End);
    QCOMPARE(m_chart->picture({400, 220}, 2), picture);
    QCOMPARE(picture.pixelColor(1, 1), colours().base);
}

void tst_Chart::filesAreWritten_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("holds");
    QTest::newRow("png") << "chart.png" << QByteArray("PNG");
    QTest::newRow("svg") << "chart.svg" << QByteArray("accuracy against none");
    QTest::newRow("csv") << "chart.csv" << QByteArray("7,2.1,");
}

void tst_Chart::filesAreWritten()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, holds);
    const QTemporaryDir folder;
    const QString path = folder.filePath(name);
    QCOMPARE(m_chart->save(path), QString());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QVERIFY2(content.contains(holds), content.left(300).constData());
    if (name.endsWith(QStringLiteral("png")))
        QCOMPARE(QImage(path).size(), QSize(800, 440));
}

void tst_Chart::aFileThatCannotBeWrittenIsTold()
{
    const QString sentence = m_chart->save(QStringLiteral("/nowhere/at/all.png"));
    QVERIFY(sentence.startsWith(QStringLiteral("/nowhere/at/all.png could not be written: ")));
}

void tst_Chart::valuesAreCopied()
{
    for (QAction *action : m_chart->menu()->actions())
        if (action->text() == QStringLiteral("Copy values"))
            action->trigger();
    QCOMPARE(QApplication::clipboard()->text(), m_chart->csv());
    QVERIFY(m_chart->csv().startsWith(QStringLiteral("depth,ms a patch,")));
}

void tst_Chart::bothThemesAreDrawn()
{
    const QImage dark = m_chart->picture({400, 220});
    applyTheme(*qApp, Theme::Light);
    const QImage light = m_chart->picture({400, 220});
    QVERIFY(dark != light);
    QCOMPARE(light.pixelColor(1, 1), colours().base);
}

void tst_Chart::itDrawsAtEverySize()
{
    TimeBars bars;
    CurveChart curves;
    for (Chart *chart : {static_cast<Chart *>(&bars), static_cast<Chart *>(&curves),
                         static_cast<Chart *>(m_chart.get())}) {
        chart->setCompared(test::someCompared());
        for (const QSize size : {QSize(1, 1), QSize(60, 40), QSize(260, 160), QSize(1900, 700)}) {
            chart->resize(size);
            QCOMPARE(chart->picture(size, 1).size(), size);
        }
    }
}

QTEST_MAIN(tst_Chart)
#include "tst_chart.moc"
