#include "ui/compare/depth_table.h"
#include "ui/compare/some_comparison.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLocale>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace refocus;
using namespace refocus::ui;
using Model = DepthTableModel;

class tst_DepthTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(*qApp, Theme::Dark);
    }
    void init();
    void cleanup() { m_table.reset(); }
    void aClickChoosesTheDepth();
    void arrowsChooseTheDepth();
    void choosingFromOutsideIsNotTold();
    void newFiguresKeepChoiceAndScroll();
    void otherDepthsKeepTheChoiceThatIsThere();
    void decisionsAreShownWhereThereAreSome();
    void theFirstColumnStays();
    void whatDecidesFitsIntoAWindow();
    void theChosenRowIsCopied();
    void withoutAChoiceAllAreCopied();

private:
    QTableView *frozen() const { return m_table->findChild<QTableView *>(); }
    std::unique_ptr<DepthTable> m_table;
};

void tst_DepthTable::init()
{
    m_table = std::make_unique<DepthTable>();
    m_table->resize(1280, 180);
    m_table->setCompared(test::someCompared());
    m_table->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_table.get()));
}

void tst_DepthTable::aClickChoosesTheDepth()
{
    QSignalSpy chosen(m_table.get(), &DepthTable::depthChosen);
    const QRect cell = m_table->visualRect(m_table->model().index(2, Model::TotalColumn));
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, cell.center());
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toInt(), 2);
    const QRect name = frozen()->visualRect(m_table->model().index(1, 0));
    QTest::mouseClick(frozen()->viewport(), Qt::LeftButton, {}, name.center());
    QCOMPARE(chosen.size(), 2);
    QCOMPARE(m_table->chosen(), 1);
}

void tst_DepthTable::arrowsChooseTheDepth()
{
    m_table->choose(1);
    QSignalSpy chosen(m_table.get(), &DepthTable::depthChosen);
    QTest::keyClick(m_table.get(), Qt::Key_Down);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toInt(), 2);
}

void tst_DepthTable::choosingFromOutsideIsNotTold()
{
    const QSignalSpy chosen(m_table.get(), &DepthTable::depthChosen);
    m_table->choose(3);
    QCOMPARE(m_table->chosen(), 3);
    m_table->choose(-1);
    QCOMPARE(m_table->chosen(), -1);
    QCOMPARE(chosen.size(), 0);
}

void tst_DepthTable::newFiguresKeepChoiceAndScroll()
{
    m_table->resize(700, 180);
    m_table->choose(2);
    m_table->horizontalScrollBar()->setValue(150);
    const QSignalSpy chosen(m_table.get(), &DepthTable::depthChosen);
    m_table->setCompared(test::someCompared({.runs = 3}));
    QCOMPARE(m_table->chosen(), 2);
    QCOMPARE(m_table->horizontalScrollBar()->value(), 150);
    QCOMPARE(chosen.size(), 0);
}

void tst_DepthTable::otherDepthsKeepTheChoiceThatIsThere()
{
    m_table->choose(2);
    const QSignalSpy chosen(m_table.get(), &DepthTable::depthChosen);
    compare::Comparison comparison = test::someComparison();
    comparison.depths.erase(comparison.depths.begin() + 1);
    m_table->setCompared(Compared::of(comparison));
    QCOMPARE(m_table->chosen(), 1); // It is still 7.
    comparison.depths.erase(comparison.depths.begin() + 1);
    m_table->setCompared(Compared::of(comparison));
    QCOMPARE(m_table->chosen(), -1);
    QCOMPARE(chosen.size(), 0);
}

void tst_DepthTable::decisionsAreShownWhereThereAreSome()
{
    QVERIFY(m_table->isColumnHidden(Model::DecidedAccuracyColumn));
    QVERIFY(m_table->isColumnHidden(Model::GainColumn));
    m_table->setCompared(test::someCompared({.decided = 40}));
    QVERIFY(!m_table->isColumnHidden(Model::DecidedAccuracyColumn));
    QVERIFY(!m_table->isColumnHidden(Model::GainColumn));
    m_table->setCompared(test::someCompared());
    QVERIFY(m_table->isColumnHidden(Model::DecidedRecallColumn));
}

void tst_DepthTable::theFirstColumnStays()
{
    m_table->resize(600, 180);
    m_table->horizontalScrollBar()->setValue(m_table->horizontalScrollBar()->maximum());
    QVERIFY(m_table->horizontalScrollBar()->value() > 100);
    QCOMPARE(frozen()->geometry().left(), 0);
    QCOMPARE(frozen()->width(), m_table->columnWidth(0));
    QCOMPARE(frozen()->horizontalHeader()->height(), m_table->horizontalHeader()->height());
    QCOMPARE(frozen()->visualRect(m_table->model().index(2, 0)).top(),
             m_table->visualRect(m_table->model().index(2, Model::CaseBytesColumn)).top());
    // Going to a column brings it out from behind the first.
    m_table->setCurrentIndex(m_table->model().index(1, Model::TotalColumn));
    QVERIFY(m_table->visualRect(m_table->currentIndex()).left() >= frozen()->width());
}

void tst_DepthTable::whatDecidesFitsIntoAWindow()
{
    int width = 0;
    for (int column = 0; column <= Model::QueryColumn; ++column)
        width += m_table->columnWidth(column);
    QVERIFY2(width <= 1280, qPrintable(QString::number(width)));
    QCOMPARE(m_table->verticalScrollBar()->maximum(), 0); // The size hint shows every depth.
    QVERIFY(m_table->sizeHint().height() <= 180);
}

void tst_DepthTable::theChosenRowIsCopied()
{
    m_table->choose(2);
    QTest::keyClick(m_table.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), m_table->model().tsv({2}));
}

void tst_DepthTable::withoutAChoiceAllAreCopied()
{
    m_table->choose(-1);
    m_table->copy();
    QCOMPARE(QApplication::clipboard()->text(), m_table->model().tsv({0, 1, 2, 3}));
}

QTEST_MAIN(tst_DepthTable)
#include "tst_depth_table.moc"
